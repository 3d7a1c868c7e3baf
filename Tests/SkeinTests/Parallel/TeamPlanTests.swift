import Skein
import Testing
import Topology

@Suite("The plan of teams")
struct TeamPlanTests {
  @Test("gives every worker one team, none larger than asked for, and none across two domains")
  func everyPlan() {
    for lengths in [[1], [2], [5], [8], [16], [4, 4], [3, 5], [1, 1, 6], [2, 2, 2, 2]] {
      let domains = lengths.enumerated().flatMap { [Int](repeating: $0 + 7, count: $1) }
      for size in 1...20 {
        let plan = TeamPlan(domains: domains, size: size)
        #expect(plan.teams.flatMap { Array($0) } == Array(domains.indices))
        #expect(plan.mostMembers <= min(size, TeamPlan.mostMembers))
        for (number, team) in plan.teams.enumerated() {
          #expect(Set(team.map { domains[$0] }).count == 1, "\(lengths), teams of \(size)")
          for (member, worker) in team.enumerated() {
            #expect(plan.team(of: worker) == number && plan.member(of: worker) == member)
            #expect(plan.members(of: worker) == team.count)
          }
        }
        // As few and as equal as can be in each domain.
        for domain in Set(domains) {
          let counts = plan.teams.filter { domains[$0.lowerBound] == domain }.map(\.count)
          let workers = counts.reduce(0, +)
          let most = min(size, TeamPlan.mostMembers)
          #expect(counts.count == (workers + most - 1) / most)
          #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
        }
      }
    }
  }

  @Test("keeps teams below one cache of a machine")
  func caches() throws {
    // Two packages with two caches each, of four cores.
    let machine = try Machine.synthetic("pack:2 l3:2 core:4 pu:2")
    for policy in [PlacementPolicy.spread, .compact] {
      let places = try machine.place(workers: 16, policy: policy).workers
      let surroundings = machine.surroundings()
      for (size, count) in [(1, 16), (2, 8), (3, 8), (4, 4), (8, 4), (16, 4)] {
        let plan = TeamPlan(places, machine: machine, size: size)
        #expect(plan.count == count, "\(policy), teams of \(size)")
        for team in plan.teams {
          let caches = Set(
            places[team].compactMap { $0.core.flatMap { surroundings[$0]?.cacheGroup } })
          #expect(caches.count == 1, "\(policy), teams of \(size)")
        }
      }
    }
  }
}
