import Foundation
import Support
import Testing

/// What a run knows of its data, and what it says of other data.
@Suite("A run knows its data") struct KnownDataTests {
  private let folder: ScratchFolder
  private static let training =
    "--window 10 --epochs 1 --model lstm:3,dense:1 --workers 1 --overwrite --output run --quiet"

  init() throws {
    folder = try ScratchFolder()
    try write("series.csv", 0..<100)
  }

  /// Days with a wave and two more columns.
  private func write(
    _ name: String, _ days: some Sequence<Int>, header: String = "date,x1,x2,y",
    _ line: (String, [String]) -> String = { "\($0),\($1[0]),\($1[1]),\($1[2])" }
  ) throws {
    var text = header + "\n"
    for day in days {
      let moment = Date(timeIntervalSince1970: 1_577_836_800 + 86_400 * Double(day))
      let date = String(ISO8601DateFormatter().string(from: moment).prefix(10))
      let values = [7, 5, 3].map { "\((day + 400) * $0 % 31).\((day + 400) % 10)" }
      text += line(date, values) + "\n"
    }
    try folder.write(name, text)
  }

  private func train(_ options: String = "") throws {
    let outcome = try SkeinProgram.run(
      "train --data series.csv \(Self.training) \(options)", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
  }

  private func run(_ line: String) throws -> SkeinProgram.Outcome {
    try SkeinProgram.run(line, in: folder)
  }

  @Test("columns that are missing, new or renamed are listed in one refusal")
  func columns() throws {
    try train("--target y --inputs x1,x2")
    try write("renamed.csv", 0..<60, header: "date,X1,x_2,z")
    for command in ["predict run", "evaluate run", "forecast run --steps 1"] {
      let outcome = try run("\(command) --data renamed.csv")
      #expect(outcome.code == 1 && outcome.errorLines.count == 1, "\(outcome.errors)")
      for words in [
        "'x1', 'x2', 'y' are missing", "'X1', 'x_2', 'z' are new", "'x1' may be called 'X1' now",
        "'x2' may be called 'x_2' now",
      ] { #expect(outcome.errors.contains(words), "\(outcome.errors)") }
    }
    try write("less.csv", 0..<60, header: "date,x1") { "\($0),\($1[0])" }
    let less = try run("predict run --data less.csv")
    #expect(less.code == 1 && less.errors.contains("'x2', 'y' are missing"), "\(less.errors)")
  }

  @Test("the run's own file may have its columns in another order, and more of them")
  func ownColumns() throws {
    try train()
    let before = try run("predict run")
    try write("series.csv", 0..<100, header: "extra,y,date,x2,x1,z") {
      "9,\($1[2]),\($0),\($1[1]),\($1[0]),5"
    }
    let after = try run("predict run")
    #expect(after.code == 0 && after.output == before.output && after.errors.isEmpty)
    try write("series.csv", 0..<100, header: "date,x1,x2,Y")
    let renamed = try run("predict run")
    #expect(renamed.code == 1 && renamed.errors.contains("'y' may be called 'Y' now"))
  }

  @Test("L: rows that came in between move the test part behind all that trained the model")
  func insertedRows() throws {
    try write("series.csv", Array(0..<40) + Array(45..<100))
    try train()
    let trained = try run("predict run").output.split(separator: "\n").dropFirst()
    let first = String(try #require(trained.first).prefix(10))
    try write("series.csv", 0..<100)
    let after = try run("predict run")
    let rows = after.output.split(separator: "\n").dropFirst()
    #expect(after.errors.contains("found again at another place"), "\(after.errors)")
    #expect(rows.first?.hasPrefix(first) == true && rows.count == trained.count, "\(rows)")
  }

  @Test("L: rows in another order, and with a longer history, are found again")
  func reordered() throws {
    try train()
    let before = try run("predict run").output
    try write("series.csv", (0..<100).reversed())
    #expect(try run("predict run").output == before)
    try write("series.csv", -28..<100)
    let longer = try run("predict run")
    #expect(longer.output == before && longer.errors.contains("found again at another place"))
    try write("series.csv", 0..<130)
    #expect(try run("predict run").output.hasPrefix(before), "rows that came later are test, too")
  }

  @Test("L: other data that overlaps the training is measured on its other rows alone")
  func overlap() throws {
    try train()
    try write("new.csv", 100..<150)
    try write("longer.csv", 0..<150)
    let both = try run("evaluate run --data longer.csv --json")
    #expect(both.errors.contains("trained or validated the model, so they are left out"))
    let report = try both.json()
    let test = try run("predict run").output.split(separator: "\n").count - 1
    #expect(report["predictions"] as? Int == test + 50 && test > 0, "\(report)")
    let rows = try run("predict run --data longer.csv --quiet").output.split(separator: "\n")
    #expect(rows.count { $0.contains(",new,") } == test + 50)
    #expect(rows.count { $0.contains(",training,") } == 140 - test - 50)
    let fresh = try run("evaluate run --data new.csv")
    #expect(!fresh.errors.contains("trained"), "\(fresh.errors)")
    try write("old.csv", 0..<60)
    let old = try run("evaluate run --data old.csv")
    #expect(old.output.contains("No verdict") && old.errors.contains("are no test"))
  }

  @Test("K: what comes next is predicted however far, and in whatever order the columns stand")
  func withoutTarget() throws {
    for horizon in [1, 3] {
      try train("--target y --inputs x2,x1 --step \(horizon)")
      try write("known.csv", 100..<130)
      try write("inputs.csv", 100..<130, header: "x2,date,x1") { "\($1[1]),\($0),\($1[0])" }
      let known = try run("predict run --data known.csv --quiet")
      let outcome = try run("predict run --data inputs.csv")
      #expect(outcome.code == 0 && outcome.errors.contains("no column 'y'"), "\(outcome.errors)")
      let rows = outcome.output.split(separator: "\n").dropFirst()
      #expect(rows.count == 30 - 10 + 1 && rows.allSatisfy { $0.contains(",new,,") })
      let predictions = { (text: String) in
        text.split(separator: "\n").dropFirst().map {
          $0.split(separator: ",", omittingEmptySubsequences: false)[3]
        }
      }
      #expect(predictions(outcome.output).starts(with: predictions(known.output)))
    }
  }

  @Test("the simple methods of the training stand beside the model on other data as well")
  func seasons() throws {
    func hours(_ name: String, _ range: Range<Int>) throws {
      var text = "time,v\n"
      for hour in range {
        let time = String(format: "2021-01-%02d %02d:00", hour / 24 + 1, hour % 24)
        text += "\(time),\(hour % 24 * (24 - hour % 24)).\(hour % 7)\n"
      }
      try folder.write(name, text)
    }
    try hours("series.csv", 0..<480)
    try train("--scale standard")
    try hours("new.csv", 480..<600)
    let outcome = try run("evaluate run --data new.csv")
    #expect(outcome.output.contains("24 rows before"), "\(outcome.output)")
    #expect(outcome.output.contains("autoregression"))
    let report = try run("evaluate run --data new.csv --json").json()
    let target = try #require((report["targets"] as? [[String: Any]])?.first)
    let methods = try #require(target["methods"] as? [[String: Any]])
    #expect(methods.contains { $0["name"] as? String == "value of 24 rows before" })
    #expect(target["verdict"] as? String == "no better")
    let forecast = try run("forecast run --steps 3 --output -")
    #expect(forecast.errors.contains("on the test part"), "\(forecast.errors)")
  }

  @Test("there is no verdict on rows that may be of several series")
  func mixed() throws {
    let rows = (0..<120).map { "\($0 % 2 == 0 ? "A" : "B"),\($0 % 2 * 500 + $0 * 7 % 31)\n" }
    try folder.write("series.csv", "store,v\n" + rows.joined())
    let outcome = try SkeinProgram.run(
      "train --data series.csv \(Self.training) --scale standard".replacing("--quiet", with: ""),
      in: folder)
    #expect(outcome.output.contains("No verdict"), "\(outcome.output)")
    #expect(outcome.errors.contains("column 'store' has 2 values again and again"))
  }
}
