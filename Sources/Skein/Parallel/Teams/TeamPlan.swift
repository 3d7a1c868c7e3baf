import Topology

/// Which workers share their rows and split the units of every layer.
///
/// A team's members meet after every time step, so they are cores below one cache as far as the
/// machine tells: workers with neighbouring numbers are neighbours there. How workers are teamed changes
/// no bit.
package struct TeamPlan: Sendable, Hashable {
  /// The workers of each team, in order; at least one each.
  package let teams: [Range<Int>]
  private let teamOfWorker: [Int]

  /// More members than this would meet for longer than they compute.
  package static let mostMembers = 16

  private init(teams: [Range<Int>]) {
    self.teams = teams
    teamOfWorker = teams.indices.flatMap { [Int](repeating: $0, count: teams[$0].count) }
  }

  /// - Parameters:
  ///   - domains: of each worker, something that is equal for workers that may be in one team.
  ///   - size: the most members of a team, at least 1.
  package init(domains: [Int], size: Int) {
    precondition(size >= 1, "teams of \(size)")
    let size = min(size, Self.mostMembers)
    var teams: [Range<Int>] = []
    var first = 0
    while first < domains.count {
      var end = first + 1
      while end < domains.count, domains[end] == domains[first] { end += 1 }
      let parts = (end - first + size - 1) / size
      for part in 0..<parts {
        teams.append(
          first + part * (end - first) / parts..<first + (part + 1) * (end - first) / parts)
      }
      first = end
    }
    self.init(teams: teams)
  }

  /// Teams of at most `size` workers below one cache each.
  package init(_ places: [WorkerPlace], machine: Machine, size: Int) {
    let surroundings = size > 1 ? machine.surroundings() : [:]
    self.init(
      domains: places.map { place in
        place.core.flatMap { surroundings[$0]?.cacheGroup } ?? .min
      }, size: size)
  }

  /// The places of `count` teams, the larger ones if they differ, and evenly among those.
  func chosen(_ count: Int, from placement: Placement) -> Placement {
    if count >= self.count { return placement }
    let largest = teams.filter { $0.count == mostMembers }
    let choice = largest.count >= count ? largest : teams
    return placement.keeping(
      (0..<count).flatMap { Array(choice[$0 * choice.count / count]) })
  }

  package var count: Int { teams.count }

  package var workers: Int { teamOfWorker.count }

  /// Of the largest team.
  package var mostMembers: Int { teams.map(\.count).max() ?? 1 }

  /// “4 teams of 2”, “3 teams of 1 to 2”; nil where nobody shares.
  package var text: String? {
    guard mostMembers > 1 else { return nil }
    let least = teams.map(\.count).min() ?? 1
    let sizes = least == mostMembers ? "\(least)" : "\(least) to \(mostMembers)"
    return "\(count) team\(count == 1 ? "" : "s") of \(sizes)"
  }

  package func team(of worker: Int) -> Int { teamOfWorker[worker] }

  /// The worker's number in its team.
  package func member(of worker: Int) -> Int { worker - teams[team(of: worker)].lowerBound }

  package func members(of worker: Int) -> Int { teams[team(of: worker)].count }
}
