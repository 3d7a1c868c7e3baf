import Foundation
import Skein
import Support
import Testing

/// A run of some hundred steps that uses everything a checkpoint has to keep.
struct SmallRun {
  static let epochs = 6

  /// What tells one run from another.
  static let settings =
    "--data sine --window 12 --model lstm:6,lstm:4,dense:1 --epochs \(epochs) --batch-size 32"
    + " --learning-rate 0.05 --clip-norm 1 --seed 1 --early-stopping 40 --reduce-on-plateau 1:0.5"
    + " --keep-best"

  /// What must be the same after any interruption, but for the seconds.
  struct Result: Equatable {
    var model: [UInt8]
    var best: [UInt8]
    /// `history.csv` without its last column.
    var history: [String]

    /// The epoch with the lowest validation loss, from 1.
    var bestEpoch: Int {
      let losses = history.dropFirst().map { line in
        // After the epoch and the training loss.
        Double(line.split(separator: ",")[2]) ?? .infinity
      }
      return (losses.firstIndex(of: losses.min() ?? 0) ?? 0) + 1
    }

    init(_ folder: ScratchFolder, _ run: String = "run") throws {
      model = try folder.bytes("\(run)/model.safetensors")
      best = try folder.bytes("\(run)/best.safetensors")
      history = String(decoding: try folder.bytes("\(run)/history.csv"), as: UTF8.self)
        .split(separator: "\n").map { $0.split(separator: ",").dropLast().joined(separator: ",") }
    }
  }

  /// A run from its first step to its last.
  struct Undisturbed {
    var result: Result
    /// Seconds of its training, the start of the program not counted.
    var seconds: Double
  }

  static func undisturbed(_ extra: String) throws -> Undisturbed {
    let folder = try ScratchFolder()
    let outcome = try SkeinProcess.run(
      "train \(settings) --output run --quiet \(extra)", in: folder)
    try #require(outcome.succeeded, "\(outcome.errors)")
    let result = try Result(folder)
    // Restored from the checkpoint's best weights, since the last epoch is not the best one.
    #expect(result.history.count == epochs + 1 && result.bestEpoch < epochs)
    let checkpoint = try CheckpointFolder(folder.path("run")).newest().checkpoint
    return Undisturbed(result: result, seconds: checkpoint.seconds)
  }
}
