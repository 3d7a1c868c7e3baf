import Topology

/// One choice that the tuner measures: how many workers, where, and in which teams.
package struct TuningCandidate: Sendable, Hashable {
  package let workers: Int
  package let policy: PlacementPolicy
  package let team: TeamSize

  package init(workers: Int, policy: PlacementPolicy, team: TeamSize = .auto) {
    self.workers = workers
    self.policy = policy
    self.team = team
  }

  /// The placement, with the team where it is not chosen for each batch: “spread, team 2”.
  package var place: String {
    if case .fixed(let size) = team { return "\(policy), team \(size)" }
    return "\(policy)"
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
  /// batch has shards or than can meet. Where workers would have few rows, teams of 2, 4, 8 and 16 below
  /// one cache as well, and none.
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
    let usable = min(try machine.place().workers.count, Crew.mostThatMeet)
    let automatic = min(usable, most)
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
    // Its teams are chosen, and may find work for more workers than there are shards.
    let standard = TuningCandidate(workers: usable, policy: .spread)
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
    if wantedCounts == nil, policies.contains(.spread), usable > 1, batchSize < 8 * usable {
      all += try Self.teams(machine, usable: usable)
    }
    self.init(all: all, standard: 0, single: usable == 1 ? 0 : 1)
  }

  /// Equal teams below one cache each, and no teams.
  private static func teams(
    _ machine: Machine, usable: Int
  ) throws(TopologyError) -> [TuningCandidate] {
    let places = try machine.place(workers: usable, policy: .spread).workers
    return [1, 2, 4, 8, 16].filter { size in
      size <= usable
        && TeamPlan(places, machine: machine, size: size).teams.allSatisfy { $0.count == size }
    }.map { TuningCandidate(workers: usable, policy: .spread, team: .fixed($0)) }
  }
}
