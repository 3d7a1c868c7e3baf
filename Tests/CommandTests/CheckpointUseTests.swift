import Foundation
import Support
import Testing

@Suite("A run that has not ended") struct CheckpointUseTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.writeWaves("waves.csv", rows: 90)
  }

  private static let line =
    "train --data waves.csv --target a --inputs a,b --window 5 --model lstm:3,dense:1 --seed 2 --quiet"
    + " --interval none"

  private func report(_ command: String, _ run: String) throws -> SkeinProgram.Outcome {
    let outcome = try SkeinProgram.run("\(command) \(run)", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    return outcome
  }

  @Test(
    "it is evaluated, predicted and forecast as a run that ended with its last whole epoch, and says so",
    arguments: ["--recipe plain", "--recipe auto"])
  func stopped(options: String) throws {
    // An early stop of the process, not of the training.
    let training = try SkeinProcess(
      "\(Self.line) \(options) --epochs 100000 --output run", in: folder)
    try training.waitUntil({ folder.has("run/checkpoint.previous.safetensors") }, "checkpoints")
    let during = try report("evaluate", "run")
    #expect(during.errors.contains("note: the training of run has not ended; this is from the"))
    training.send(SIGKILL)
    _ = try training.wait()

    let evaluated = try report("evaluate --json", "run")
    let pattern = #/checkpoint (of|in) epoch (\d+)/#
    let match = try #require(evaluated.errors.firstMatch(of: pattern), "\(evaluated.errors)")
    // Of an epoch that has not ended nothing counts, since the weights of the best one are kept.
    let epochs = try #require(Int(match.2)) - (match.1 == "in" ? 1 : 0)
    #expect(epochs >= 1)
    let whole = try SkeinProgram.run(
      "\(Self.line) \(options) --epochs \(epochs) --output whole", in: folder)
    #expect(whole.code == 0, "\(whole.errors)")
    let other = try report("evaluate --json", "whole")
    #expect(
      evaluated.output.replacing("\"run\" : \"run\"", with: "\"run\" : \"whole\"") == other.output)
    #expect(try report("predict", "run").output == report("predict", "whole").output)
    #expect(
      try report("forecast --steps 1 --output -", "run").output
        == report("forecast --steps 1 --output -", "whole").output)
    #expect(try report("compare run", "whole").errors.contains("from the checkpoint"))
  }

  /// Makes a run one that was killed before it had a model, with a checkpoint of its last epoch.
  private func forget(_ run: String) throws {
    let record = try folder.text("\(run)/run.json")
    let begin = try #require(record.range(of: "\"results\" : {"))
    let end = try #require(record.range(of: "\n  },", range: begin.upperBound..<record.endIndex))
    let text = String(
      record[..<begin.lowerBound] + "\"results\" : null," + record[end.upperBound...])
    // Records of that format have no digest.
    try folder.write("\(run)/run.json", text.replacing("\"format\" : 3", with: "\"format\" : 1"))
    try folder.remove("\(run)/model.safetensors")
  }

  @Test(
    "the weights are those that the model would have, had the training ended",
    arguments: ["--keep-last", "--keep-last --average ema:0.9", "--average swa:2", ""])
  func weights(options: String) throws {
    _ = try SkeinProgram.run(
      "\(Self.line) \(options) --recipe plain --epochs 4 --output run", in: folder)
    let whole = try report("predict", "run").output
    try forget("run")
    let again = try report("predict", "run")
    #expect(again.output == whole && again.errors.contains("of epoch 4 of 4"))
  }

  @Test("without a checkpoint, or with one of another model, there is a sentence")
  func unusable() throws {
    _ = try SkeinProgram.run("\(Self.line) --epochs 2 --output run", in: folder)
    _ = try SkeinProgram.run(
      "\(Self.line) --epochs 2 --output other --model lstm:4,dense:1", in: folder)
    try forget("run")
    #expect(try report("evaluate", "run").errors.contains("epoch 2 of 2"))
    _ = try SkeinProgram.shell(
      "cp other/checkpoint.safetensors other/checkpoint.previous.safetensors run", in: folder)
    let foreign = try SkeinProgram.run("evaluate run", in: folder)
    #expect(foreign.code == 1 && foreign.errors.contains("are not those of the model in run.json"))
    try folder.remove("run/checkpoint.safetensors")
    try folder.remove("run/checkpoint.previous.safetensors")
    let none = try SkeinProgram.run("evaluate run", in: folder)
    #expect(none.code == 1 && none.errors.contains("is not finished, so it has no model yet"))
  }
}
