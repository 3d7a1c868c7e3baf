import Topology

/// Predicts what a step takes on a machine from what one core here did; docs/scaling.md has the
/// formulas.
///
/// A value without clock: it measures nothing. The machine's cores are taken to be as fast as the
/// measured one, but for kinds that are slower than the machine's fastest.
package struct ScalingModel: Sendable {
  package let profile: CoreProfile
  package let machine: Machine
  /// Bytes a second of each NUMA node.
  package let nodeBandwidth: Double
  private let surroundings: [Int: CoreSurroundings]

  /// How many times as long a cache line travels as between two cores of one cache.
  ///
  /// Assumptions, measured nowhere yet; docs/scaling.md says so.
  package static func factor(_ distance: CoreSurroundings.Distance) -> Double {
    switch distance {
    case .sameCore: 0.5
    case .sameCache: 1
    case .samePackage: 2
    case .otherPackage: 4
    }
  }

  /// Barriers of a step, of a prediction as well.
  private static let meetings = 2.0

  /// - Parameter nodeBandwidth: nil takes what was measured here.
  package init(_ profile: CoreProfile, on machine: Machine, nodeBandwidth: Double? = nil) {
    self.profile = profile
    self.machine = machine
    self.nodeBandwidth = nodeBandwidth ?? profile.exchange.memoryBytesPerSecond
    surroundings = machine.surroundings()
  }

  /// - Throws: what `Machine.place` throws.
  package func predict(
    workers: Int, policy: PlacementPolicy = .spread, scaling: BenchmarkRun.Scaling = .strong
  ) throws(TopologyError) -> ScalingPrediction {
    let batch =
      scaling == .weak
      ? min(profile.batchSize * workers, TrainingOptions.largestBatch) : profile.batchSize
    let shards = ShardPlan.shardCount(rows: batch, batchSize: batch)
    let working = min(workers, shards, Crew.mostThatMeet)
    let placement = try machine.place(workers: working, policy: policy)
    // The kernel, left alone, does no better than the best placement.
    let places =
      policy == .none ? try machine.place(workers: working, policy: .spread) : placement
    let plan = ShardPlan(rows: batch, batchSize: batch, teams: working)
    let crew = ScalingCrew(
      plan, places: places.workers, surroundings: surroundings,
      ownership: CompiledModel.ownership(of: profile.blockFloats, workers: working),
      blockFloats: profile.blockFloats)
    let parts = parts(crew, plan, workers: workers)
    let seconds = parts.sum / 1000
    let speedup =
      (Double(batch) / seconds) / (Double(profile.batchSize) / profile.stepSeconds)
    let sites = crew.members.map(\.site)
    return ScalingPrediction(
      workers: workers, working: working, placement: policy,
      processors: placement.workers.map(\.processors), cores: Set(sites.map(\.core)).count,
      cacheGroups: Set(sites.map(\.cacheGroup)).count,
      numaNodes: Set(sites.map(\.numaNode)).count, packages: Set(sites.map(\.packageNumber)).count,
      batchSize: batch, millisecondsPerStep: parts.sum, samplesPerSecond: Double(batch) / seconds,
      speedup: speedup, efficiency: speedup / Double(workers), parts: parts,
      limit: parts.limit(takesTurns: crew.processors < working))
  }

  private func parts(_ crew: ScalingCrew, _ plan: ShardPlan, workers: Int) -> ScalingParts {
    let (members, working) = (crew.members, Double(crew.members.count))
    let growth = Double(plan.rows) / Double(profile.batchSize)
    let equalRows = Double(plan.rows) / Double(workers)
    let most = profile.proportionalSeconds(rows: Double(plan.largestShare))
    // One after the other, each beyond those before it.
    let filled = members.map { profile.seconds(rows: $0.rows) }
    let slowed = zip(members, filled).map { $1 / $0.site.speed }
    let shared = zip(members, slowed).map { Double($0.sharers) * $1 }
    func largest(_ values: [Double]) -> Double { values.max() ?? 0 }
    let computing = largest(shared)

    var parts = ScalingParts()
    parts.linear = profile.stepSeconds * growth / Double(workers)
    parts.shards = most - profile.proportionalSeconds(rows: equalRows)
    parts.fewRows = max(0, largest(filled) - most)
    parts.slowCores = largest(slowed) - largest(filled)
    parts.sharing = computing - largest(slowed)
    let updates = members.map { member in
      profile.updateSeconds * member.owned * Double(member.sharers) / member.site.speed
    }
    parts.update = max(0, largest(updates) - profile.updateSeconds * growth / Double(workers))
    if working > 1 {
      parts.memory = max(0, crew.memorySeconds(profile, bandwidth: nodeBandwidth) - computing)
      parts.exchange = crew.exchangeSeconds(profile)
      parts.barrier = Self.meetings * barrier(crew)
    }
    if let quota = machine.quota, quota < working {
      // Nobody runs longer than the quota allows; who sleeps at a barrier uses none of it.
      let busy = slowed.reduce(0, +) + profile.updateSeconds
      parts.quota = max(0, busy / quota - parts.sum)
    }
    return parts.scaled(by: 1000)
  }

  /// Every party writes the same cache line in turn, and reads it again at the end.
  private func barrier(_ crew: ScalingCrew) -> Double {
    let parties = Double(crew.members.count)
    let free = min(Double(crew.processors), max(1, (machine.quota ?? .infinity).rounded(.down)))
    guard parties <= free else { return parties * profile.exchange.sleepingSeconds }
    return parties * profile.exchange.spinningSeconds * crew.farthest
  }
}

extension ScalingParts {
  /// The same in another unit.
  fileprivate func scaled(by factor: Double) -> ScalingParts {
    var parts = self
    for part in [
      \ScalingParts.linear, \.shards, \.fewRows, \.slowCores, \.sharing, \.memory, \.exchange,
      \.update, \.barrier, \.quota,
    ] { parts[keyPath: part] *= factor }
    return parts
  }
}
