import Foundation
import Support
import Testing

@Suite("Going on from a model") struct FineTuneTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try write("old.csv", 0..<120)
    try write("new.csv", 120..<180)
    try write("all.csv", 0..<180)
  }

  /// A walk that is drawn back to a level, which is another one from row 120 on.
  private func write(_ name: String, _ rows: Range<Int>) throws {
    var state: UInt32 = 11
    var value = 0.0
    var lines = ["time,value,other"]
    for row in 0..<rows.upperBound {
      state = state &* 1_664_525 &+ 1_013_904_223
      let noise = Double(state >> 16) / 32768 - 1
      value = 0.7 * value + noise + (row >= 120 ? 1 : 0)
      let time = String(format: "2024-01-%02d %02d:00", 1 + row / 24, row % 24)
      if rows.contains(row) { lines.append("\(time),\(value),\(row % 9)") }
    }
    try folder.write(name, lines.joined(separator: "\n") + "\n")
  }

  private static let small =
    "--target value --window 6 --model lstm:4,dense:1 --seed 5 --sort --gaps break --quiet"

  @discardableResult
  private func run(_ line: String, code: Int32 = 0) throws -> SkeinProgram.Outcome {
    let outcome = try SkeinProgram.run(line, in: folder)
    #expect(outcome.code == code, "\(line): \(outcome.errors)")
    return outcome
  }

  private func record(_ run: String) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(folder.bytes("\(run)/run.json")))
    return try #require(value as? [String: Any])
  }

  private func model(_ run: String) throws -> [UInt8] {
    try folder.bytes("\(run)/model.safetensors")
  }

  @Test("without epochs the model is the one it began with, and so are its predictions")
  func nothingLearnt() throws {
    for recipe in ["plain", "auto"] {
      let a = "a-\(recipe)"
      try run("train --data old.csv \(Self.small) --recipe \(recipe) --epochs 3 --output \(a)")
      try run("train --from \(a) --epochs 0 --quiet")
      #expect(try model("\(a)-2") == model(a))
      #expect(try run("predict \(a)-2").output == run("predict \(a)").output)
      let from = try #require(try record("\(a)-2")["from"] as? [String: Any])
      #expect((from["run"] as? String)?.hasSuffix("/\(a)") == true)
      let files = try #require(try record(a)["files"] as? [String: Any])
      #expect(from["model"] as? NSDictionary == files["model.safetensors"] as? NSDictionary)
      // What else is not given is as in the run.
      try run("train --from \(a) --epochs 1 --seed 9 --quiet --output other")
      let settings = try #require(try record("other")["settings"] as? [String: Any])
      #expect(settings["recipe"] as? String == recipe && settings["seed"] as? Int == 9)
      #expect(try model("other") != model(a))
      try FileManager.default.removeItem(atPath: folder.path("other"))
    }
  }

  @Test("other data is prepared as the model's was, and a resume goes on to the same bytes")
  func otherData() throws {
    try run(
      "train --data old.csv \(Self.small) --recipe plain --scale standard --epochs 3 --output a")
    let line = "train --from a --data new.csv --epochs 60 --quiet --workers 1 --output"
    try run("\(line) whole")
    let scalers = try ["a", "whole"].map { try #require(try record($0)["scaler"] as? NSDictionary) }
    #expect(scalers[0] == scalers[1])
    let stopped = try SkeinProcess("\(line) part --checkpoint-every 0", in: folder)
    try stopped.waitUntil({ folder.has("part/checkpoint.previous.safetensors") }, "checkpoints")
    stopped.send(SIGTERM)
    #expect(try stopped.wait().code == 143)
    try run("train --resume part --quiet --workers 2")
    #expect(try model("part") == model("whole"))
    // Without a checkpoint it begins with the other run's model again, unless that has changed.
    for name in ["checkpoint.safetensors", "checkpoint.previous.safetensors"] {
      try folder.remove("part/\(name)")
    }
    try run("train --resume part --quiet")
    #expect(try model("part") == model("whole"))
    for name in ["checkpoint.safetensors", "checkpoint.previous.safetensors"] {
      try folder.remove("part/\(name)")
    }
    try run(
      "train --data old.csv \(Self.small) --recipe plain --epochs 1 --output a --overwrite")
    let changed = try run("train --resume part --quiet", code: 1)
    #expect(changed.errors.contains("is not the model any more that the training went on from"))
  }

  @Test("what the model was made with stays, and the sentence says so")
  func refused() throws {
    try run("train --data old.csv \(Self.small) --epochs 0 --output a")
    for option in [
      "--model lstm:5,dense:1", "--window 7", "--horizon 2", "--scale minmax", "--recipe plain",
      "--inputs value,other", "--loss mae", "--window auto", "--normalize last",
    ] {
      let outcome = try run("train --from a \(option) --output b", code: 64)
      #expect(outcome.errors.contains("keeps its layers and its preparation"), "\(outcome.errors)")
      #expect(!folder.has("b"))
    }
    // What the run has anyway is no contradiction.
    try run("train --from a --window 6 --model lstm:4,dense:1 --epochs 0 --output b --quiet")
    #expect(try run("train --from a --output a --overwrite", code: 64).errors.contains("--output"))
    #expect(try run("train --from a --resume b", code: 64).errors.contains("--from"))
    #expect(try run("train --from nowhere", code: 1).errors.contains("no run folder nowhere"))
  }

  @Test(
    "an update trains on the new rows alone, and tells the errors before and after on the newest")
  func update() throws {
    try run("train --data old.csv \(Self.small) --recipe plain --epochs 20 --output a")
    let outcome = try run("update a --data new.csv --epochs 40 --learning-rate 0.01 --json")
    let report = try outcome.json()
    #expect(Set(report.keys) == ["run", "before", "data", "epochs", "targets"])
    #expect(report["run"] as? String == "a-2" && report["before"] as? String == "a")
    let target = try #require((report["targets"] as? [[String: Any]])?.first)
    let errors = try #require(target["errors"] as? [[String: Any]])
    let sizes = try errors.map { try #require($0["rmse"] as? Double) }
    #expect(sizes[1] < sizes[0], "the level has changed")
    #expect(target["rows"] as? Int == 12)
    let data = try #require(try record("a-2")["data"] as? [String: Any])
    // Windows of 6 rows whose target is row 120 or later: 38 train, 10 validate, 12 test.
    #expect(data["rows"] as? Int == 180)
    #expect(data["training"] as? [Int] == [114, 152] && data["test"] as? [Int] == [162, 174])
    // Both errors are those that the two runs give for these rows.
    let own = try run("evaluate a-2 --json").json()
    #expect(((own["test"] as? [String: Any])?["rmse"] as? Double) == sizes[1])

    // A table that holds the old rows as well is the same data.
    try run("update a --data all.csv --epochs 40 --learning-rate 0.01 --quiet --output b")
    #expect(try model("b") == model("a-2"))
    let before = try model("a")
    let text = try run("update a --data new.csv --epochs 1 --in-place")
    #expect(
      try text.output.contains("12 rows") && model("a-before") == before && model("a") != before)
    #expect(
      (try record("a")["from"] as? [String: Any])?["run"] as? String == folder.path("a-before"))
    #expect(try run("evaluate a --quiet").output.contains("RMSE"))
    let none = try run("update a", code: 1)
    #expect(none.errors.contains("no row that was not there"), "\(none.errors)")
    #expect(try run("update a --in-place --output c", code: 64).errors.contains("--in-place"))
  }
}
