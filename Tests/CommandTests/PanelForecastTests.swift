import Foundation
import Skein
import Support
import Testing

/// What a run of many series tells around its forecasts.
@Suite("Quantiles and courses of many series") struct PanelForecastTests {
  private static let options =
    "--series shop --window 6 --model lstm:4,dense:1 --epochs 2 --batch-size 16"
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    var text = "day,shop,sold\n"
    for day in 0..<60 {
      for shop in 0..<6 {
        let week = [3, 9, 4, 1, 6, 8, 2][(day + shop) % 7]
        text +=
          "\(Self.date(day)),s\(shop),\((1 << shop) * (10 * week + (day * 37 + shop * 11) % 5))\n"
      }
    }
    try folder.write("shops.csv", text)
  }

  /// The day so many days after the beginning of 2023.
  private static func date(_ day: Int) -> String {
    let months = [31, 28, 31]
    let month = day < 31 ? 0 : day < 59 ? 1 : 2
    return String(
      format: "2023-%02d-%02d", month + 1, day - months.prefix(month).reduce(0, +) + 1)
  }

  @discardableResult
  private func run(_ line: String) throws -> SkeinProgram.Outcome {
    let outcome = try SkeinProgram.run(line, in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    return outcome
  }

  @Test("quantiles of a series of a hundred times the size are a hundred times as far apart")
  func quantiles() throws {
    var text = "day,shop,sold\n"
    var state: UInt32 = 9
    for day in 0..<80 {
      state = state &* 1_664_525 &+ 1_013_904_223
      let sold = 20 + [3, 9, 4, 1, 6, 8, 2][day % 7] + Int(state >> 16) % 5
      text += "\(Self.date(day)),one,\(sold)\n\(Self.date(day)),hundred,\(100 * sold)\n"
    }
    try folder.write("twins.csv", text)
    try run("train --data twins.csv \(Self.options) --output twins --quiet")
    let said = try run("forecast twins --steps 1 --quantiles 0.1,0.5,0.9 --output - --quiet").output
    let rows = try said.split(separator: "\n").dropFirst().map { line in
      try line.split(separator: ",").dropFirst(2).map { try #require(Double($0)) }
    }
    #expect(rows.count == 2 && rows.allSatisfy { $0.count == 4 && $0[1] < $0[2] && $0[2] < $0[3] })
    for (one, other) in zip(rows[0], rows[1]) {
      #expect(abs(100 * one - other) <= 1e-5 * abs(other), "\(one) \(other)")
    }
    let told = try run("evaluate twins --quantiles 0.1,0.9 --json").json()
    let scores = try #require(
      (told["quantiles"] as? [[String: Any]])?.first?["scores"] as? [[String: Double]])
    #expect(scores.count == 2 && scores.allSatisfy { (0...1).contains($0["coverage"] ?? 2) })
    #expect(scores.allSatisfy { (0.001..<10).contains($0["pinball"] ?? 0) })
  }

  @Test("courses of each series are drawn in its units, by its name and the seed alone")
  func samples() throws {
    try run(
      "train --data shops.csv --series shop --window 6 --model lstm:4,dense:2 --loss gaussian --epochs 2"
        + " --batch-size 16 --output run --quiet")
    try run("forecast run --steps 2 --samples 200 --seed 3 --quiet")
    let lines = try folder.lines("run/samples.csv").map {
      $0.split(separator: ",").map(String.init)
    }
    #expect(lines.count == 1 + 6 * 2 && lines.allSatisfy { $0.count == 2 + 200 })
    #expect(Array(lines[0].prefix(4)) == ["shop", "day", "sample 1", "sample 2"])
    let table = try folder.lines("run/forecast.csv").dropFirst().map {
      $0.split(separator: ",").map(String.init)
    }
    for (row, said) in zip(lines.dropFirst(), table) {
      #expect(row[0] == said[0] && row[1] == said[1])
      // The middle of the courses is where the model is, in units of the width of its courses.
      let numbers = try row.dropFirst(2).map { try #require(Double($0)) }.sorted()
      let predicted = try #require(Double(said[2]))
      #expect(numbers[60] <= predicted && predicted <= numbers[140], "\(row[0])")
    }
    try run("forecast run --steps 2 --samples 3 --seed 3 --only s4 --output one --quiet")
    let one = try folder.lines("one/samples.csv").dropFirst()
    let same = lines.filter { $0[0] == "s4" }.map { $0.prefix(5).joined(separator: ",") }
    #expect(Array(one) == same)
    // Courses of two series do not go up and down together.
    func ranks(_ name: String) throws -> [Bool] {
      let row = try #require(lines.first { $0[0] == name }).dropFirst(2)
      let numbers = try row.map { try #require(Double($0)) }
      let middle = numbers.sorted()[100]
      return numbers.map { $0 > middle }
    }
    let (a, b) = (try ranks("s3"), try ranks("s4"))
    #expect((60...140).contains(zip(a, b).count { $0 == $1 }))
  }

  @Test("rows that rest on predictions have intervals learnt from all series, in the units of each")
  func far() throws {
    try run("train --data shops.csv \(Self.options) --output run --quiet")
    let rows = try run("forecast run --steps 4 --output - --quiet").output.split(separator: "\n")
      .dropFirst().map { $0.split(separator: ",").map(String.init) }
    #expect(rows.count == 6 * 4 && rows.allSatisfy { $0.count == 5 }, "\(rows)")
    let record = try StoredRun(path: folder.path("run")).record
    let members = try #require(record.panel?.members)
    // The margins of a row ahead are the same number of deviations for each series.
    for step in 0..<4 {
      let margins = try members.enumerated().map { number, member -> Double in
        let numbers = try rows[number * 4 + step].dropFirst(2).map { try #require(Double($0)) }
        #expect(numbers[1] <= numbers[0] && numbers[0] <= numbers[2])
        return (numbers[2] - numbers[1]) / member.scales[0]
      }
      for margin in margins { #expect(abs(margin - margins[0]) <= 1e-4 * margins[0]) }
    }
    // The run's own data is what they are learnt from.
    try folder.write("other.csv", try folder.text("shops.csv"))
    try FileManager.default.removeItem(atPath: folder.path("shops.csv"))
    let alone = try run("forecast run --steps 2 --data other.csv --output -")
    #expect(alone.errors.contains("have no intervals"), "\(alone.errors)")
  }

  @Test("runs are compared by the mean RMSSE over the rows of each series that all were tested on")
  func compared() throws {
    try run("train --data shops.csv \(Self.options) --output one --quiet")
    let other = Self.options.replacing("--window 6", with: "--window 9 --seed 4")
    try run("train --data shops.csv \(other) --output two --quiet")
    let report = try run("compare one two --json").json()
    let target = try #require((report["panel"] as? [[String: Any]])?.first)
    #expect(target["series"] as? Int == 6 && (report["targets"] as? [Any])?.isEmpty ?? false)
    // From the tables of predictions, on the rows that both list.
    func table(_ path: String) throws -> [String: (actual: Double, predicted: Double)] {
      var rows: [String: (actual: Double, predicted: Double)] = [:]
      for line in try folder.lines("\(path)/predictions.csv").dropFirst() {
        let fields = line.split(separator: ",").map(String.init)
        rows["\(fields[0]),\(fields[1])"] = (
          try #require(Double(fields[3])), try #require(Double(fields[4]))
        )
      }
      return rows
    }
    let tables = [try table("one"), try table("two")]
    let common = Set(tables[0].keys).intersection(tables[1].keys)
    #expect(target["rows"] as? Int == common.count)
    let members = try #require(
      StoredRun(path: folder.path("one")).record.panel?.members)
    let json = try JSONSerialization.jsonObject(with: Data(folder.bytes("one/run.json")))
    let steps = try #require(
      ((json as? [String: Any])?["panel"] as? [String: Any])?["members"] as? [[String: Any]]
    ).map { try #require((($0["steps"] as? [[String: Any]])?.first)?["square"] as? Double) }
    let wanted = tables.map { table in
      zip(members, steps).map { member, square in
        let squares = common.filter { $0.hasPrefix("\(member.name),") }.sorted().map { key in
          let row = table[key] ?? (0, .nan)
          return (row.actual - row.predicted) * (row.actual - row.predicted)
        }
        return (squares.reduce(0, +) / Double(squares.count) / square).squareRoot()
      }.reduce(0, +) / Double(members.count)
    }
    let found = try #require(target["rmsse"] as? [Double])
    for (one, other) in zip(found, wanted) { #expect(abs(one - other) <= 1e-5 * other) }
    #expect(target["best"] as? Int == (wanted[0] <= wanted[1] ? 0 : 1))
    let text = try run("compare one two").output
    #expect(text.contains("mean RMSSE") && text.contains("too few series"), "\(text)")
    try run(
      "train --data shops.csv --series shop=s1 --window 6 --model lstm:2,dense:1 --epochs 1 --output alone --quiet"
    )
    #expect(try run("compare one alone").output.contains("one is of many series, and alone of one"))
  }
}
