import Topology

/// What a step of some workers should take on a machine, and what it loses to them.
package struct ScalingPrediction: Sendable, Codable, Equatable {
  /// Workers asked for.
  package var workers: Int
  /// Workers that train: no more than a batch has shards.
  package var working: Int
  /// The most members of a team; 1 where nobody shares rows.
  package var team: Int
  package var placement: PlacementPolicy
  /// The processors of each worker.
  package var processors: [CPUSet]
  package var cores: Int
  package var cacheGroups: Int
  package var numaNodes: Int
  package var packages: Int
  package var batchSize: Int
  package var millisecondsPerStep: Double
  package var samplesPerSecond: Double
  /// In samples a second, over one worker here.
  package var speedup: Double
  /// For each worker asked for.
  package var efficiency: Double
  /// Milliseconds of the step; their sum is the step.
  package var parts: ScalingParts
  /// The largest loss; null when there is none.
  @NullIfMissing package var limit: ScalingLimit?
}

/// Where a predicted step goes, in milliseconds: the linear share and what comes on top of it.
package struct ScalingParts: Sendable, Codable, Equatable {
  /// One worker's step divided by the workers.
  package var linear = 0.0
  /// The largest share of whole shards beyond an equal one.
  package var shards = 0.0
  /// A lower rate for few rows, which fill no register tile.
  package var fewRows = 0.0
  /// What a member's part of the units costs beyond an equal part of what one worker takes; below zero
  /// where its part of the weights fits a cache and the whole does not.
  package var units = 0.0
  package var slowCores = 0.0
  /// Workers that share a core's arithmetic units or take turns on a processor.
  package var sharing = 0.0
  /// Of the members of a team, after every time step.
  package var meetings = 0.0
  package var memory = 0.0
  /// Gradients and weights that another core wrote.
  package var exchange = 0.0
  /// The largest part of the update beyond an equal one, on slow or shared cores too.
  package var update = 0.0
  package var barrier = 0.0
  package var quota = 0.0

  package init() {}

  package var sum: Double {
    let computing: Double = linear + shards + fewRows + units + slowCores + sharing
    return computing + meetings + memory + exchange + update + barrier + quota
  }
}

/// What keeps workers from being so many times as fast as one.
package enum ScalingLimit: String, Sendable, Codable, CaseIterable {
  case shards = "shard-rounding"
  case fewRows = "few-rows"
  case units = "unit-split"
  case meetings = "team-meetings"
  case slowCores = "slow-cores"
  case hyperthreads
  case processors = "shared-processors"
  case memory = "memory-bandwidth"
  case exchange = "weight-exchange"
  case update
  case barrier
  case quota = "cpu-quota"
}

extension ScalingLimit: CustomStringConvertible {
  package var description: String {
    switch self {
    case .shards: "shard rounding"
    case .fewRows: "few rows a worker"
    case .units: "units split unevenly"
    case .meetings: "team meetings"
    case .slowCores: "slow cores"
    case .hyperthreads: "hyperthreads share a core"
    case .processors: "workers take turns"
    case .memory: "memory bandwidth"
    case .exchange: "weight exchange"
    case .update: "update"
    case .barrier: "barrier"
    case .quota: "CPU quota"
    }
  }
}

extension ScalingParts {
  /// The largest loss; nil when there is none.
  ///
  /// - Parameter takesTurns: whether workers outnumber their processors, rather than cores.
  package func limit(takesTurns: Bool) -> ScalingLimit? {
    let losses: [(ScalingLimit, Double)] = [
      (.shards, shards), (.fewRows, fewRows), (.units, units), (.slowCores, slowCores),
      (takesTurns ? .processors : .hyperthreads, sharing), (.meetings, meetings), (.memory, memory),
      (.exchange, exchange), (.update, update), (.barrier, barrier), (.quota, quota),
    ]
    guard let largest = losses.max(by: { $0.1 < $1.1 }), largest.1 > 0 else { return nil }
    return largest.0
  }
}
