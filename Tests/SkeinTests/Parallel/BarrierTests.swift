import Foundation
import Skein
import Testing

@Suite("The barrier")
struct BarrierTests {
  /// Threads that write their own number of the round, meet, and read those of all others, without
  /// any other synchronisation. Returns how often a number was not the round's.
  private func mistakes(
    parties: Int, processors: Int, rounds: Int, late: Bool = false
  ) -> Int {
    let barrier = Barrier(parties: parties, processors: processors)
    let marks = SharedBuffer<Int>(repeating: -1, count: parties)
    let mistakes = SharedBuffer<Int>(repeating: 0, count: parties)
    let group = DispatchGroup()
    for party in 0..<parties {
      group.enter()
      let thread = Thread {
        for round in 0..<rounds {
          // Long enough that the others have given up spinning.
          if late, round % parties == party { usleep(10_000) }
          marks.base[party] = round
          barrier.wait()
          for other in 0..<parties where marks.base[other] != round {
            mistakes.base[party] += 1
          }
          barrier.wait()
        }
        group.leave()
      }
      thread.start()
    }
    group.wait()
    return mistakes.elements.reduce(0, +)
  }

  @Test("lets nobody through early, for few and many parties", arguments: [1, 2, 3, 5, 8, 33])
  func rounds(_ parties: Int) {
    #expect(mistakes(parties: parties, processors: 2, rounds: 300) == 0)
  }

  @Test("wakes those who fell asleep", arguments: [2, 5])
  func sleepers(_ parties: Int) {
    #expect(mistakes(parties: parties, processors: 64, rounds: 12, late: true) == 0)
    #expect(mistakes(parties: parties, processors: 1, rounds: 12, late: true) == 0)
  }
}
