import Foundation
import Skein
import Support
import Testing

@Suite("Backtests of many series") struct PanelBacktestTests {
  private let folder: ScratchFolder
  private static let shops = 6

  init() throws {
    folder = try ScratchFolder()
    try folder.write("shops.csv", Self.table(days: 60))
  }

  private static func date(_ day: Int) -> String {
    String(
      format: "2023-%02d-%02d", day < 31 ? 1 : day < 59 ? 2 : 3,
      day < 31 ? day + 1 : day < 59 ? day - 30 : day - 58)
  }

  private static func sold(_ shop: Int, _ day: Int) -> Int {
    (1 << shop) * (10 * [3, 9, 4, 1, 6, 8, 2][(day + shop) % 7] + (day * 37 + shop * 11) % 5)
  }

  /// Shops of sizes from 1 to 32 that follow a week.
  private static func table(days: Int) -> String {
    var text = "day,shop,sold\n"
    for day in 0..<days {
      for shop in 0..<shops { text += "\(date(day)),s\(shop),\(sold(shop, day))\n" }
    }
    return text
  }

  @discardableResult
  private func run(_ line: String) throws -> SkeinProgram.Outcome {
    let outcome = try SkeinProgram.run(line, in: folder)
    try #require(outcome.code == 0, "\(line): \(outcome.errors)")
    return outcome
  }

