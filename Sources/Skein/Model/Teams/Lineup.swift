import KernelInterface
import Topology

/// The workers that share a batch, and in which teams.
package struct Lineup: Sendable {
  /// Its `team` is the size that was chosen.
  package let crew: Crew
  package let teams: TeamPlan
}

extension Lineup {
  /// The line-up of a crew for a batch, and the number of workers that were wanted.
  ///
  /// - Throws: what `Crew.init` throws.
  package static func forBatch(
    _ work: BatchWork, workers: Int?, policy: PlacementPolicy, machine: Machine,
    team: TeamSize = .auto
  ) throws -> (lineup: Lineup, wanted: Int) {
    let crew = try Crew(workers: workers, policy: policy, machine: machine, team: team)
    return (crew.lineup(for: work), crew.count)
  }
}

extension Crew {
  /// Who works on a batch: as many of this crew's workers as can share it, in the teams that were asked
  /// for, or in those that take the least time by `TeamCost`. Gives the same workers in the same teams
  /// when its own result is asked.
  package func lineup(for work: BatchWork) -> Lineup {
    let shards = ShardPlan.shardCount(rows: work.rows, batchSize: work.batchSize)
    let size =
      switch team {
      case .fixed(let size): size
      case .auto: bestTeam(for: work, shards: shards)
      }
    let crew = limited(toTeams: shards, of: size)
    return Lineup(crew: crew, teams: crew.teams(of: size))
  }

  /// The size of team that promises the least time; only equal teams below one cache each, and none
  /// where workers take turns on processors.
  private func bestTeam(for work: BatchWork, shards: Int) -> Int {
    guard count > 1, count <= processors, !work.recurrences.isEmpty else { return 1 }
    func cycles(_ size: Int, _ teams: Int, meeting: Double) -> Double {
      cost(of: work, meeting: meeting).cycles(
        teams: min(teams, shards, Self.mostThatMeet / size), members: size)
    }
    var best = 1
    // What a rough model sees little of is left.
    var least = 0.85 * cycles(1, count, meeting: 0)
    for size in Self.sizes where size <= count {
      let teams = teams(of: size)
      guard teams.teams.allSatisfy({ $0.count == size }),
        cycles(size, teams.count, meeting: 0) < least,
        let seconds = try? meetingSeconds(members: size)
      else { continue }
      let whole = cycles(size, teams.count, meeting: seconds * CoreCost.cyclesPerSecond)
      if whole < least { (best, least) = (size, whole) }
    }
    return best
  }

  private static let sizes = [2, 3, 4, 6, 8, 12, 16]

  private func cost(of work: BatchWork, meeting: Double) -> TeamCost {
    let own = machine.caches.l2?.bytes ?? 512 << 10
    return TeamCost(
      work: work,
      core: CoreCost(
        lanes: Double(kernels.lanes), ownCache: Double(own),
        sharedCache: Double(machine.caches.l3?.bytes ?? own), meeting: meeting),
      panelWidth: kernels.panelWidth)
  }
}
