/// What the members of each team have in common: where they meet, and what the first of them makes for
/// all.
package final class TeamResources<Shared: Sendable>: Sendable {
  package let plan: TeamPlan
  private let barriers: [TeamBarrier]
  private let made: Locked<[Int: Shared]>
  private let standIn: TeamStandIn?

  /// - Parameters:
  ///   - maySpin: whether each worker has a processor of its own.
  ///   - standIn: what a worker alone stands in for.
  package init(_ plan: TeamPlan, maySpin: Bool, standIn: TeamStandIn? = nil) {
    precondition(standIn == nil || plan.workers == 1, "\(plan.workers) workers that stand in")
    self.plan = plan
    self.standIn = standIn
    barriers = plan.teams.map { TeamBarrier(members: $0.count, maySpin: maySpin) }
    made = Locked([:])
  }

  /// A seat for a worker, to be used on its thread.
  package func seat(of worker: Int) -> TeamSeat {
    if let standIn { return TeamSeat(standIn) }
    return TeamSeat(barriers[plan.team(of: worker)], member: plan.member(of: worker))
  }

  /// What the first member of a worker's team makes on its thread; all members call it, and the others
  /// wait.
  package func shared(by worker: Int, at seat: TeamSeat, _ make: () -> Shared) -> Shared {
    let team = plan.team(of: worker)
    if seat.isFirst {
      let new = make()
      made.withLock { $0[team] = new }
    }
    seat.meet()
    guard let shared = made.withLock({ $0[team] }) else {
      preconditionFailure("the first member of team \(team) made nothing")
    }
    return shared
  }
}