  private func json(_ file: String) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(folder.bytes(file)))
    return try #require(value as? [String: Any])
  }

  @Test(
    "each fold is the forecast of a table that ends there, and errors are means over the series")
  func folds() throws {
    try run(
      "train --data shops.csv --series shop --window 6 --model lstm:4,dense:1 --epochs 2 --batch-size 16"
        + " --output run --quiet")
    let told = try run("backtest run --folds 3 --horizon 2 --refit never")
    #expect(told.errors.contains("6 series; 3 folds of 2 rows, 2 rows apart"), "\(told.errors)")
    #expect(told.errors.contains("own predictions") && told.output.contains("over 6 series"))
    #expect(told.output.contains("rows ahead"), "\(told.output)")
    let lines = try folder.lines("run/backtest.csv").map {
      $0.split(separator: ",").map(String.init)
    }
    #expect(lines[0] == ["shop", "origin", "day", "ahead", "actual", "predicted"])
    #expect(lines.count == 1 + Self.shops * 3 * 2)
    var squares = [[[Double]]](repeating: [[], []], count: Self.shops)
    for fold in 0..<3 {
      let known = 60 - 2 - 2 * (2 - fold)
      try folder.write("part.csv", Self.table(days: known))
      let said = try run("forecast run --data part.csv --steps 2 --quiet --output -").output
        .split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
      for shop in 0..<Self.shops {
        for step in 0..<2 {
          let row = try #require(
            lines.first {
              $0[0] == "s\(shop)" && $0[1] == Self.date(known - 1) && $0[3] == "\(step + 1)"
            })
          let own = said.filter { $0[0] == "s\(shop)" }[step]
          #expect(row[2] == Self.date(known + step) && row[2] == own[1] && row[5] == own[2])
          #expect(row[4] == "\(Self.sold(shop, known + step))")
          let (actual, predicted) = (try #require(Double(row[4])), try #require(Double(row[5])))
          squares[shop][step].append((predicted - actual) * (predicted - actual))
        }
      }
    }
    let panel = try #require(try json("run/run.json")["panel"] as? [String: Any])
    let scales = try #require(panel["members"] as? [[String: Any]]).map { member in
      try #require((member["steps"] as? [[String: Any]])?.first?["square"] as? Double)
    }
    func mean(_ values: (Int) -> [Double]) -> Double {
      (0..<Self.shops).map { shop in
        (values(shop).reduce(0, +) / Double(values(shop).count) / scales[shop]).squareRoot()
      }.reduce(0, +) / Double(Self.shops)
    }
    let record = try JSONDecoder().decode(
      PanelBacktestRecord.self, from: Data(folder.bytes("run/backtest.json")))
    let target = try #require(record.results.first)
    let all = mean { squares[$0][0] + squares[$0][1] }
    #expect(abs(try #require(target.errors.rmsse) - all) <= 1e-9 * all)
    for step in 0..<2 {
      let own = mean { squares[$0][step] }
      #expect(abs(try #require(target.ahead[step]) - own) <= 1e-9 * own)
    }
    #expect(target.errors.methods.contains { $0.name == "last value" })
    // From every origin that the test part has.
    let steps = try self.run("evaluate run --steps 2 --json").json()
    let extent = try #require(steps["forecasts"] as? [String: Int])
    #expect(extent == ["rows": 2, "origins": 10, "stride": 1])
    try self.run(
      "backtest run --folds 10 --horizon 2 --stride 1 --refit never --quiet --output all")
    let found = try #require((steps["panel"] as? [[String: Any]])?.first)
    let wanted = try #require(
      (try json("all/backtest.json")["results"] as? [[String: Any]])?.first?["errors"]
        as? [String: Any])
    #expect(found["rmsse"] as? Double == wanted["rmsse"] as? Double)
    #expect(steps["predictions"] as? Int == Self.shops * 10 * 2)
    #expect(record.members.count == Self.shops && record.members.allSatisfy { $0.folds == 3 })
  }

  @Test("rows that trained the model are in no fold; where there is none, that is said")
  func unseen() throws {
    try run(
      "train --data shops.csv --series shop --window 6 --model lstm:4,dense:1 --epochs 1 --output run --quiet"
    )
    let told = try run("backtest run --folds 9 --horizon 2 --refit never --json")
    #expect(told.errors.contains("6 of the series have fewer folds"), "\(told.errors)")
    let members = try #require(try told.json()["members"] as? [[String: Any]])
    // Eleven rows test, so that five folds of two rows each fit.
    #expect(members.allSatisfy { $0["folds"] as? Int == 5 && $0["known"] as? Int == 50 })
    let none = try SkeinProgram.run("backtest run --folds 2 --horizon 12 --refit never", in: folder)
    #expect(none.code == 1 && none.errors.contains("has no place"), "\(none.errors)")
  }

  private static let options =
    "--series shop --window 6 --model lstm:4,dense:2 --horizon 2 --epochs 2 --batch-size 16 --seed 3"

  @Test(
    "a fold's model is that of a run on the rows before its origins, byte for byte, with any workers"
  )
  func trained() throws {
    let line = "backtest --data shops.csv \(Self.options) --folds 3"
    let told = try run("\(line) --workers 1 --output one")
    #expect(told.errors.contains("3 trainings of lstm:4,dense:2"), "\(told.errors)")
    try run("\(line) --workers 3 --quiet --output three")
    #expect(try folder.bytes("one/backtest.csv") == folder.bytes("three/backtest.csv"))
    func models(_ path: String) throws -> [String] {
      try #require(try json("\(path)/backtest.json")["trainings"] as? [[String: Any]]).map {
        try #require(($0["model"] as? [String: Any])?["xxh64"] as? String)
      }
    }
    let digests = try models("one")
    #expect(try models("three") == digests && Set(digests).count == 3)
    let rows = try folder.lines("one/backtest.csv").dropFirst().map {
      $0.split(separator: ",").map(String.init)
    }
    for fold in 0..<3 {
      let known = 60 - 2 * (3 - fold)
      try folder.write("part.csv", Self.table(days: known))
      try run(
        "train --data part.csv \(Self.options) --test-split 0 --output part --overwrite --quiet")
      let file = try #require(
        (try json("part/run.json")["files"] as? [String: Any])?["model.safetensors"]
          as? [String: Any])
      #expect(file["xxh64"] as? String == digests[fold])
      let said = try run("forecast part --steps 2 --quiet --output -").output
        .split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
      let own = rows.filter { $0[1] == Self.date(known - 1) }
      #expect(own.map { $0[5] } == said.map { $0[2] })
    }
    // One training for two folds.
    try run("\(line) --refit every 2 --workers 2 --quiet --output two")
    let (two, all) = (try models("two"), digests)
    #expect(two == [all[0], all[2]])
    let first = try folder.lines("two/backtest.csv").filter {
      $0.split(separator: ",").dropFirst().first.map(String.init) == Self.date(53)
    }
    #expect(first.count == 2 * Self.shops)
    for line in first { #expect(try folder.lines("one/backtest.csv").contains(line)) }
    // Settings of a run.
    try run("train --data shops.csv \(Self.options) --output run --quiet")
    try run("backtest run --folds 3 --quiet")
    #expect(try folder.bytes("run/backtest.csv") == folder.bytes("one/backtest.csv"))
  }

  @Test("a backtest that was interrupted keeps its models, and goes on to the same bytes")
  func resume() throws {
    let line = "backtest --data shops.csv \(Self.options) --folds 4 --epochs 150 --workers 1"
    let process = try SkeinProcess("\(line) --output out", in: folder)
    try process.waitUntil(
      { folder.has("out/backtest-model-4.safetensors") }, "a model is trained")
    process.send(SIGINT)
    let outcome = try process.wait()
    #expect(outcome.code == 130, "\(outcome.errors)")
    #expect(outcome.errors.contains("kept; the same command goes on."), "\(outcome.errors)")
    #expect(!folder.has("out/backtest.json") && !folder.has("out/backtest.csv"))
    let kept = try folder.names("out").filter { $0.hasPrefix("backtest-model-") }
    #expect((1..<4).contains(kept.count), "\(kept)")
    // The same values of other times are other data, whose models are trained again.
    let moved = try folder.text("shops.csv").replacing("2023-", with: "2022-")
    try FileManager.default.copyItem(atPath: folder.path("out"), toPath: folder.path("moved"))
    try FileManager.default.copyItem(
      atPath: folder.path("shops.csv"), toPath: folder.path("kept.csv"))
    try folder.write("shops.csv", moved)
    let others = try run("\(line) --output moved")
    #expect(!others.errors.contains("done before"), "\(others.errors)")
    try folder.write("shops.csv", folder.text("kept.csv"))
    // One that is damaged is trained again.
    try FileManager.default.createDirectory(
      atPath: folder.path("damaged"), withIntermediateDirectories: true)
    var bytes = try folder.bytes("out/\(kept[0])")
    bytes[bytes.count - 5] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: folder.path("damaged/\(kept[0])")))
    let again = try run("\(line) --output out")
    #expect(again.errors.matches(of: #/done before/#).count == kept.count, "\(again.errors)")
    let mended = try run("\(line) --output damaged")
    #expect(!mended.errors.contains("done before"), "\(mended.errors)")
    try run("\(line) --quiet --output whole")
    for path in ["out", "damaged"] {
      #expect(try folder.bytes("\(path)/backtest.csv") == folder.bytes("whole/backtest.csv"))
      #expect(try folder.names(path).allSatisfy { !$0.hasPrefix("backtest-model-") })
      #expect(folder.has("\(path)/backtest.svg"))
    }
  }

  @Test("models that are kept stay where none is trained, and go with the run that is overwritten")
  func kept() throws {
    let options = Self.options
    try run("train --data shops.csv \(options) --output run --quiet")
    try folder.write("run/backtest-model-2.safetensors", "kept")
    try run("backtest run --folds 2 --horizon 2 --refit never --quiet")
    #expect(folder.has("run/backtest-model-2.safetensors"))
    try run("train --data shops.csv \(options) --output run --overwrite --quiet")
    #expect(!folder.has("run/backtest-model-2.safetensors"))
  }

  @Test("a series that the model does not know is forecast from its first rows on")
  func new() throws {
    try run("train --data shops.csv \(Self.options) --output run --quiet")
    let new = Self.table(days: 60).split(separator: "\n").filter { $0.contains(",s2,") }
    let text = new.map { $0.replacing(",s2,", with: ",other,") + "\n" }
    try folder.write("more.csv", Self.table(days: 60) + text.joined())
    let told = try run("evaluate run --data more.csv --steps 3")
    #expect(told.errors.contains("were not in the training"), "\(told.errors)")
    #expect(told.output.contains("over 7 series"), "\(told.output)")
    try run(
      "backtest run --data more.csv --refit never --folds 50 --stride 1 --horizon 2 --quiet --output all"
    )
    let record = try JSONDecoder().decode(
      PanelBacktestRecord.self, from: Data(folder.bytes("all/backtest.json")))
    #expect(record.members.first { $0.series == "other" }?.known ?? 60 < 12)
  }

  @Test("a series takes part in the folds that it has rows for")
  func young() throws {
    let others = (0..<6).map { "\(Self.date(54 + $0)),new,\(5 + $0 * $0 % 4)\n" }
    try folder.write("more.csv", Self.table(days: 60) + others.joined())
    let told = try run("backtest --data more.csv \(Self.options) --folds 3 --json --output more")
    #expect(told.errors.contains("1 of the series have fewer folds"), "\(told.errors)")
    let members = try #require(try told.json()["members"] as? [[String: Any]])
    let new = try #require(members.first { $0["series"] as? String == "new" })
    #expect(new["folds"] as? Int == 2 && new["known"] as? Int == 2)
    #expect(try folder.lines("more/backtest.csv").count { $0.hasPrefix("new,") } == 4)
    let none = try SkeinProgram.run(
      "backtest --data more.csv \(Self.options) --folds 40 --output none", in: folder)
    #expect(none.code == 1 && none.errors.contains("do not fit into 60 rows"), "\(none.errors)")
  }
}
