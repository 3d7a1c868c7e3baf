import Foundation
import Hashing

/// Why a training cannot be shared among ranks.
public enum RankError: Error, Sendable, Equatable {
  /// A rank would train something else: other data, options, weights or version.
  case different(rank: Int, String)
  /// Fewer shards than ranks.
  case tooManyRanks(Int, batchSize: Int, shards: Int)
  /// Another rank could not do its part, for the reason that it tells.
  case failed(rank: Int, String)
}

extension RankError: CustomStringConvertible, LocalizedError {
  public var description: String {
    switch self {
    case .different(let rank, let what):
      return
        "rank \(rank) would train something else than rank 0: \(what) differs; give all ranks the same"
        + " program, options and files."
    case .tooManyRanks(let ranks, let batchSize, let shards):
      return
        "a batch of \(batchSize) has \(shards) shards, too few for \(ranks) ranks; start fewer, or take"
        + " a larger batch."
    case .failed(let rank, let reason):
      return "rank \(rank): \(reason)"
    }
  }

  public var errorDescription: String? { description }
}

extension Trainer {
  /// Checks that all ranks are about to train the same from the same weights; each of them calls it. Callbacks may
  /// differ: what those of rank 0 say counts.
  ///
  /// - Throws: `RankError`, the same one at every rank.
  func checkRanks(
    _ ranks: any RankTransport, _ training: any SampleSource,
    _ validation: (any SampleSource)?, _ start: TrainingProgress
  ) throws {
    let identity = TrainingIdentity(
      model: model, options: options, training: training, validation: validation)
    var weights = FNV1a()
    for value in start.tensors.weights.elements { weights.combine(value.bitPattern) }
    let position = start.position
    let own =
      identity.items.map { ($0.name, $0.value) } + [
        ("version", SkeinVersion.current), ("epochs", "\(options.epochs)"),
        ("first weights", weights.digits),
        ("position", "epoch \(position.epoch), step \(position.step)"),
      ]
    let texts = own.map { "\($0.0)\u{1F}\($0.1)" }
    let all = ranks.gather(texts.joined(separator: "\u{1E}"))
    for (rank, text) in all.enumerated() where text != all[0] {
      let (first, other) = (all[0].split(separator: "\u{1E}"), text.split(separator: "\u{1E}"))
      let difference = zip(first, other).first { $0 != $1 }?.0 ?? first.last ?? "something"
      let name = difference.split(separator: "\u{1F}").first.map(String.init)
      throw RankError.different(rank: rank, "the \(name ?? "something")")
    }
    let rows = min(options.rowsPerStep, training.count)
    let shards = ShardPlan.shardCount(rows: rows, batchSize: options.rowsPerStep)
    if shards < ranks.count {
      throw RankError.tooManyRanks(
        ranks.count, batchSize: options.rowsPerStep, shards: shards)
    }
  }
}
