import Foundation
import Support
import Testing

/// Tables and situations that people bring, as they are told in `Tables/README.md`.
@Suite("Tables that people bring") struct TableCaseTests {
  private static let training =
    "--window 10 --epochs 2 --model lstm:4,dense:1 --workers 1 --predictions all --overwrite"
    + " --output run"

  private func train(
    _ file: String, _ options: String = "", in folder: ScratchFolder, code: Int32 = 0
  ) throws -> SkeinProgram.Outcome {
    let outcome = try SkeinProgram.run(
      "train --data \(file) \(Self.training) \(options)", in: folder)
    #expect(outcome.code == code, "\(outcome.errors)")
    return outcome
  }

  @Test("a table is read as it is meant, or refused with what helps", arguments: TableCase.training)
  func reading(_ one: TableCase) throws {
    let folder = try ScratchFolder(table: one.file)
    let outcome = try train(one.file, one.options, in: folder, code: one.code)
    for words in one.words { #expect(outcome.errors.contains(words), "\(outcome.errors)") }
    if one.code != 0 {
      #expect(outcome.errorLines.count == 1, "\(outcome.errors)")
      return
    }
    let rows = try folder.lines("run/predictions.csv")
    #expect(rows[1].hasPrefix(one.first), "\(rows[1])")
    #expect(rows.last?.hasPrefix(one.last) == true, "\(rows.last ?? "")")
    let hidden = outcome.errors.unicodeScalars.filter { $0.value < 32 && $0 != "\n" }
    #expect(hidden.isEmpty, "no control character reaches the terminal")
  }

  @Test("labels go on in the file's own form", arguments: TableCase.future)
  func future(file: String, labels: [String]) throws {
    let folder = try ScratchFolder(table: file)
    _ = try train(file, in: folder)
    let outcome = try SkeinProgram.run("forecast run --steps 2 --quiet", in: folder)
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let rows = try folder.lines("run/forecast.csv").dropFirst()
    #expect(rows.map { String($0.prefix { $0 != "," }) } == labels)
  }

  @Test("D3, D6: a verdict rests on neighbours in time")
  func verdict() throws {
    let folder = try ScratchFolder(table: "shuffled.csv")
    try folder.copy(table: "two-shops-interleaved.csv")
    let long = "--epochs 10 --scale standard --learning-rate 0.01 --json"
    let sorted = try train("shuffled.csv", long, in: folder).results()
    let naive = try #require(sorted["naive"] as? [String: Any])
    let error = try #require(naive["mse"] as? Double)
    #expect(abs(error - 0.9) < 0.05)
    let apart = try train("two-shops-interleaved.csv", "--series store \(long)", in: folder)
      .results()
    // Each store by itself: what is copied is its own last value.
    let panel = try #require(apart["panel"] as? [[String: Any]])
    let stores = try #require(panel.first?["worst"] as? [[String: Any]])
    let errors = stores.compactMap { $0["methodRmse"] as? Double }
    #expect(errors.count == 2 && errors.allSatisfy { $0 * $0 < 90 }, "\(errors)")
  }

  @Test("E3: what follows the training part changes neither scaler nor model")
  func noFuture() throws {
    let folder = try ScratchFolder(table: "gap-a.csv")
    try folder.copy(table: "gap-b.csv")
    var models: [[UInt8]] = []
    for file in ["gap-a.csv", "gap-b.csv"] {
      let outcome = try train(
        file, "--recipe plain --scale standard --missing interpolate --keep-last", in: folder)
      #expect(outcome.errors.contains("10 missing values"))
      #expect(outcome.errors.contains("the last value before the gap alone"))
      models.append(try folder.bytes("run/model.safetensors"))
      let rows = try folder.lines("run/predictions.csv")
      #expect(rows[0].hasPrefix("date,split,actual,prediction,") && rows[0].hasSuffix(",filled"))
      #expect(rows.count { $0.hasSuffix(",target") } == 10, "what was made up is no actual value")
      #expect(rows.filter { $0.hasSuffix(",target") }.allSatisfy { $0.contains(",,") })
    }
    #expect(models[0] == models[1])
  }

  @Test("G2: a stored run finds its label column again, wherever it stands")
  func labelColumn() throws {
    let folder = try ScratchFolder(table: "inputs-and-target.csv")
    try folder.copy(table: "new-columns-in-other-order.csv")
    _ = try train("inputs-and-target.csv", "--target y --inputs x1,x2", in: folder)
    let outcome = try SkeinProgram.run(
      "predict run --data new-columns-in-other-order.csv", in: folder)
    let rows = outcome.output.split(separator: "\n")
    #expect(outcome.code == 0 && rows[1].hasPrefix("2021-07-09,new,"), "\(rows[1])")
  }

  @Test("I1, I2: numbers keep their digits until they are scaled")
  func digits() throws {
    let folder = try ScratchFolder(table: "meter.csv")
    for file in ["offset-wave.csv", "same-wave.csv"] { try folder.copy(table: file) }
    let long = "--epochs 20 --scale standard --learning-rate 0.01 --json"
    func report(_ file: String) throws -> (naive: Double, model: Double) {
      let report = try train(file, long, in: folder).results()
      let pair = try ["naive", "test"].map {
        try #require((report[$0] as? [String: Any])?["mse"] as? Double)
      }
      return (pair[0], pair[1])
    }
    let meter = try report("meter.csv")
    #expect(abs(meter.naive - 9.316) < 0.001)
    let last = try folder.lines("run/predictions.csv").last
    #expect(last?.contains(",1234568486,") == true, "\(last ?? "")")
    #expect(try folder.text("run/run.json").contains("1234568084.50"))
    let (raised, plain) = try (report("offset-wave.csv"), report("same-wave.csv"))
    #expect(abs(raised.naive - 0.8086) < 0.0001 && abs(plain.naive - 0.8086) < 0.0001)
    #expect(abs(raised.model - plain.model) < 0.001)
  }

  @Test("J1, J2: a forecast needs one window of rows, and remedies are there")
  func remedies() throws {
    let folder = try ScratchFolder(table: "univariate.csv")
    try folder.copy(table: "last-10-rows.csv")
    try folder.copy(table: "new-data-with-a-gap.csv")
    _ = try train("univariate.csv", "--scale minmax", in: folder)
    let short = try SkeinProgram.run(
      "forecast run --data last-10-rows.csv --steps 2 --output -", in: folder)
    let labels = short.output.split(separator: "\n").dropFirst().map { $0.prefix { $0 != "," } }
    #expect(labels == ["2021-06-29", "2021-06-30"], "\(short.errors)")
    for command in ["predict run", "evaluate run", "forecast run --steps 2"] {
      let line = "\(command) --data new-data-with-a-gap.csv"
      let refused = try SkeinProgram.run(line, in: folder)
      #expect(refused.code == 1 && refused.errors.contains("--missing interpolate"))
      let filled = try SkeinProgram.run("\(line) --missing interpolate", in: folder)
      #expect(filled.code == 0 && filled.errors.contains("1 missing value"), "\(filled.errors)")
    }
  }

  @Test("K1: what comes next is predicted from the columns that are there")
  func withoutTarget() throws {
    let folder = try ScratchFolder(table: "inputs-and-target.csv")
    try folder.copy(table: "new-data-without-target.csv")
    _ = try train("inputs-and-target.csv", "--target y --inputs x1,x2", in: folder)
    let outcome = try SkeinProgram.run(
      "predict run --data new-data-without-target.csv", in: folder)
    let rows = outcome.output.split(separator: "\n")
    #expect(outcome.code == 0 && rows.count == 1 + 31, "\(outcome.errors)")
    #expect(rows.last?.hasPrefix("2021-08-08,new,,") == true, "\(rows.last ?? "")")
  }

  @Test("L1: rows that trained the model are no test part, wherever they stand now")
  func longerHistory() throws {
    let folder = try ScratchFolder()
    try folder.copy(table: "history-then.csv", as: "series.csv")
    _ = try train("series.csv", in: folder)
    try folder.remove("series.csv")
    try folder.copy(table: "history-longer.csv", as: "series.csv")
    let outcome = try SkeinProgram.run("predict run", in: folder)
    let rows = outcome.output.split(separator: "\n").dropFirst()
    #expect(rows.count == 22 && rows.first?.hasPrefix("2021-08-06,test,") == true)
    #expect(outcome.errors.contains("found again at another place"))
    let other = try SkeinProgram.run("evaluate run --data series.csv", in: folder)
    #expect(
      other.errors.contains("2021-04-30 to 2021-08-05, trained or validated"), "\(other.errors)")
  }
}
