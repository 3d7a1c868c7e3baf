import Dispatch

extension Crew {
  /// Seconds that a meeting of a team takes, with nothing between two of them: measured once, on the
  /// threads of the first workers, in about a millisecond.
  ///
  /// - Throws: what `run` throws.
  package func meetingSeconds(members: Int) throws(CrewError) -> Double {
    if let known = meetings.withLock({ $0[members] }) { return known }
    let barrier = TeamBarrier(members: members, maySpin: count <= processors)
    let fastest = Locked(Double.infinity)
    try run { worker in
      guard worker < members else { return }
      let seat = TeamSeat(barrier, member: worker)
      for _ in 0..<Self.meetingRounds {
        let start = DispatchTime.now().uptimeNanoseconds
        for _ in 0..<Self.meetingsInRound { seat.meet() }
        let nanoseconds = Double(DispatchTime.now().uptimeNanoseconds - start)
        if seat.isFirst {
          fastest.withLock { $0 = min($0, nanoseconds / 1e9 / Double(Self.meetingsInRound)) }
        }
      }
    }
    let seconds = fastest.withLock { $0 }
    meetings.withLock { $0[members] = seconds }
    return seconds
  }

  /// Takes meetings of so many members to last so long instead of measuring them: on a machine that is
  /// not here.
  package func assumeMeetings(_ seconds: (_ members: Int) -> Double) {
    meetings.withLock { known in
      for members in 1...TeamPlan.mostMembers { known[members] = seconds(members) }
    }
  }

  // The fastest of several short rounds: whoever loses its processor for a moment spoils one of them.
  private static let meetingRounds = 10
  private static let meetingsInRound = 200
}
