import CPlatform
import Dispatch
import Synchronization

/// One worker's seat in its team, for its own thread alone: which part of the work is its own, and
/// where it waits for the others.
///
/// A worker without a team has a seat alone: all work is its own, and it waits for nobody.
public final class TeamSeat {
  /// From 0.
  public let member: Int
  /// How many share the work: 1 without a team.
  public let members: Int
  /// Told when this worker has waited for so long that it sleeps, and when it wakes.
  package var slept: ((_ isAsleep: Bool) -> Void)?
  /// Told of each meeting at which this worker waits; nil where nobody traces.
  package var trace: TraceRecorder?
  private let barrier: TeamBarrier
  private let standIn: TeamStandIn?
  private let isAlone: Bool
  /// Whether this worker does what a team has one of its members do for all.
  public let isFirst: Bool
  // Read without the barrier, whose references members would count in turn.
  private let flags: UnsafeMutablePointer<Atomic<Int>>
  private let mostSpins: Int
  /// How long to spin before sleeping: less after each sleep, more again after each meeting without
  /// one. Where members share a processor, whoever spins keeps the others from coming.
  private var spins: Int
  private var meeting = 0

  package init(_ barrier: TeamBarrier, member: Int) {
    precondition((0..<barrier.members).contains(member), "member \(member) of \(barrier.members)")
    self.barrier = barrier
    self.member = member
    members = barrier.members
    isFirst = member == 0
    isAlone = barrier.members == 1
    standIn = nil
    flags = barrier.flags
    mostSpins = barrier.spins
    spins = barrier.spins
  }

  /// Of a worker without a team.
  public convenience init() {
    self.init(TeamBarrier(members: 1, maySpin: false), member: 0)
  }

  /// Of a worker that stands in for a member: for the last one, whose part is the largest, and it does
  /// what the first does as well.
  package init(_ standIn: TeamStandIn) {
    barrier = TeamBarrier(members: 1, maySpin: false)
    self.standIn = standIn
    members = standIn.members
    member = standIn.members - 1
    isFirst = true
    isAlone = true
    flags = barrier.flags
    mostSpins = 0
    spins = 0
  }

  /// Waits until all members of the team have come here; what they wrote before is visible afterwards.
  @inline(__always)
  public func meet() {
    if members > 1 { isAlone ? standIn?.count() : waitForOthers() }
  }

  /// This member's part of `count` things that lie in groups of `unit`: whole groups, as even as they
  /// allow, the last one possibly shorter.
  public func share(of count: Int, unit: Int = 1) -> Range<Int> {
    let groups = (count + unit - 1) / unit
    let first = groups * member / members * unit
    let end = groups * (member + 1) / members * unit
    return min(first, count)..<min(end, count)
  }

  private func waitForOthers() {
    meeting &+= 1
    (flags + member &* TeamBarrier.stride).pointee.store(
      meeting, ordering: .sequentiallyConsistent)
    barrier.wake()
    if let trace {
      // Who finds the others there reads no clock.
      if !areHere {
        let start = DispatchTime.now().uptimeNanoseconds
        spinOrSleep()
        trace.nest(.team, from: start, to: DispatchTime.now().uptimeNanoseconds)
      }
    } else {
      spinOrSleep()
    }
    if spins < mostSpins { spins = min(spins &+ spins / 8 &+ 1, mostSpins) }
  }

  /// Whether all have come.
  private var areHere: Bool {
    for other in 0..<members where other != member {
      let flag = flags + other &* TeamBarrier.stride
      if flag.pointee.load(ordering: .acquiring) < meeting { return false }
    }
    return true
  }

  @inline(__always)
  private func spinOrSleep() {
    for other in 0..<members where other != member {
      let flag = flags + other &* TeamBarrier.stride
      var left = spins
      while flag.pointee.load(ordering: .acquiring) < meeting {
        left &-= 1
        if left < 0 {
          sleep(until: other)
          break
        }
        skein_spin_hint()
      }
    }
  }

  private func sleep(until other: Int) {
    slept?(true)
    barrier.sleep(until: other, comesTo: meeting)
    slept?(false)
    spins = max(spins / 4, min(Self.leastSpins, mostSpins))
  }

  /// About a microsecond.
  private static let leastSpins = 50
}
