import Foundation
import Skein
import Testing
import Topology

@Suite("Crews beside each other", .serialized)
struct CrewLedgerTests {
  @Test("crews that together want more threads than Dispatch has take turns and all finish")
  func turns() throws {
    let runs = Locked<[Int: Int]>([:])
    let group = DispatchGroup()
    for (number, workers) in [120, 200, 160].enumerated() {
      let crew = try TestMachine.crew(workers: workers)
      group.enter()
      // Threads of their own: they wait.
      Thread {
        for _ in 0..<4 {
          let barrier = Barrier(parties: workers, processors: 1)
          do {
            let reports = try crew.run { _ in
              barrier.wait()
              barrier.wait()
            }
            runs.withLock { $0[number, default: 0] += reports.count }
          } catch {
            Issue.record(error)
          }
        }
        group.leave()
      }.start()
    }
    #expect(group.wait(timeout: .now() + 600) == .success)
    let wanted: [Int: Int] = [0: 480, 1: 800, 2: 640]
    #expect(runs.withLock { $0 } == wanted)
  }

  @Test("asynchronous uses wait for places without a thread")
  func asynchronousTurns() async throws {
    let workers = 150
    let counts = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          let barrier = Barrier(parties: workers, processors: 1)
          return try await TestMachine.crew(workers: workers).run { _ in barrier.wait() }.count
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(counts == [Int](repeating: workers, count: 8))
  }

  @Test("two uses of one crew at a time have threads of their own")
  func together() throws {
    let crew = try TestMachine.crew(workers: 3)
    let barrier = Barrier(parties: 6, processors: 1)
    let group = DispatchGroup()
    for _ in 0..<2 {
      group.enter()
      Thread {
        do { try crew.run { _ in barrier.wait() } } catch { Issue.record(error) }
        group.leave()
      }.start()
    }
    #expect(group.wait(timeout: .now() + 600) == .success)
  }

  @Test("a worker may use a crew for which there are places, and is refused another")
  func nested() throws {
    let machine = try TestMachine.machine()
    let ledger = CrewLedger(places: 5)
    func crew(_ workers: Int) throws -> Crew {
      Crew(
        machine: machine, placement: try machine.place(workers: workers, policy: .none),
        kernels: KernelSelection.available[0], innerBlock: nil, ledger: ledger, source: .dispatch)
    }
    let (outer, inner, large) = (try crew(2), try crew(3), try crew(4))
    let found = Locked<[Int]>([])
    let errors = Locked<[CrewError]>([])
    try outer.run { worker in
      guard worker == 0 else { return }
      do throws(CrewError) {
        let count = try inner.run { _ in }.count
        found.withLock { $0.append(count) }
        try large.run { _ in }
      } catch {
        errors.withLock { $0.append(error) }
      }
    }
    #expect(found.withLock { $0 } == [3])
    #expect(errors.withLock { $0 } == [.noPlaces(workers: 4, free: 3)])
    // Outside, the parked threads make room.
    #expect(try large.run { _ in }.count == 4)
  }

  @Test("workers beyond those that may meet run after the others")
  func parts() throws {
    let workers = Crew.mostThatMeet + 25
    let crew = try TestMachine.crew(workers: workers)
    #expect(try crew.run { _ in }.map(\.worker) == Array(0..<workers))
  }
}
