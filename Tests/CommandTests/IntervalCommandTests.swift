import Foundation
import Support
import Testing

/// `--interval` from the command line to the forecast.
@Suite("Intervals on the command line") struct IntervalCommandTests {
  private let folder: ScratchFolder
  private static let small = "--target a --window 6 --model lstm:3,dense:1 --epochs 1"

  init() throws {
    folder = try ScratchFolder()
    try folder.writeWaves("waves.csv", rows: 200)
  }

  private func run(_ line: String) throws -> SkeinProcess.Outcome {
    let outcome = try SkeinProgram.run(line, in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    return outcome
  }

  private func scores(_ target: [String: Any]) throws -> [[String: Double]] {
    try #require(target["intervals"] as? [[String: Double]])
  }

  @Test("levels are columns, are told in one line, and evaluate measures what training did")
  func levels() throws {
    let trained = try run(
      "train --data waves.csv \(Self.small) --interval 90,50 --output run --json")
    let results = try #require(trained.json()["results"] as? [String: Any])
    let target = try #require((results["targets"] as? [[String: Any]])?.first)
    let told = try scores(target)
    #expect(told.map { $0["level"] } == [50, 90])
    let evaluated = try #require(
      (try run("evaluate run --json").json()["targets"] as? [[String: Any]])?.first)
    #expect(try scores(evaluated) == told)
    #expect(try run("evaluate run").output.contains("\nIntervals of 50 % hold "))
    let lines = try folder.lines("run/predictions.csv")
    #expect(lines[0] == "date,split,actual,prediction,lower 50,upper 50,lower 90,upper 90")
    // The coverage can be counted in the table.
    var inside = 0
    let test = lines.filter { $0.contains(",test,") }
    for line in test {
      let numbers = try line.split(separator: ",").dropFirst(2).map { try #require(Double($0)) }
      if (numbers[4]...numbers[5]).contains(numbers[0]) { inside += 1 }
    }
    let coverage = try #require(told[1]["coverage"])
    #expect(abs(Double(inside) / Double(test.count) - coverage) < 0.02)
    let report = try run("predict run --json").json()
    let row = try #require((report["predictions"] as? [[String: Any]])?.first)
    #expect((row["intervals"] as? [Any])?.count == 2)
  }

  @Test("none leaves the columns out, and so do classes and too few windows, which are told")
  func none() throws {
    _ = try run("train --data waves.csv \(Self.small) --interval none --output run --quiet")
    #expect(try folder.lines("run/predictions.csv")[0] == "date,split,actual,prediction")
    #expect(try run("forecast run --steps 1 --output -").output.hasPrefix("date,prediction\n"))
    let few = try run("train --data waves.csv \(Self.small) --interval 90,99.5 --output few")
    #expect(
      few.errors.contains(
        "note: no intervals of 99.5 %: the validation part has 31 windows, and they need 199"),
      "\(few.errors)")
    #expect(try folder.lines("few/predictions.csv")[0].hasSuffix("prediction,lower 90,upper 90"))
  }

  @Test("rows that rest on predictions have intervals from forecasts of the same kind, ever wider")
  func goesOn() throws {
    _ = try run("train --data waves.csv \(Self.small) --interval 50,80 --output run --quiet")
    let report = try run("forecast run --steps 4 --json").json()
    let rows = try #require(report["forecast"] as? [[String: Any]])
    for row in rows {
      let intervals = try #require(row["intervals"] as? [[String: Any]])
      let ends = try intervals.map { interval in
        (
          try #require((interval["lower"] as? [Double])?.first),
          try #require((interval["upper"] as? [Double])?.first)
        )
      }
      #expect(ends.count == 2 && ends[1].0 <= ends[0].0 && ends[0].1 <= ends[1].1)
    }
    // The run's own data is what they are learnt from.
    try folder.write("other.csv", try folder.text("waves.csv"))
    try FileManager.default.removeItem(atPath: folder.path("waves.csv"))
    let alone = try run("forecast run --steps 4 --data other.csv --output -")
    #expect(alone.errors.contains("have no intervals"), "\(alone.errors)")
    let lines = alone.output.split(separator: "\n")
    #expect(!lines[1].hasSuffix(",") && lines[2].hasSuffix(",,,"))
  }

