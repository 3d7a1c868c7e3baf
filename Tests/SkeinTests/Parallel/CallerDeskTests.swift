import Foundation
import Skein
import Testing

@Suite("The thread that waits for a crew")
struct CallerDeskTests {
  @Test("runs what a worker hands over, while the worker waits, one after the other")
  func jobs() throws {
    let crew = try TestMachine.crew(workers: 2)
    let desk = CallerDesk()
    let threads = Locked<Set<ObjectIdentifier>>([])
    let order = Locked<[Int]>([])
    try crew.run(desk: desk) { worker in
      guard worker == 0 else { return }
      for turn in 0..<100 {
        desk.run {
          threads.withLock { _ = $0.insert(ObjectIdentifier(Thread.current)) }
          order.withLock { $0.append(turn) }
        }
        order.withLock { $0.append(-turn) }
      }
    }
    #expect(threads.withLock { $0 } == [ObjectIdentifier(Thread.current)])
    #expect(order.withLock { $0 } == (0..<100).flatMap { [$0, -$0] })
  }

  @Test("looks from time to time, and serves one use after another")
  func looks() throws {
    let crew = try TestMachine.crew(workers: 1)
    let looks = Locked(0)
    let desk = CallerDesk(every: 0.001) { looks.withLock { $0 += 1 } }
    for use in 1...3 {
      try crew.run(desk: desk) { _ in
        for _ in 0..<10_000 where looks.withLock({ $0 }) < use { usleep(1000) }
      }
      #expect(looks.withLock { $0 } >= use)
    }
  }
}
