import Synchronization

/// A worker that does one member's part of a team's work by itself and waits for nobody: what it computes
/// means nothing, how long it takes is what a member takes beside its meetings.
///
/// So one core tells what a part of the weights, which may fit its cache where the whole does not, is
/// worth on a machine that is not here.
package final class TeamStandIn: Sendable {
  /// Of the team, at least 2.
  package let members: Int
  private let counted = Atomic(0)

  package init(members: Int) {
    precondition((2...TeamPlan.mostMembers).contains(members), "a team of \(members)")
    self.members = members
  }

  /// How often the worker would have met the others.
  package var meetings: Int { counted.load(ordering: .relaxed) }

  func count() { counted.add(1, ordering: .relaxed) }
}
