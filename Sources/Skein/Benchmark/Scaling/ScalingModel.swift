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
  package let bandwidthSource: ScalingReport.BandwidthSource
  /// Measured by `bench --pairs`, or assumed.
  package let ways: CoreWays
  private let surroundings: [Int: CoreSurroundings]

  /// Barriers of a step, of a prediction as well.
  private static let meetings = 2.0

  /// - Parameter nodeBandwidth: nil takes what was measured here.
  package init(
    _ profile: CoreProfile, on machine: Machine, nodeBandwidth: Double? = nil,
    ways: CoreWays = .assumed
  ) {
    self.ways = ways
    self.profile = profile
    self.machine = machine
    self.nodeBandwidth = nodeBandwidth ?? profile.exchange.memoryBytesPerSecond
    bandwidthSource =
      nodeBandwidth != nil ? .given : machine.isThisMachine ? .measured : .assumed
    surroundings = machine.surroundings()
  }

  /// - Parameter team: the most members of a team.
  /// - Throws: what `Machine.place` throws.
  package func predict(
    workers: Int, team: Int = 1, policy: PlacementPolicy = .spread,
    scaling: BenchmarkRun.Scaling = .strong
  ) throws(TopologyError) -> ScalingPrediction {
    predict(
      try ScalingPlan(
        workers: workers, team: team, policy: policy, scaling: scaling,
        batchSize: profile.batchSize, on: machine))
  }

  /// - Parameter plan: for this model's machine and its profile's batch.
  package func predict(_ plan: ScalingPlan) -> ScalingPrediction {
    let crew = ScalingCrew(
      plan, surroundings: surroundings,
      ownership: CompiledModel.ownership(of: profile.blockFloats, workers: plan.working),
      blockFloats: profile.blockFloats, ways: ways)
    let parts = parts(crew, plan)
    let seconds = parts.sum / 1000
    let batch = plan.shards.rows
    let speedup =
      (Double(batch) / seconds) / (Double(profile.batchSize) / profile.stepSeconds)
    let sites = crew.members.map(\.site)
    return ScalingPrediction(
      workers: plan.workers, working: plan.working, team: plan.team, placement: plan.policy,
      processors: plan.placement.workers.map(\.processors), cores: Set(sites.map(\.core)).count,
      cacheGroups: Set(sites.map(\.cacheGroup)).count,
      numaNodes: Set(sites.map(\.numaNode)).count, packages: Set(sites.map(\.packageNumber)).count,
      batchSize: batch, millisecondsPerStep: parts.sum, samplesPerSecond: Double(batch) / seconds,
      speedup: speedup, efficiency: speedup / Double(plan.workers), parts: parts,
      limit: parts.limit(takesTurns: crew.processors < plan.working))
  }

  private func parts(_ crew: ScalingCrew, _ plan: ScalingPlan) -> ScalingParts {
    let (members, working) = (crew.members, Double(crew.members.count))
    let workers = Double(plan.workers)
    let growth = Double(plan.shards.rows) / Double(profile.batchSize)
    let equalRows = Double(plan.shards.rows) / workers
    func largest(_ values: [Double]) -> Double { values.max() ?? 0 }
    // One after the other, each beyond those before it.
    let equal = members.map {
      profile.proportionalSeconds(rows: Double($0.part.rows) / Double($0.part.members))
    }
    let alone = members.map { profile.seconds(rows: $0.part.rows) / Double($0.part.members) }
    let filled = members.map { profile.seconds($0.part) }
    let slowed = zip(members, filled).map { $1 / $0.site.speed }
    let shared = zip(members, slowed).map { Double($0.sharers) * $1 }
    let computing = largest(shared)

    var parts = ScalingParts()
    parts.linear = profile.stepSeconds * growth / workers
    parts.shards = largest(equal) - profile.proportionalSeconds(rows: equalRows)
    parts.fewRows = max(0, largest(alone) - largest(equal))
    parts.units = largest(filled) - largest(alone)
    parts.slowCores = largest(slowed) - largest(filled)
    parts.sharing = computing - largest(slowed)
    parts.meetings = largest(
      zip(crew.teamWays, plan.shards.teamRows).map { way, rows in
        meetings(crew, way: way, rows: rows.count)
      })
    let updates = members.map { member in
      profile.updateSeconds * member.owned * Double(member.sharers) / member.site.speed
    }
    parts.update = max(0, largest(updates) - profile.updateSeconds * growth / workers)
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
    guard parties <= free(crew) else { return parties * profile.exchange.sleepingSeconds }
    return parties * profile.exchange.spinningSeconds * crew.farthest
  }

  /// A step's meetings of one team: each member looks at all others' flags, one after the other, and takes
  /// what they have written.
  ///
  /// - Parameter way: of all others' cache lines together.
  private func meetings(_ crew: ScalingCrew, way: ScalingCrew.TeamWay, rows: Int) -> Double {
    let exchange = profile.exchange
    let isFree = Double(crew.members.count) <= free(crew)
    let others = Double(way.members - 1)
    let meeting =
      isFree
      ? CoreCost.unevenness * exchange.meetingSeconds * others * way.mean
      : exchange.sleepingSeconds * others
    let bytes = profile.teamBytesPerRow * Double(rows) * others / Double(way.members)
    return Double(profile.meetings) * meeting + way.mean * bytes / exchange.bytesPerSecond
  }

  /// Processors that the quota leaves.
  private func free(_ crew: ScalingCrew) -> Double {
    min(Double(crew.processors), max(1, (machine.quota ?? .infinity).rounded(.down)))
  }
}

extension ScalingParts {
  /// The same in another unit.
  fileprivate func scaled(by factor: Double) -> ScalingParts {
    var parts = self
    for part in [
      \ScalingParts.linear, \.shards, \.fewRows, \.units, \.slowCores, \.sharing, \.meetings,
      \.memory, \.exchange, \.update, \.barrier, \.quota,
    ] { parts[keyPath: part] *= factor }
    return parts
  }
}
