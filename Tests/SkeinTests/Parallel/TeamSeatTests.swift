import Foundation
import Skein
import Synchronization
import Testing

@Suite("A seat in a team")
struct TeamSeatTests {
  /// Threads that write their own number of the meeting, meet, and read those of all others, without
  /// any other synchronisation. Returns how often a number was not the meeting's, and how often a member
  /// fell asleep.
  private func meetings(
    members: Int, maySpin: Bool, rounds: Int, late: Bool = false
  ) -> (mistakes: Int, sleeps: Int) {
    let barrier = TeamBarrier(members: members, maySpin: maySpin)
    let marks = SharedBuffer<Int>(repeating: -1, count: members)
    let mistakes = SharedBuffer<Int>(repeating: 0, count: members)
    let sleeps = Locked(0)
    let group = DispatchGroup()
    for member in 0..<members {
      group.enter()
      Thread {
        let seat = TeamSeat(barrier, member: member)
        seat.slept = { isAsleep in sleeps.withLock { $0 += isAsleep ? 1 : 0 } }
        for round in 0..<rounds {
          // Long enough that the others have given up spinning.
          if late, round % members == member { usleep(20_000) }
          marks.base[member] = round
          seat.meet()
          for other in 0..<members where marks.base[other] != round {
            mistakes.base[member] += 1
          }
          seat.meet()
        }
        group.leave()
      }.start()
    }
    group.wait()
    return (mistakes.elements.reduce(0, +), sleeps.withLock { $0 })
  }

  @Test("lets nobody through early, in small and large teams", arguments: [1, 2, 3, 5, 8, 16])
  func rounds(_ members: Int) {
    #expect(meetings(members: members, maySpin: false, rounds: 300).mistakes == 0)
    #expect(meetings(members: members, maySpin: true, rounds: 20).mistakes == 0)
  }

  @Test("sleeps while a member is late, and wakes", arguments: [2, 5])
  func sleepers(_ members: Int) {
    for maySpin in [true, false] {
      let result = meetings(members: members, maySpin: maySpin, rounds: 12, late: true)
      #expect(result.mistakes == 0 && result.sleeps > 0)
    }
  }

  @Test("the shares of all members are whole groups, and all of them together everything")
  func shares() {
    for members in 1...16 {
      let barrier = TeamBarrier(members: members, maySpin: false)
      let seats = (0..<members).map { TeamSeat(barrier, member: $0) }
      for count in [0, 1, 7, 15, 16, 17, 60, 130, 256] {
        for unit in [1, 8, 16, 32] {
          let shares = seats.map { $0.share(of: count, unit: unit) }
          #expect(shares.flatMap { Array($0) } == Array(0..<count))
          #expect(shares.allSatisfy { $0.isEmpty || $0.lowerBound % unit == 0 })
          let groups = shares.map { ($0.count + unit - 1) / unit }
          #expect((groups.max() ?? 0) - (groups.min() ?? 0) <= 1)
        }
      }
    }
  }
}
