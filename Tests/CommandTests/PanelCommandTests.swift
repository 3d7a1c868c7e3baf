import Foundation
import Skein
import Support
import Testing

@Suite("Many series in skein") struct PanelCommandTests {
  private static let small =
    "--series shop --window 6 --model lstm:4,dense:1 --epochs 2 --batch-size 16"
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try write("shops.csv", days: 0..<60)
  }

  /// The day so many days after the beginning of 2023.
  private static func date(_ day: Int) -> String {
    var (month, day) = (0, day)
    let days = [31, 28, 31, 30, 31]
    while day >= days[month] {
      day -= days[month]
      month += 1
    }
    return String(format: "2023-%02d-%02d", month + 1, day + 1)
  }

  /// Nine shops of sizes from 1 to 256 that follow a week, and a tenth that sells always the same.
  private func write(_ file: String, days: Range<Int>, shops: Range<Int> = 0..<10) throws {
    var text = "day,shop,sold\n"
    for day in days {
      for shop in shops {
        let week = [3, 9, 4, 1, 6, 8, 2][(day + shop) % 7]
        let noise = (day * 37 + shop * 11) % 5
        let sold = shop == 9 ? 5 : (1 << shop) * (10 * week + noise)
        text += "\(Self.date(day)),s\(shop),\(sold)\n"
      }
    }
    try folder.write(file, text)
  }

  @discardableResult
  private func run(_ line: String) throws -> SkeinProgram.Outcome {
    let outcome = try SkeinProgram.run(line, in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    return outcome
  }

  @Test("the report has scaled errors over the series, and a line for each of them")
  func report() throws {
    let told = try run("train --data shops.csv \(Self.small) --output run")
    #expect(told.errors.contains("600 rows of 10 series, predicts sold"), "\(told.errors)")
    #expect(told.errors.contains("each series scaled by itself (standard)"))
    #expect(told.errors.contains("of 10 series, the last of each"))
    let verdict = String(told.output.split(separator: "\n").first ?? "")
    #expect(verdict.contains("over 9 series") && verdict.contains("mean RMSSE"), "\(verdict)")
    #expect(told.output.contains("worst series") && told.output.contains("1 series never changes"))
    let record = try StoredRun(path: folder.path("run")).record
    #expect(record.results?.targets.isEmpty ?? false)
    let panel = try #require(record.results?.panel?.first)
    #expect(panel.series == 10 && panel.scaled == 9 && panel.worst.count == 9)
    #expect(record.panel?.members.count == 10 && record.company == nil)
    let lines = try folder.lines("run/series.csv")
    #expect(lines.count == 11 && lines[1].hasPrefix("s0,sold,11,"), "\(lines)")
    let predictions = try folder.lines("run/predictions.csv")
    #expect(predictions[0].hasPrefix("shop,"), "\(predictions[0])")
    #expect(predictions.count { $0.hasPrefix("s3,") } == 11)
    #expect(told.output.contains("Intervals of 90 % hold"), "\(told.output)")
    #expect(panel.intervals?.map(\.level) == [90])
  }

  @Test("evaluate repeats what the training said, also when rows have come")
  func evaluate() throws {
    let trained = try run("train --data shops.csv \(Self.small) --output run --json").json()
    func panel(_ report: [String: Any]?) throws -> Data {
      try JSONSerialization.data(
        withJSONObject: try #require(report?["panel"]), options: .sortedKeys)
    }
    let evaluated = try run("evaluate run --json").json()
    #expect(try panel(trained["results"] as? [String: Any]) == panel(evaluated))
    try write("shops.csv", days: 0..<70)
    let grown = try run("evaluate run --json").json()
    #expect(grown["predictions"] as? Int == 10 * 21)
    // Rows that trained the model must still be there.
    try write("shops.csv", days: 5..<70)
    let shifted = try SkeinProgram.run("evaluate run", in: folder)
    #expect(shifted.code != 0 && shifted.errors.contains("series 's0'"), "\(shifted.errors)")
  }

  @Test("other data has the same series, or new ones that are scaled by their own rows")
  func other() throws {
    try run("train --data shops.csv \(Self.small) --output run --quiet")
    try write("new.csv", days: 30..<90, shops: 4..<12)
    let outcome = try run("evaluate run --data new.csv")
    #expect(outcome.errors.contains("2 series were not in the training"), "\(outcome.errors)")
    #expect(outcome.errors.contains("s10, s11"))
    #expect(outcome.errors.contains("trained or validated the model are left out"))
    let predicted = try run("predict run --data new.csv --quiet").output
    let rows = predicted.split(separator: "\n")
    #expect(rows.count == 1 + 8 * 54 && rows[1].hasPrefix("s4,"))
    #expect(rows.count { $0.contains(",training,") } == 6 * 13)
  }

  @Test("several rows ahead are listed once for each series, back from its last row")
  func horizon() throws {
    let line = Self.small.replacing("dense:1", with: "dense:4")
    try run("train --data shops.csv \(line) --horizon 4 --output run --quiet")
    let lines = try folder.lines("run/predictions.csv").dropFirst()
    for shop in 0..<10 {
      let days = lines.filter { $0.hasPrefix("s\(shop),") }.map {
        String($0.split(separator: ",")[1])
      }
      #expect(Set(days).count == days.count && days.max() == "2023-03-01", "\(shop)")
    }
  }

  @Test("a forecast goes on with every series, or with those that were named")
  func forecast() throws {
    try run("train --data shops.csv \(Self.small) --output run --quiet")
    let all = try run("forecast run --steps 3 --quiet --output -").output
    let lines = all.split(separator: "\n").map { $0.split(separator: ",") }
    #expect(lines.count == 31 && lines[0] == ["shop", "day", "prediction", "lower 90", "upper 90"])
    #expect(lines[1][0] == "s0" && lines[1][1] == "2023-03-02" && lines[3][1] == "2023-03-04")
    // The first row ahead is the prediction of the window that ends there.
    try write("longer.csv", days: 0..<61)
    let said = try run("predict run --data longer.csv --quiet").output.split(separator: "\n")
    for shop in 0..<10 {
      let wanted = said.last { $0.hasPrefix("s\(shop),2023-03-02,") }?.split(separator: ",")
      let found = lines.first { $0[0] == "s\(shop)" }
      // The prediction and both ends of its interval.
      for (one, other) in zip(try #require(wanted).suffix(3), try #require(found).suffix(3)) {
        let pair = [one, other].map { Double($0) ?? .nan }
        #expect(abs(pair[0] - pair[1]) <= 1e-5 * abs(pair[0]), "\(pair)")
      }
    }
    let some = try run("forecast run --steps 3 --only s2 --only s7 --quiet --output -").output
    #expect(some.split(separator: "\n").count == 7)
    // What the model said before, and the method that was best over all series.
    try run("forecast run --steps 3 --only s2 --quiet")
    let record = try StoredRun(path: folder.path("run")).record
    let best = try #require(record.results?.panel?.first?.methods.first?.name)
    let picture = try folder.text("run/forecast.svg")
    for words in ["sold of s2", "predicted before", best] {
      #expect(picture.contains(words), "\(words)")
    }
    // One of the table by its name is the one that the training knew.
    let named = try run("forecast run --steps 3 --data shops.csv --series shop=s2 --output -")
    #expect(!named.errors.contains("not in the training"), "\(named.errors)")
    #expect(named.output.split(separator: "\n").dropFirst() == some.split(separator: "\n")[1..<4])
    let wrong = try SkeinProgram.run("forecast run --steps 3 --only s11", in: folder)
    #expect(wrong.code != 0 && wrong.errors.contains("did you mean"), "\(wrong.errors)")
    // A series that is new and shorter than a window.
    try write("young.csv", days: 0..<3, shops: 11..<12)
    let young = try run("forecast run --steps 2 --data young.csv --output -")
    #expect(young.output.split(separator: "\n").count == 3)
    #expect(young.errors.contains("fewer rows than a window"), "\(young.errors)")
  }

  @Test(
    "a series shorter than a window trains and is forecast, and stays cut as it was when it grows")
  func short() throws {
    func writeShops(_ days: Int) throws {
      try write("shops.csv", days: 0..<60, shops: 0..<4)
      try write("short.csv", days: 20..<20 + days, shops: 6..<7)
      let others = try folder.text("short.csv").split(separator: "\n").dropFirst()
      try folder.write(
        "shops.csv", folder.text("shops.csv") + others.map { "\($0)\n" }.joined())
    }
    try writeShops(11)
    let line = Self.small.replacing("--window 6", with: "--window 14")
    let told = try run("train --data shops.csv \(line) --output run --json")
    #expect(told.errors.contains("15, in 1 series, whose first row stands for those before it: s6"))
    let record = try StoredRun(path: folder.path("run")).record
    #expect(record.panel?.members.last?.cut == PanelCut(trained: 5, fitted: 7, pads: true))
    func tested(_ text: String) -> [String] {
      text.split(separator: "\n").map(String.init).filter { $0.hasPrefix("s6,") }
    }
    let own = tested(try folder.text("run/predictions.csv"))
    #expect(own.count == 2 && own.allSatisfy { $0.contains("2023-01-3") }, "\(own)")
    let predicted = tested(try run("predict run --quiet").output)
    #expect(predicted == own)
    func panel(_ report: [String: Any]?) throws -> Data {
      try JSONSerialization.data(
        withJSONObject: try #require(report?["panel"]), options: .sortedKeys)
    }
    #expect(
      try panel(told.json()["results"] as? [String: Any])
        == panel(try run("evaluate run --json").json()))

    // Its forecast is the prediction of the next row once that is there.
    let ahead = try run("forecast run --steps 1 --only s6 --quiet --output -").output
    let said = try #require(ahead.split(separator: "\n").last).split(separator: ",")
    try writeShops(30)
    let grown = tested(try run("predict run --quiet").output)
    #expect(grown.count == 21 && Array(grown.prefix(2)) == own, "\(grown)")
    let next = grown[2].split(separator: ",")
    #expect(said[1] == "2023-02-01" && next[1] == said[1])
    #expect(next.suffix(3) == said.suffix(3), "\(next) \(said)")
    // Newer rows teach it; rows that were there are no targets.
    try run("update run --quiet")
    let update = try StoredRun(path: folder.path("run-2")).record
    // Of sixteen whole windows none predicts one of the eleven rows.
    #expect(update.panel?.members.last?.cut == PanelCut(trained: 9, fitted: 12))
  }

  @Test("the interval of a series of a thousand times the size is a thousand times as wide")
  func intervals() throws {
    var text = "day,shop,sold\n"
    for day in 0..<60 {
      for (shop, size) in [("small", 1), ("large", 1024)] {
        text += "\(Self.date(day)),\(shop),\(size * ((day * 37) % 11 + day % 7 + 1))\n"
      }
    }
    try folder.write("sizes.csv", text)
    try run("train --data sizes.csv \(Self.small) --output run --quiet")
    let lines = try run("forecast run --steps 1 --output - --quiet").output
      .split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    let told = Dictionary(
      uniqueKeysWithValues: lines.map { ($0[0], $0.suffix(3).compactMap { Double($0) }) })
    let (small, large) = (try #require(told["small"]), try #require(told["large"]))
    #expect(small.count == 3 && large.count == 3 && small[1] < small[0] && small[0] < small[2])
    for (one, other) in zip(small, large) {
      #expect(abs(1024 * one - other) <= 1e-5 * other, "\(small) \(large)")
    }
  }

  @Test("a wide table is trained, evaluated and forecast as its series are")
  func wide() throws {
    var text = "day,north,south\n"
    for day in 0..<50 {
      text += "\(Self.date(day)),\((day * 7) % 11 + day),\(100 * ((day * 5) % 7) + day)\n"
    }
    try folder.write("wide.csv", text)
    let line = Self.small.replacing("--series shop", with: "--wide")
    let told = try run("train --data wide.csv \(line) --output run")
    #expect(told.errors.contains("of 2 series, predicts value"), "\(told.errors)")
    #expect(try run("evaluate run").output.contains("over 2 series"))
    let ahead = try run("forecast run --steps 1 --output - --quiet").output
    #expect(ahead.contains("north,2023-02-20,") && ahead.contains("south,2023-02-20,"), "\(ahead)")
  }

  @Test("the calendar is that of all series, and goes on with each of them")
  func calendar() throws {
    // Each sells on Saturdays alone, so nothing but the calendar tells the first rows of a short window.
    var text = "day,shop,sold\n"
    for day in 0..<120 {
      for (shop, size) in [("small", 1), ("large", 1024)] {
        text += "\(Self.date(day)),\(shop),\(day % 7 == 6 ? size : 0)\n"
      }
    }
    try folder.write("saturdays.csv", text)
    let line =
      "train --data saturdays.csv --series shop --window 3 --model dense:8:relu,last,dense:1"
      + " --recipe plain --scale standard --epochs 60 --learning-rate 0.01 --quiet --output"
    try run("\(line) told --calendar weekday")
    try run("\(line) blind")
    func error(_ name: String) throws -> Double {
      try #require(StoredRun(path: folder.path(name)).record.results?.panel?.first?.rmsse)
    }
    let (told, blind) = (try error("told"), try error("blind"))
    #expect(told < blind / 3, "\(told), \(blind)")
    // From Monday, 1 May 2023, on: the sixth row is a Saturday.
    let rows = try run("forecast told --steps 6 --only large --output - --quiet").output
      .split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    #expect(rows.map { $0[1] }.last == "2023-05-06")
    let said = rows.map { Double($0[2]) ?? .nan }
    #expect(said.count == 6 && said.max() == said.last, "\(said)")
  }

  @Test("what a run of many series cannot do is refused in a sentence")
  func refused() throws {
    try run("train --data shops.csv \(Self.small) --output run --quiet")
    for (line, words) in [
      ("update run", "no row that was not there"),
      ("predict run --stream", "a stream has one"),
      ("forecast run --steps 2 --samples 3", "tells none"),
    ] {
      let outcome = try SkeinProgram.run(line, in: folder)
      #expect(outcome.code != 0 && outcome.errors.contains(words), "\(line): \(outcome.errors)")
      #expect(outcome.errorLines.count == 1, "\(outcome.errors)")
    }
    let alone = try SkeinProgram.run("train --data shops.csv --series shop=s3", in: folder)
    #expect(alone.code == 0)
    let only = try SkeinProgram.run("forecast runs/shops --steps 1 --only s3", in: folder)
    #expect(only.code != 0 && only.errors.contains("a run of one series"))
  }

  @Test(
    "the training's own table as other data has the same errors, of the model and of each method")
  func same() throws {
    try run("train --data shops.csv \(Self.small) --output run --quiet")
    func methods(_ more: String) throws -> [String: Double] {
      let told = try run("evaluate run --json \(more)").json()
      let panel = try #require((told["panel"] as? [[String: Any]])?.first)
      var found = ["model": try #require(panel["rmsse"] as? Double)]
      for method in try #require(panel["methods"] as? [[String: Any]]) {
        found[try #require(method["name"] as? String)] = method["rmsse"] as? Double
      }
      return found
    }
    let (own, other) = (try methods(""), try methods("--data shops.csv"))
    #expect(own.count > 4 && Set(own.keys) == Set(other.keys), "\(own) \(other)")
    for (name, error) in own {
      #expect(abs(error - (other[name] ?? .nan)) <= 1e-9 * error, "\(name): \(own) \(other)")
    }
  }

  @Test("one series of the table is no panel")
  func single() throws {
    try run("train --data shops.csv \(Self.small) --series shop=s3 --output run --quiet")
    #expect(try StoredRun(path: folder.path("run")).record.panel == nil)
  }

  @Test("a resumed training has the bits of one that was never stopped")
  func resume() throws {
    try run("train --data shops.csv \(Self.small) --output whole --quiet")
    try run(
      "train --data shops.csv \(Self.small.replacing("--epochs 2", with: "--epochs 1")) --output part"
        + " --quiet")
    try run("train --resume part --epochs 2 --quiet")
    #expect(
      try folder.bytes("whole/model.safetensors") == folder.bytes("part/model.safetensors"))
  }
}
