import Support
import Testing

/// A run of a few steps, so brief that it can be made again for each of its system calls.
enum BriefRun {
  static let settings =
    "--data sine --window 8 --model lstm:4,dense:1 --batch-size 128 --learning-rate 0.05"
    + " --keep-best --workers 1 --placement none --checkpoint-every 0 --quiet"

  /// What a training leaves that does not depend on the time, by name.
  static let files = [
    "best.safetensors", "loss.svg", "model.safetensors", "predictions.csv", "predictions.svg",
    "residuals.svg",
  ]

  static func line(epochs: Int, output: String = "run") -> String {
    "train \(settings) --epochs \(epochs) --output \(output)"
  }

  /// The bytes of its files.
  static func result(_ folder: ScratchFolder, _ run: String = "run") throws -> [[UInt8]] {
    try files.map { try folder.bytes("\(run)/\($0)") }
  }

  static func undisturbed(epochs: Int) throws -> [[UInt8]] {
    let folder = try ScratchFolder()
    let outcome = try SkeinProcess.run(line(epochs: epochs), in: folder)
    try #require(outcome.succeeded, "\(outcome.errors)")
    return try result(folder)
  }

  /// How a run goes on that was cut off: from its record, or from the start where there is none.
  static func continuation(epochs: Int, in folder: ScratchFolder, _ run: String = "run") -> String {
    folder.has("\(run)/run.json")
      ? "train --resume \(run) --quiet --checkpoint-every 0"
      : "\(line(epochs: epochs, output: run)) --overwrite"
  }

  /// Lets a run that was cut off come to its end, which must be that of one that was not.
  static func finish(
    epochs: Int, in folder: ScratchFolder, as reference: [[UInt8]], _ place: Comment
  ) throws {
    let outcome = try SkeinProcess.run(continuation(epochs: epochs, in: folder), in: folder)
    #expect(outcome.succeeded, "\(place): \(outcome.errors)")
    if outcome.succeeded { try check(folder, against: reference, place) }
  }

  /// Compares the files, and looks for temporaries.
  static func check(
    _ folder: ScratchFolder, against reference: [[UInt8]], _ place: Comment
  ) throws {
    for (name, bytes) in zip(files, reference) {
      #expect(folder.has("run/\(name)"), "\(place): \(name) is missing")
      let now = folder.has("run/\(name)") ? try folder.bytes("run/\(name)") : bytes
      #expect(now == bytes, "\(place): \(name) differs")
    }
    let left = try folder.names("run").filter { $0.hasSuffix(".skein-tmp") }
    #expect(left.isEmpty, "\(place): \(left) is left")
  }
}
