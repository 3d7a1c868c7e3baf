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
    + " --keep-best --log csv,jsonl,tensorboard"

  /// What must be the same after any interruption, but for the seconds.
  struct Result: Equatable {
    var model: [UInt8]
    var best: [UInt8]
    /// `history.csv` without its last column.
    var history: [String]
    /// `log.csv` without what depends on the clock.
    var table: [[String]]
    /// What each line of `log.jsonl` begins with: the epoch, its steps and samples.
    var lines: [String]
    /// How long each record of the event file is.
    var records: [Int]

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
      table = try folder.lines("\(run)/log.csv").map { line in
        let fields = line.split(separator: ",").map(String.init)
        return Array(fields[..<3] + fields[5...7])
      }
      lines = try folder.lines("\(run)/log.jsonl").map { line in
        line.split(separator: ", \"time\"").first.map(String.init) ?? line
      }
      var records: [Int] = []
      var rest = try folder.bytes("\(run)/events.out.tfevents.skein")[...]
      while !rest.isEmpty {
        // The length in eight bytes, a checksum of four, the record, a checksum.
        let length = rest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        try #require(length <= rest.count - 16)
        records.append(length)
        rest = rest.dropFirst(16 + length)
      }
      self.records = records
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
    #expect(result.table.count == epochs + 1 && result.lines.count == epochs)
    #expect(result.records.count == epochs + 1)
    let checkpoint = try CheckpointFolder(folder.path("run")).newest().checkpoint
    return Undisturbed(result: result, seconds: checkpoint.seconds)
  }
}