  @Test("quantiles that are asked for are the forecast's columns, and evaluate measures them")
  func quantiles() throws {
    _ = try run(
      "train --data waves.csv \(Self.small) --horizon 2 --model lstm:3,dense:2 --output run --quiet"
    )
    let said = try run("forecast run --steps 3 --quantiles 0.9,0.1,0.5 --output - --quiet").output
    let rows = said.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    #expect(rows[0] == ["date", "prediction", "quantile 0.1", "quantile 0.5", "quantile 0.9"])
    for row in rows.dropFirst() {
      let numbers = try row.dropFirst(2).map { try #require(Double($0)) }
      #expect(numbers.count == 3 && numbers == numbers.sorted())
    }
    let report = try run("forecast run --steps 3 --quantiles 0.9,0.1,0.5 --json").json()
    let first = try #require((report["forecast"] as? [[String: Any]])?.first)
    let told = try #require(first["quantiles"] as? [[String: Any]])
    #expect(told.map { $0["quantile"] as? Double } == [0.1, 0.5, 0.9])
    #expect((told[0]["values"] as? [Double])?.first.map { "\($0)" } == rows[1][2])
    let scores = try #require(
      (try run("evaluate run --quantiles 0.1,0.9 --json").json()["quantiles"] as? [[String: Any]])?
        .first?["scores"] as? [[String: Double]])
    #expect(scores.map { $0["quantile"] } == [0.1, 0.9])
    #expect(scores.allSatisfy { $0["pinball"] ?? 0 > 0 && (0...1).contains($0["coverage"] ?? 2) })
    #expect(try run("evaluate run --quantiles 0.1,0.9").output.contains("values not above"))
    // What evaluate measures can be counted in the table of predict, which has each window of one row.
    _ = try run("train --data waves.csv \(Self.small) --output one --quiet")
    let table = try run("predict one --quantiles 0.1,0.9 --quiet").output.split(separator: "\n")
      .map { $0.split(separator: ",").map(String.init) }
    #expect(table[0] == ["date", "split", "actual", "prediction", "quantile 0.1", "quantile 0.9"])
    let measured = try #require(
      (try run("evaluate one --quantiles 0.1,0.9 --json").json()["quantiles"] as? [[String: Any]])?
        .first?["scores"] as? [[String: Double]])
    for (column, score) in zip([4, 5], measured) {
      let below = try table.dropFirst().count {
        try #require(Double($0[2])) <= #require(Double($0[column]))
      }
      let share = Double(below) / Double(table.count - 1)
      #expect(abs(share - (score["coverage"] ?? 0)) < 1e-9, "\(share) \(score)")
    }
    for (line, words) in [
      ("forecast run --steps 2 --quantiles 0.1,1.5", "--quantiles"),
      ("forecast run --steps 2 --quantiles 0.999", "needs"),
      ("evaluate run --steps 3 --quantiles 0.5", "leave out --steps"),
    ] {
      let outcome = try SkeinProgram.run(line, in: folder)
      #expect(outcome.code != 0 && outcome.errors.contains(words), "\(outcome.errors)")
    }
  }

  @Test("courses are drawn from a likelihood, the same for a seed, and only there")
  func samples() throws {
    _ = try run(
      "train --data waves.csv --target a --window 6 --loss gaussian --model lstm:3,dense:2 --epochs 1"
        + " --output run --quiet")
    _ = try run("forecast run --steps 3 --samples 4 --seed 1 --quiet")
    let first = try folder.lines("run/samples.csv")
    #expect(first[0] == "date,sample 1,sample 2,sample 3,sample 4" && first.count == 4)
    _ = try run("forecast run --steps 3 --samples 2 --seed 1 --quiet --output other")
    let fewer = try folder.lines("other/samples.csv")
    #expect(zip(first, fewer).allSatisfy { $0.hasPrefix($1) })
    let scores = try run("evaluate run").output
    #expect(scores.contains("CRPS ") && scores.contains("pinball of 0.9 "), "\(scores)")
    _ = try run("train --data waves.csv \(Self.small) --output plain --quiet")
    for (line, words) in [
      ("forecast plain --steps 2 --samples 3", "tells none"),
      ("forecast run --steps 2 --samples 0", "from 1 to"),
      ("forecast run --steps 2 --seed 3", "--samples"),
      ("forecast run --steps 2 --samples 3 --output -", "--output"),
    ] {
      let outcome = try SkeinProgram.run(line, in: folder)
      #expect(outcome.code != 0 && outcome.errors.contains(words), "\(outcome.errors)")
    }
  }

  @Test("what makes no sense is refused in a sentence that helps")
  func refused() throws {
    for (options, words) in [
      ("--interval 90 --validation-split 0", "--validation-split 0 leaves none"),
      ("--interval 0", "above 0 and below 100"), ("--interval 100", "above 0 and below 100"),
      ("--interval 90,x", "--interval"),
      ("--interval 90 --loss binary", "tells classes"),
    ] {
      let outcome = try SkeinProgram.run(
        "train --data waves.csv \(Self.small) \(options) --output run", in: folder)
      #expect(outcome.code != 0 && outcome.errors.contains(words), "\(outcome.errors)")
    }
  }
}
