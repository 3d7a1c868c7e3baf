import Foundation
import Skein
import Support
import Testing

@Suite("A vector for each of many series") struct SeriesEmbeddingTests {
  private static let series =
    "--data maps.csv --series map --recipe plain --model lstm:8,dense:1 --batch-size 16 --window 1"
  private static let options = series + " --epochs 40 --learning-rate 0.02"
  private static let short = series + " --epochs 2 --series-embedding 3"
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.write("maps.csv", Self.table(0..<6))
  }

  private static func date(_ day: Int) -> String {
    String(format: "2023-%02d-%02d", 1 + day / 28, 1 + day % 28)
  }

  /// Series of which each goes on by one of two maps of the row before it, which nothing else tells apart.
  private static func table(_ numbers: Range<Int>, rows: Int = 60) -> String {
    var text = "day,map,value\n"
    for number in numbers {
      var value = 0.1 + 0.77 * (Double(number) * 0.618).truncatingRemainder(dividingBy: 1)
      for row in 0..<rows {
        text += "\(date(row)),m\(number),\(value)\n"
        let next = 4 * value * (1 - value)
        value = number.isMultiple(of: 2) ? next : 1 - next
      }
    }
    return text
  }

  @discardableResult
  private func run(_ line: String) throws -> SkeinProgram.Outcome {
    let outcome = try SkeinProgram.run(line, in: folder)
    try #require(outcome.code == 0, "\(line): \(outcome.errors)")
    return outcome
  }

  private func error(_ run: String) throws -> Double {
    let record = try StoredRun(path: folder.path(run)).record
    return try #require(record.results?.panel?.first?.rmsse)
  }

  @Test("learns what tells the series apart, which a model without them cannot know")
  func learns() throws {
    try run("train \(Self.options) --output without --quiet")
    let told = try run("train \(Self.options) --series-embedding 3 --output with")
    #expect(told.errors.contains("a vector of 3 numbers for each, by map"), "\(told.errors)")
    #expect(told.errors.contains("EntityEmbedding"), "\(told.errors)")
    let (with, without) = (try error("with"), try error("without"))
    #expect(with < 0.5 * without, "\(with) of \(without)")
    // The data is found again, with the same numbers.
    let again = try run("evaluate with --json").json()
    let found = try #require((again["panel"] as? [[String: Any]])?.first?["rmsse"] as? Double)
    #expect(abs(found - with) <= 1e-12 * with)
  }

  @Test(
    "the number of a series is a column of run.json, and the layer stands before those of --model")
  func record() throws {
    try run("train \(Self.short) --output run --quiet")
    let record = try StoredRun(path: folder.path("run")).record
    #expect(record.model.layers == "entity:7:3,lstm:8,dense:1")
    #expect(record.settings.model == "lstm:8,dense:1" && record.settings.seriesEmbedding == 3)
    #expect(record.data.inputs == ["value", "map"])
    let statics = try #require(record.data.statics)
    #expect(statics.map(\.name) == ["map"] && statics[0].isNumber)
    let members = try #require(record.panel?.members)
    #expect(members.map { $0.offsets[1] } == [-1, -2, -3, -4, -5, -6])
    #expect(members.allSatisfy { $0.scales[1] == 1 })
  }

  @Test("a series that is new has the vector zero, and keeps its own wherever it stands")
  func new() throws {
    try run("train \(Self.short) --output run --quiet")
    func predicted(_ numbers: [Int]) throws -> [String: String] {
      let tables = numbers.map {
        Self.table($0..<$0 + 1).split(separator: "\n").dropFirst().joined(separator: "\n") + "\n"
      }
      try folder.write("some.csv", "day,map,value\n" + tables.joined())
      let lines = try run("forecast run --data some.csv --steps 1 --quiet --output -").output
        .split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
      return Dictionary(lines.map { ($0[0], $0[2]) }) { first, _ in first }
    }
    let all = try predicted(Array(0..<6))
    let some = try predicted([5, 8, 2])
    #expect(all.count == 6 && some.count == 3)
    #expect(some["m5"] == all["m5"] && some["m2"] == all["m2"])
    // The same rows under a name that is not known, by the model whose vectors are zero.
    let text = Self.table(2..<3).replacing("m2", with: "stranger")
    try folder.write("stranger.csv", text)
    let told = try run("forecast run --data stranger.csv --steps 1 --output -")
    #expect(told.errors.contains("were not in the training"), "\(told.errors)")
    let stored = try StoredRun(path: folder.path("run"))
    let table = try #require(stored.model.weights.layout.table)
    #expect(stored.model.weights.values[table.offset..<table.offset + 3] == [0, 0, 0])
    let strange = told.output.split(separator: "\n").last?.split(separator: ",").last
    #expect(strange.map(String.init) != all["m2"])
  }

  @Test("the same bytes by any workers, across a stop, and in the folds of a backtest")
  func bytes() throws {
    try run("train \(Self.short) --workers 1 --output one --quiet")
    let model = try folder.bytes("one/model.safetensors")
    for workers in [2, 3] {
      try run("train \(Self.short) --workers \(workers) --output other --overwrite --quiet")
      #expect(try folder.bytes("other/model.safetensors") == model)
    }
    try run(
      "train \(Self.short.replacing("--epochs 2", with: "--epochs 1")) --output part --quiet")
    try run("train --resume part --epochs 2 --quiet")
    #expect(try folder.bytes("part/model.safetensors") == model)

    // A fold knows fewer series than the table has.
    let young = Self.table(6..<7, rows: 4).replacing("2023-01-", with: "2023-03-")
      .split(separator: "\n").dropFirst().joined(separator: "\n")
    try folder.write("maps.csv", Self.table(0..<6) + young + "\n")
    try run("backtest \(Self.short) --folds 3 --horizon 1 --output tested --quiet")
    let tested = try JSONSerialization.jsonObject(
      with: Data(folder.bytes("tested/backtest.json")))
    let trainings = try #require(
      (tested as? [String: Any])?["trainings"] as? [[String: Any]])
    #expect(trainings.count == 3)
    let known = Self.table(0..<6, rows: 57).split(separator: "\n")
    try folder.write("maps.csv", known.joined(separator: "\n") + "\n")
    try run("train \(Self.short) --test-split 0 --output shortened --quiet")
    let file = try JSONSerialization.jsonObject(with: Data(folder.bytes("shortened/run.json")))
    let files = try #require((file as? [String: Any])?["files"] as? [String: [String: Any]])
    #expect(
      files["model.safetensors"]?["xxh64"] as? String
        == (trainings[0]["model"] as? [String: Any])?["xxh64"] as? String)
  }

  @Test("a training goes on with new series, which have no vector, and so does its resumption")
  func goesOn() throws {
    try run("train \(Self.short) --output run --quiet")
    try folder.write("maps.csv", Self.table(0..<8))
    let told = try run("train --from run --data maps.csv --output longer")
    #expect(told.errors.contains("2 series were not in the training"), "\(told.errors)")
    let record = try StoredRun(path: folder.path("longer")).record
    #expect(record.model.layers == "entity:7:3,lstm:8,dense:1")
    #expect(record.panel?.members.map { $0.offsets[1] } == [-1, -2, -3, -4, -5, -6, 0, 0])
    try run("train --from run --data maps.csv --epochs 1 --output part --quiet")
    try run("train --resume part --epochs 2 --quiet")
    #expect(
      try folder.bytes("part/model.safetensors") == folder.bytes("longer/model.safetensors"))
  }

  @Test("one series, and a name that is taken, are refused")
  func refused() throws {
    let one = try SkeinProgram.run(
      "train --data maps.csv --series map=m2 --series-embedding 3 --output run", in: folder)
    #expect(one.code == 1 && one.errors.contains("is one series"), "\(one.errors)")
    try run("train \(Self.short) --output with --quiet")
    let other = try SkeinProgram.run("train --from with --series-embedding 4", in: folder)
    #expect(
      other.code == 64 && other.errors.contains("--series-embedding is 4, but"), "\(other.errors)")
    #expect(other.errors.contains("made with 3"), "\(other.errors)")
    let text = Self.table(0..<1).split(separator: "\n").enumerated().map { row, line in
      row == 0 ? "day,a,b,series" : "\(line.replacing("m0", with: "0.\(row)")),\(row % 4)"
    }
    try folder.write("wide.csv", text.joined(separator: "\n") + "\n")
    let twice = try SkeinProgram.run(
      "train --data wide.csv --wide --target a,b --inputs series --series-embedding 3 --output run",
      in: folder)
    #expect(twice.code == 1 && twice.errors.contains("a second input series"), "\(twice.errors)")
  }

  @Test("wide tables and the calendar have it too, the number last")
  func wide() throws {
    let values = Self.table(0..<6).split(separator: "\n").dropFirst().map {
      $0.split(separator: ",").last.map(String.init) ?? ""
    }
    var text = "day," + (0..<6).map { "m\($0)" }.joined(separator: ",") + "\n"
    for row in 0..<60 {
      text +=
        Self.date(row) + "," + (0..<6).map { values[60 * $0 + row] }.joined(separator: ",") + "\n"
    }
    try folder.write("wide.csv", text)
    try run(
      "train --data wide.csv --wide --recipe plain --model lstm:8,dense:1 --batch-size 16 --window 1"
        + " --epochs 2 --series-embedding 3 --output wide --quiet")
    let record = try StoredRun(path: folder.path("wide")).record
    #expect(record.data.inputs == ["value", "series"])
    try run("train \(Self.short) --output long --quiet")
    #expect(try error("wide") == error("long"))
    #expect(
      try folder.bytes("wide/model.safetensors") == folder.bytes("long/model.safetensors"))
    try run("train \(Self.short) --calendar weekday --output calendar --quiet")
    let calendar = try StoredRun(path: folder.path("calendar")).record.data
    #expect(calendar.inputs.count == 9 && calendar.inputs.last == "map", "\(calendar.inputs)")
    try run("forecast calendar --steps 2 --quiet --output -")
  }
}
