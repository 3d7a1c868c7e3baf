import Foundation
import Skein
import Support
import Testing

@Suite("What many series have beside their past") struct PanelInputTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private static let small =
    "--series shop --target sold --window 6 --epochs 2 --batch-size 16 --model lstm:4,dense:1"

  /// Shops that follow a week and a promotion; without a number where nothing has been sold yet.
  ///
  /// - Parameter coming: rows behind the last sale of a shop.
  private func write(
    _ file: String, days: Int, shops: Range<Int> = 0..<6, coming: (Int) -> Int = { _ in 0 },
    region: (_ shop: Int, _ day: Int) -> String = { shop, _ in shop % 2 == 0 ? "north" : "south" }
  ) throws {
    var text = "day,shop,sold,promo,region,size\n"
    for shop in shops {
      for day in 0..<days + coming(shop) {
        let promo = (day * 5 + shop * 3) % 11 < 4 ? 1 : 0
        let week = [3, 9, 4, 1, 6, 8, 2][(day + shop) % 7]
        let sold = day < days ? "\((1 << shop) * (10 * week + 40 * promo))" : ""
        text +=
          "\(Self.day(day)),s\(shop),\(sold),\(promo),\(region(shop, day)),\(100 * shop + 50)\n"
      }
    }
    try folder.write(file, text)
  }

  /// The hour of a row, of the first days of 2023.
  private static func day(_ row: Int) -> String {
    String(format: "2023-01-%02d %02d:00", 1 + row / 24, row % 24)
  }

  @discardableResult
  private func run(_ line: String, code: Int32 = 0) throws -> SkeinProgram.Outcome {
    let outcome = try SkeinProgram.run(line, in: folder)
    #expect(outcome.code == code, "\(line): \(outcome.errors)")
    return outcome
  }

  private func rows(_ text: String) -> [[String]] {
    text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
  }

  /// The numbers of the last columns of a shop's rows.
  private func numbers(_ text: String, _ shop: String) -> [[Double]] {
    rows(text).filter { $0[0] == shop }.map { $0.suffix(3).compactMap { Double($0) } }
  }

  private func expectClose(_ some: [[Double]], _ others: [[Double]]) {
    #expect(some.count == others.count && !some.isEmpty)
    for (one, other) in zip(some.joined(), others.joined()) {
      #expect(abs(one - other) <= 1e-5 * max(abs(other), 1e-3), "\(some) \(others)")
    }
  }

  @Test("static columns are told, kept, evaluated and forecast with")
  func statics() throws {
    try write("shops.csv", days: 80)
    let told = try run(
      "train --data shops.csv \(Self.small) --static region,size --recipe plain --output run")
    #expect(told.errors.contains("predicts sold from sold, region, size"), "\(told.errors)")
    #expect(
      told.errors.contains("the same in all rows of a series: region (2 texts), size"),
      "\(told.errors)")
    let record = try StoredRun(path: folder.path("run")).record
    #expect(record.data.inputs == ["sold", "region=north", "region=south", "size"])
    #expect(record.data.statics?.map(\.name) == ["region", "size"])
    let trained = try #require(record.results?.panel?.first?.rmsse)
    let again = try run("evaluate run --json").json()
    let panel = try #require((again["panel"] as? [[String: Any]])?.first)
    #expect(abs(try #require(panel["rmsse"] as? Double) - trained) < 1e-12)
    // The first row ahead is what the window that ends there says; then it goes on from itself.
    let ahead = try run("forecast run --steps 3 --output - --quiet").output
    try write("longer.csv", days: 81)
    let said = try run("predict run --data longer.csv --quiet").output
    for shop in 0..<6 {
      let own = numbers(ahead, "s\(shop)")
      #expect(own.count == 3 && own.allSatisfy { $0.first?.isFinite ?? false })
      expectClose(Array(own.prefix(1)), Array(numbers(said, "s\(shop)").suffix(1)))
    }
    // A training that is resumed has the same bytes.
    try run(
      "train --data shops.csv \(Self.small.replacing("--epochs 2", with: "--epochs 1")) --static"
        + " region,size --recipe plain --output part --quiet")
    try run("train --resume part --epochs 2 --quiet")
    #expect(try folder.bytes("run/model.safetensors") == folder.bytes("part/model.safetensors"))
  }

  @Test("new series are seen with the words and in the scale of the training")
  func newSeries() throws {
    try write("shops.csv", days: 80)
    try run(
      "train --data shops.csv \(Self.small) --static region,size --recipe plain --output run --quiet"
    )
    try write("all.csv", days: 80, shops: 0..<8)
    let all = try run("predict run --data all.csv").output
    try write("new.csv", days: 80, shops: 6..<8)
    let new = try run("predict run --data new.csv").output
    for shop in ["s6", "s7"] {
      #expect(rows(all).filter { $0[0] == shop } == rows(new).filter { $0[0] == shop })
    }
    // In another scale, or elsewhere, they are other series.
    try write("moved.csv", days: 80, shops: 6..<8, region: { _, _ in "south" })
    let moved = try run("predict run --data moved.csv").output
    #expect(rows(moved).filter { $0[0] == "s7" } == rows(new).filter { $0[0] == "s7" })
    #expect(rows(moved).filter { $0[0] == "s6" } != rows(new).filter { $0[0] == "s6" })
    try write("strange.csv", days: 80, shops: 6..<8, region: { _, _ in "east" })
    let strange = try run("evaluate run --data strange.csv")
    #expect(strange.errors.contains("'region' was never east in the training"), "\(strange.errors)")
    // Young series are forecast, too.
    try write("young.csv", days: 3, shops: 8..<9)
    #expect(
      numbers(try run("forecast run --steps 2 --data young.csv --output -").output, "s8").count == 2
    )
    let missing = try folder.lines("new.csv").map {
      $0.split(separator: ",").dropLast().joined(separator: ",")
    }
    try folder.write("missing.csv", missing.joined(separator: "\n") + "\n")
    #expect(try run("evaluate run --data missing.csv", code: 1).errors.contains("size"))
  }

  @Test("a static column that changes, or that tells one series, is refused")
  func refused() throws {
    try write(
      "moved.csv", days: 80, region: { shop, day in shop == 2 && day == 50 ? "east" : "north" })
    let moved = try run("train --data moved.csv \(Self.small) --static region", code: 1)
    #expect(moved.errors.contains("line 212") && moved.errors.contains("'s2'"), "\(moved.errors)")
    #expect(moved.errorLines.count == 1)
    let line = Self.small.replacing("--series shop", with: "--series shop=s1")
    let one = try run("train --data moved.csv \(line) --static region", code: 1)
    #expect(one.errors.contains("(--series COL)") && one.errorLines.count == 1, "\(one.errors)")
  }

  @Test("what is known ahead is asked for by each series, wherever it stands")
  func future() throws {
    try write("shops.csv", days: 80, coming: { $0 < 4 ? 5 : 2 })
    let small = Self.small.replacing("dense:1", with: "dense:2") + " --horizon 2"
    let told = try run("train --data shops.csv \(small) --future promo --output run")
    #expect(
      told.errors.contains("24 rows after the last value of sold of 6 of the series tell of promo"),
      "\(told.errors)")
    #expect(told.errors.contains("known ahead: promo"), "\(told.errors)")
    #expect(told.errors.contains("480 rows of 6 series"), "\(told.errors)")
    let record = try StoredRun(path: folder.path("run")).record
    #expect(record.data.future == ["promo"] && record.data.rows == 480)
    let evaluated = try run("evaluate run --json").json()
    let panel = try #require((evaluated["panel"] as? [[String: Any]])?.first)
    let trained = try #require(record.results?.panel?.first?.rmsse)
    #expect(abs(try #require(panel["rmsse"] as? Double) - trained) < 1e-12)
    // The rows behind the last sale, in the same table and in one of their own, say the same.
    let ahead = try run("forecast run --steps 2 --output - --quiet").output
    #expect(rows(ahead).count == 13)
    try write("past.csv", days: 80)
    let lines = try folder.lines("shops.csv")
    let plan = lines.dropFirst().filter { $0.contains(",,") }.map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return "\(fields[3]),\(fields[1]),\(fields[0])\n"
    }
    try folder.write("plan.csv", "promo,shop,day\n" + plan.reversed().joined())
    let planned = try run(
      "forecast run --data past.csv --steps 2 --future-data plan.csv --output - --quiet")
    #expect(planned.output == ahead)
    // And what happens there is what a window says that knows it.
    try write("longer.csv", days: 82)
    let said = try run("predict run --data longer.csv --quiet").output
    for shop in 0..<6 {
      expectClose(
        numbers(ahead, "s\(shop)"), Array(numbers(said, "s\(shop)").suffix(2)))
    }
    // Another promotion is another forecast.
    try folder.write(
      "other.csv",
      "promo,shop,day\n" + plan.map { "\($0.hasPrefix("1") ? 0 : 1)\($0.dropFirst())" }.joined())
    let other = try run(
      "forecast run --data past.csv --steps 2 --future-data other.csv --output - --quiet")
    #expect(other.output != ahead)
  }

  @Test("a series without the rows to come is named, with what helps")
  func lacking() throws {
    try write("shops.csv", days: 80, coming: { $0 == 3 ? 1 : 4 })
    let small = Self.small.replacing("dense:1", with: "dense:2") + " --horizon 2"
    try run("train --data shops.csv \(small) --future promo --output run --quiet")
    let short = try run("forecast run --steps 2", code: 1)
    #expect(short.errors.contains("series 's3'") && short.errorLines.count == 1, "\(short.errors)")
    #expect(short.errors.contains("--future-data FILE"), "\(short.errors)")
    try run("forecast run --steps 2 --only s1 --quiet")
    try folder.write("plan.csv", "day,shop,promo\n\(Self.day(80)),s1,1\n\(Self.day(81)),s1,0\n")
    try run("forecast run --steps 2 --only s1 --future-data plan.csv --quiet")
    let lacking = try run("forecast run --steps 2 --future-data plan.csv", code: 1)
    #expect(lacking.errors.contains("series 's0'"), "\(lacking.errors)")
    try run("train --data shops.csv \(Self.small) --output plain --missing drop --quiet")
    #expect(
      try run("forecast plain --steps 1 --future-data plan.csv", code: 64).errors
        .contains("--future-data has nothing"))
  }

  @Test(
    "a training goes on from a run of many series, with more of them, in the scales that it had")
  func from() throws {
    try write("shops.csv", days: 80)
    try run(
      "train --data shops.csv \(Self.small) --static region,size --recipe plain --output run --quiet"
    )
    try run("train --from run --epochs 0 --quiet --output same")
    #expect(try folder.bytes("same/model.safetensors") == folder.bytes("run/model.safetensors"))
    #expect(try run("predict same").output == run("predict run").output)
    try write("more.csv", days: 95, shops: 2..<8)
    let line = "train --from run --data more.csv --output"
    let told = try run("\(line) whole --epochs 2")
    #expect(told.errors.contains("2 series were not in the training"), "\(told.errors)")
    try run("\(line) part --epochs 1 --quiet")
    try run("train --resume part --epochs 2 --quiet")
    #expect(try folder.bytes("whole/model.safetensors") == folder.bytes("part/model.safetensors"))
    #expect(try folder.bytes("whole/model.safetensors") != folder.bytes("run/model.safetensors"))
    func members(_ name: String) throws -> [String: RunPanel.Member] {
      let panel = try #require(StoredRun(path: folder.path(name)).record.panel)
      return Dictionary(uniqueKeysWithValues: panel.members.map { ($0.name, $0) })
    }
    let (before, after) = (try members("run"), try members("whole"))
    #expect(after.keys.sorted() == (2..<8).map { "s\($0)" })
    for shop in 2..<6 {
      let (one, other) = (try #require(before["s\(shop)"]), try #require(after["s\(shop)"]))
      #expect(one.offsets == other.offsets && one.scales == other.scales)
    }
    // A new one has its own, and those of the training for what is the same in all of its rows.
    let (old, new) = (try #require(before["s2"]), try #require(after["s7"]))
    #expect(new.offsets[0] > 3 * old.offsets[0])
    #expect(new.offsets[1...] == old.offsets[1...] && new.scales[1...] == old.scales[1...])
    #expect(try run("evaluate whole").output.contains("over 6 series"))
  }

  @Test("an update trains on the new rows of each series, and tells the errors before and after")
  func update() throws {
    try write("shops.csv", days: 80)
    try run(
      "train --data shops.csv \(Self.small) --recipe plain --epochs 4 --output run --quiet")
    // All shops have 20 rows more, and two are new.
    try write("grown.csv", days: 100, shops: 0..<8)
    let text = try run("update run --data grown.csv --epochs 3 --output up").output
    #expect(text.contains("mean RMSSE") && text.contains("the newest rows of 8 series"), "\(text)")
    let panel = try #require(StoredRun(path: folder.path("up")).record.panel)
    let windows = panel.members.map(\.cut)
    // Of a known one 74 windows of 94 are known: 12 of the others train, 4 validate, 4 test.
    #expect(windows[0] == PanelCut(trained: 86, fitted: 90, skipped: 74))
    #expect(windows[7] == PanelCut(trained: 60, fitted: 75))
    #expect(panel.members.allSatisfy { $0.all == 100 })
    let evaluated = try run("evaluate up --json").json()
    #expect(evaluated["predictions"] as? Int == 6 * 4 + 2 * 19)
    let report = try run("update run --data grown.csv --epochs 3 --output again --json").json()
    let target = try #require((report["panel"] as? [[String: Any]])?.first)
    let after = try #require(
      (evaluated["panel"] as? [[String: Any]])?.first?["rmsse"] as? Double)
    #expect(target["after"] as? Double == after && target["series"] as? Int == 8)
    // A resumed update has the bytes of one that was not stopped.
    try run("update run --data grown.csv --epochs 1 --output part --quiet")
    try run("train --resume part --epochs 3 --quiet")
    #expect(try folder.bytes("up/model.safetensors") == folder.bytes("part/model.safetensors"))
    let none = try run("update run", code: 1)
    #expect(none.errors.contains("no row that was not there"), "\(none.errors)")
  }

  @Test("one series among its kind is forecast with its future as it is alone")
  func alone() throws {
    try write("one.csv", days: 90, shops: 3..<4, coming: { _ in 3 })
    let rest = " --future promo --scale standard --recipe plain --quiet --output"
    try run("train --data one.csv \(Self.small)\(rest) panel")
    let single = Self.small.replacing("--series shop", with: "--series shop=s3")
    try run("train --data one.csv \(single)\(rest) single")
    #expect(
      try folder.bytes("panel/model.safetensors") == folder.bytes("single/model.safetensors"))
    let panel = numbers(try run("forecast panel --steps 3 --output - --quiet").output, "s3")
    let alone = rows(try run("forecast single --steps 3 --output - --quiet").output).dropFirst()
      .map { $0.dropFirst().prefix(1).compactMap { Double($0) } }
    expectClose(panel.map { Array($0.prefix(1)) }, Array(alone))
  }

  @Test("a wide table's series have the rows to come of all")
  func wide() throws {
    func write(_ file: String, days: Range<Int>, known: Int) throws {
      var text = "day,north,south,promo\n"
      for day in days {
        let promo = day * 5 % 11 < 4 ? 1 : 0
        let values = [(day * 7) % 11 + 9 * promo, 100 * ((day * 5) % 7) + 400 * promo]
        // The south has closed three rows earlier.
        let south = day < known - 3 ? "\(values[1])" : ""
        text += "\(Self.day(day)),\(day < known ? "\(values[0])" : ""),\(south),\(promo)\n"
      }
      try folder.write(file, text)
    }
    try write("wide.csv", days: 0..<84, known: 80)
    let line = Self.small.replacing("--series shop --target sold", with: "--wide")
    try run(
      "train --data wide.csv \(line) --future promo --missing interpolate --output run --quiet")
    let record = try StoredRun(path: folder.path("run")).record
    #expect(record.data.inputs == ["value", "promo"] && record.data.future == ["promo"])
    let ahead = try run("forecast run --steps 2 --output - --quiet").output
    #expect(rows(ahead).map { $0[0] } == ["series", "north", "north", "south", "south"])
    #expect(rows(ahead)[1][1] == Self.day(80) && rows(ahead)[3][1] == Self.day(77), "\(ahead)")
    try folder.write(
      "plan.csv",
      "day,promo\n" + (77..<84).map { "\(Self.day($0)),\($0 * 5 % 11 < 4 ? 1 : 0)\n" }.joined())
    #expect(
      try run("forecast run --steps 2 --future-data plan.csv --output - --quiet").output == ahead)
  }
}
