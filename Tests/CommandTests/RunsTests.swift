import Foundation
import Support
import Testing

@Suite("skein runs") struct RunsTests {
  private static let small =
    "train --data sine --window 12 --model lstm:8,dense:1 --epochs 2 --quiet --output"

  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func train(_ options: String) throws {
    let outcome = try SkeinProgram.run("\(Self.small) \(options)", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
  }

  private func list(_ options: String = "") throws -> [[String: Any]] {
    let outcome = try SkeinProgram.run("runs \(options) --json", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    return try #require(try outcome.json()["runs"] as? [[String: Any]])
  }

  private func names(_ options: String = "") throws -> [String] {
    try list(options).compactMap { $0["run"] as? String }
  }

  @Test("finished, stopped and damaged runs are told apart, wherever below the folder they lie")
  func states() throws {
    try train("runs/b --seed 1")
    try train("runs/deeper/a --seed 2 --epochs 3")
    try train("runs/broken --seed 3")
    _ = try SkeinProgram.shell(
      "printf x | dd of=runs/broken/run.json bs=1 seek=20 conv=notrunc", in: folder)
    let training = try SkeinProcess(
      "\(Self.small) runs/stopped --epochs 1000000 --checkpoint-every 0.2", in: folder)
    try training.waitUntil(
      { folder.has("runs/stopped/checkpoint.safetensors") }, "there is a checkpoint")
    let during = try list().first { $0["run"] as? String == "runs/stopped" }
    #expect(during?["state"] as? String == "running")
    training.send(SIGTERM)
    _ = try training.wait()
    _ = try SkeinProgram.shell("ln -s b runs/link; mkdir -p runs/.hidden runs/empty", in: folder)

    let runs = try list()
    #expect(
      runs.compactMap { $0["run"] as? String } == [
        "runs/b", "runs/broken", "runs/deeper/a", "runs/stopped",
      ])
    #expect(
      runs.compactMap { $0["state"] as? String } == ["finished", "damaged", "finished", "stopped"])
    for run in runs {
      #expect(
        Set(run.keys) == [
          "run", "state", "problem", "changed", "epochs", "loss", "validationLoss", "model",
          "parameters", "settings", "results",
        ])
    }
    #expect(runs[0]["epochs"] as? Int == 2)
    #expect(runs[2]["epochs"] as? Int == 3)
    #expect(try #require(runs[0]["loss"] as? Double) > 0)
    #expect(runs[0]["parameters"] as? Int == 329)
    #expect((runs[1]["problem"] as? String)?.contains("runs/broken/run.json") == true)
    #expect(runs[1]["settings"] is NSNull)
    #expect(try #require(runs[3]["epochs"] as? Int) >= 1)

    let text = try SkeinProgram.run("runs", in: folder)
    #expect(text.code == 0)
    let lines = text.output.split(separator: "\n")
    // The header, four runs, and what is wrong with the damaged one.
    #expect(lines.count == 6)
    for (line, words) in zip(lines, ["validation loss", "2/2", "damaged", "3/3", "stopped"]) {
      #expect(line.contains(words), "\(words) in \(line)")
    }
    #expect(lines[5].hasPrefix("runs/broken: "))
    #expect(text.output.contains("/1000000"))
  }

  @Test("runs are sorted by name, loss, error or time, and those without a number come last")
  func order() throws {
    try train("runs/one --seed 1 --epochs 6")
    try train("runs/two --seed 1 --epochs 1")
    try train("runs/none --seed 1 --validation-split 0 --test-split 0")
    #expect(try names() == ["runs/none", "runs/one", "runs/two"])
    #expect(try names("--sort name") == ["runs/none", "runs/one", "runs/two"])
    #expect(try names("--sort error") == ["runs/one", "runs/two", "runs/none"])
    #expect(try names("--sort changed") == ["runs/none", "runs/two", "runs/one"])
    let losses = try list("--sort loss").map {
      try #require(($0["validationLoss"] as? Double) ?? ($0["loss"] as? Double))
    }
    #expect(losses == losses.sorted())
    // A run's own folder stands for itself, and is listed once.
    #expect(try names("runs/two runs") == ["runs/two", "runs/none", "runs/one"])
  }

  @Test("without any run there is a sentence, and a folder that is not there is an error")
  func nothing() throws {
    let none = try SkeinProgram.run("runs", in: folder)
    #expect(none.code == 0 && none.output.isEmpty)
    #expect(none.errors == "there is no run below runs; skein train makes one\n")
    #expect(try names() == [])
    let missing = try SkeinProgram.run("runs nowhere", in: folder)
    #expect(missing.code == 1)
    #expect(missing.errors.contains("nowhere"))
  }
}
