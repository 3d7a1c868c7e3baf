import Topology

/// Workers on their cores with their parts of a batch, as the model sees them.
struct ScalingCrew {
  struct Member {
    let site: CoreSurroundings
    let part: CoreProfile.Part
    /// The part of all parameters that it updates.
    let owned: Double
    /// Gradient buffers that its team sums into.
    let nodes: Int
    /// Workers on its core that have rows.
    let sharers: Int
  }

  let members: [Member]
  /// Processors that the members share.
  let processors: Int
  private let plan: ScalingPlan
  private let ways: CoreWays

  init(
    _ plan: ScalingPlan, surroundings: [Int: CoreSurroundings], ownership: [Range<Int>],
    blockFloats: [Int], ways: CoreWays
  ) {
    self.ways = ways
    let total = Double(max(blockFloats.reduce(0, +), 1))
    var onCore: [Int: Int] = [:]
    for place in plan.places where plan.part(of: place.worker).rows > 0 {
      onCore[place.core ?? -1, default: 0] += 1
    }
    var nodes = [Int](repeating: 0, count: plan.teams.count)
    for node in plan.shards.nodes { nodes[node.team] += 1 }
    members = plan.places.map { place in
      let core = place.core ?? -1
      let floats = ownership[place.worker].reduce(0) { $0 + blockFloats[$1] }
      return Member(
        site: surroundings[core]
          ?? CoreSurroundings(
            core: core, packageNumber: 0, cacheGroup: 0, groupCacheBytes: 0, ownCacheBytes: 0,
            numaNode: place.numaNode, speed: 1),
        part: plan.part(of: place.worker), owned: Double(floats) / total,
        nodes: nodes[plan.teams.team(of: place.worker)], sharers: max(onCore[core] ?? 1, 1))
    }
    processors = plan.places.reduce(CPUSet()) { $0.union($1.processors) }.count
    self.plan = plan
  }

  /// The mean way of a cache line from the others to the member that is farthest from them.
  var farthest: Double { members.indices.map { wayToOthers($0, ways.barrier) }.max() ?? 0 }

  /// From the others of a team to the member that is farthest from them.
  struct TeamWay {
    let members: Int
    let mean: Double
  }

  /// Of each team.
  var teamWays: [TeamWay] {
    plan.teams.teams.map { team in
      TeamWay(
        members: team.count, mean: team.map { way(from: $0, to: team, ways.meeting) }.max() ?? 0)
    }
  }

  private func wayToOthers(_ member: Int, _ factors: DistanceFactors) -> Double {
    way(from: member, to: members.indices, factors)
  }

  /// The mean way from others to a member.
  private func way(
    from member: Int, to others: Range<Int>, _ factors: DistanceFactors
  ) -> Double {
    let own = members[member].site
    let sum = others.reduce(0.0) { sum, other in
      other == member
        ? sum : sum + factors[own.distance(to: members[other].site)]
    }
    return sum / Double(max(others.count - 1, 1))
  }

  /// What the slowest member needs for the sums of its blocks, whose gradients the others wrote, and
  /// for the packed weights of its units, of which they wrote their part.
  func exchangeSeconds(_ profile: CoreProfile) -> Double {
    if profile.inference { return 0 }
    let gradients = 4 * Double(profile.parameterFloats)
    let times = members.indices.map { index in
      let member = members[index]
      let share = 1 / Double(member.part.members)
      let others = Double(plan.shards.nodes.count) - Double(member.nodes) * share
      let sums = member.owned * gradients * others
      let weights = (1 - member.owned) * Double(profile.packedBytes) * share
      return (sums + weights) * wayToOthers(index, ways.exchange) / profile.exchange.bytesPerSecond
    }
    return times.max() ?? 0
  }

  /// What the busiest NUMA node needs to move all that its cores' caches do not keep.
  ///
  /// A group of cores around one cache shares the packed weights, which every time step sweeps once
  /// in either direction; each team has a gradient of its own, and workspaces that the forward pass
  /// writes and the backward pass and the weight gradients read. The part that does not fit into the
  /// caches comes from memory each time.
  func memorySeconds(_ profile: CoreProfile, bandwidth: Double) -> Double {
    var bytesOfNode: [Int?: Double] = [:]
    for group in Dictionary(grouping: members, by: \.site.cacheGroup).values {
      let packed = Double(profile.packedBytes)
      let teams = group.reduce(0.0) { $0 + 1 / Double($1.part.members) }
      let gradients =
        profile.inference ? 0 : teams * 4 * Double(profile.parameterFloats)
      let rows = group.reduce(0.0) { $0 + Double($1.part.rows) / Double($1.part.members) }
      let workspaces = profile.bytesPerRow * rows
      let own = Dictionary(group.map { ($0.site.core, $0.site.ownCacheBytes) }) { first, _ in first
      }
      let cache = Double((group.first?.site.groupCacheBytes ?? 0) + own.values.reduce(0, +))
      let needed = packed + gradients + workspaces
      guard needed > cache, let first = group.first else { continue }
      let passes = profile.inference ? 1.0 : 3.0
      let sweeps = profile.inference ? 0.5 : 1.0
      let moved =
        sweeps * Double(profile.sequenceLength) * packed + 2 * gradients + passes * workspaces
      bytesOfNode[first.site.numaNode, default: 0] += (1 - cache / needed) * moved
    }
    return (bytesOfNode.values.max() ?? 0) / bandwidth
  }
}
