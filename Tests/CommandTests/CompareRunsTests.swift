import Foundation
import Support
import Testing

@Suite("skein compare") struct CompareRunsTests {
  private static let small =
    "train --data sine --model lstm:8,dense:1 --recipe plain --quiet --output"

  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func train(_ options: String) throws {
    let outcome = try SkeinProgram.run("\(Self.small) \(options)", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
  }

  private func compare(_ runs: String) throws -> [String: Any] {
    let outcome = try SkeinProgram.run("compare \(runs) --json", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    return try outcome.json()
  }

  private func results(_ run: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.path("\(run)/run.json")))
    let record = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    return try #require(record?["results"] as? [String: Any])
  }

  @Test("runs are compared on the rows that all were tested on, and what differs is shown")
  func differences() throws {
    try train("few --window 12 --epochs 1 --seed 1")
    try train("many --window 20 --epochs 12 --seed 1")
    let report = try compare("few many")
    let settings = try #require(report["settings"] as? [String: [String]])
    #expect(settings == ["window": ["12", "20"], "epochs": ["1", "12"]])
    #expect(report["sameModel"] as? Bool == false)
    let target = try #require((report["targets"] as? [[String: Any]])?.first)
    #expect(target["best"] as? Int == 1)
    let errors = try #require(target["errors"] as? [[String: Any]])
    let chances = try #require(target["chances"] as? [Any])
    #expect(try #require(chances[0] as? Double) < 0.05)
    #expect(chances[1] is NSNull)
    // Both test parts are the last fifth of the rows, of which all are common but the first ones.
    let own = try #require((try results("many")["test"] as? [String: Any])?["rmse"] as? Double)
    let here = try #require(errors[1]["rmse"] as? Double)
    #expect(abs(own - here) < 0.05 * own)

    let text = try SkeinProgram.run("compare few many", in: folder)
    #expect(text.code == 0)
    for words in [
      "setting", "window", "validation loss", "1/1", "12/12", "RMSE", "p < 0.001",
      "many is the best, its RMSE", "than that of few, by more than chance.",
    ] {
      #expect(text.output.contains(words), "\(words) in \(text.output)")
    }
    #expect(!text.output.contains("validationSplit"))
  }

  @Test("of one run given twice the errors are its own, and the models are the same")
  func same() throws {
    try train("one --window 12 --epochs 1 --seed 1 --workers 1")
    try train("two --window 12 --epochs 1 --seed 1 --workers 2")
    let report = try compare("one two")
    #expect(report["sameModel"] as? Bool == true)
    #expect(report["settings"] as? [String: [String]] == ["workers": ["1", "2"]])
    let target = try #require((report["targets"] as? [[String: Any]])?.first)
    let own = try #require((try results("one")["test"] as? [String: Any])?["rmse"] as? Double)
    for errors in try #require(target["errors"] as? [[String: Any]]) {
      #expect(errors["rmse"] as? Double == own)
    }
    let text = try SkeinProgram.run("compare one two", in: folder)
    #expect(text.output.contains("The models are the same, bit for bit."))
  }

  @Test("runs about different things are shown side by side, and not compared")
  func apart() throws {
    try train("near --window 12 --epochs 1")
    try train("far --window 12 --epochs 1 --step 3")
    let report = try compare("near far")
    #expect(report["targets"] is NSNull)
    #expect(
      report["notCompared"] as? String == "near predicts 1 row ahead, and far 3 rows ahead")
    let text = try SkeinProgram.run("compare near far", in: folder)
    #expect(text.output.contains("Not compared: near predicts 1 row ahead, and far 3 rows ahead."))
    let alone = try SkeinProgram.run("compare near", in: folder)
    #expect(alone.code == 64 && alone.errors.contains("takes two runs or more"))
    let missing = try SkeinProgram.run("compare near nowhere", in: folder)
    #expect(missing.code == 1 && missing.errors.contains("nowhere"))
  }
}
