import Topology

/// One choice that the tuner measures: how many workers, and where.
package struct TuningCandidate: Sendable, Hashable {
  package let workers: Int
  package let policy: PlacementPolicy

  package init(workers: Int, policy: PlacementPolicy) {
    self.workers = workers
    self.policy = policy
  }
}

/// The choices that differ on a machine, and the two that the others are compared with.
package struct TuningCandidates: Sendable, Equatable {
  package let all: [TuningCandidate]
  /// What `skein train` does unasked.
  package let standard: Int
  /// One worker.
  package let single: Int

  /// - Precondition: both positions are in `all`.
  package init(all: [TuningCandidate], standard: Int, single: Int) {
    precondition(
      all.indices.contains(standard) && all.indices.contains(single),
      "standard \(standard) and single \(single) of \(all.count) candidates")
    self.all = all
    self.standard = standard
    self.single = single
  }

  /// Powers of two, all cores, all but one and all hardware threads, under every policy; without
  /// those that would put the same workers on the same processors, and without more workers than a
  /// batch has shards or than can meet.
  ///
  /// - Parameters:
  ///   - counts: the only numbers of workers to try; nil chooses them.
  ///   - policies: the only policies to try; the default and one worker are candidates anyway.
  /// - Throws: what `Machine.place` throws.
  package init(
    _ machine: Machine, batchSize: Int, counts wantedCounts: [Int]? = nil,
    policies: [PlacementPolicy] = [.spread, .compact, .smt, .none]
  ) throws(TopologyError) {
    let shards = ShardPlan.shardCount(rows: batchSize, batchSize: batchSize)
    let most = min(shards, Crew.mostThatMeet)
    let automatic = min(try machine.place().workers.count, most)
    let (cores, processors) = (machine.cores, machine.processors)
    var counts: Set<Int> = [1, automatic, cores, max(cores - 1, 1), processors]
    var power = 2
    while power < processors {
      counts.insert(power)
      power *= 2
    }
    let sorted = Set((wantedCounts ?? Array(counts)).map { min($0, most) }).sorted()
    var all: [TuningCandidate] = []
    var seen: Set<[CPUSet]> = []
    // The first is the default, so that a policy that comes to the same is left out.
    let standard = TuningCandidate(workers: automatic, policy: .spread)
    var wanted = [standard, TuningCandidate(workers: 1, policy: .spread)]
    for policy in policies {
      // One worker a core, unless more are asked for.
      let usual = policy == .spread || policy == .compact ? cores : processors
      let limit = wantedCounts == nil ? usual : most
      wanted += sorted.filter { $0 <= limit }.map { TuningCandidate(workers: $0, policy: policy) }
    }
    for candidate in wanted {
      let placement = try machine.place(workers: candidate.workers, policy: candidate.policy)
      guard seen.insert(placement.workers.map(\.processors)).inserted else { continue }
      all.append(candidate)
    }
    self.init(all: all, standard: 0, single: automatic == 1 ? 0 : 1)
  }
}
