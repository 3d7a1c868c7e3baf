import Foundation
import Skein
import Testing
import Topology

@Suite("A trace of the workers")
struct TraceTests {
  private func waiting(
    _ meeting: Int, from start: UInt64, arrival: UInt64, to end: UInt64
  ) -> TraceEvent {
    TraceEvent(
      .waiting, start: start, end: end, arrival: arrival, step: meeting, meeting: meeting)
  }

  @Test("a ring keeps the last steps that were asked for, and counts the rest as lost")
  func ring() throws {
    let book = TraceBook(steps: 3, hasTeams: false)
    let recorder = book.recorder(of: 0)
    for step in 0..<100 {
      let time = UInt64(10 * step)
      recorder.note(.forward, from: time, to: time + 7)
      recorder.met(arrival: time + 7, from: time + 7, to: time + 10)
      recorder.stepEnded()
    }
    let lane = try #require(book.lanes().first)
    #expect(lane.spans.count == 6 && lane.lost == 194)
    #expect(lane.spans.map { Int($0.step) } == [97, 97, 98, 98, 99, 99])
    #expect(lane.spans.filter { $0.phase == .waiting }.map { Int($0.meeting) } == [97, 98, 99])
    #expect(lane.nanoseconds(.forward) == 21 && lane.nanoseconds(.waiting) == 9)
  }

  @Test("a warm-up is forgotten, also where it has overwritten what an earlier use wrote")
  func restart() throws {
    for warmUp in [1, 20, 40, 70, 200] {
      let book = TraceBook(steps: 4, hasTeams: false)
      let first = book.recorder(of: 0)
      for step in 0..<30 {
        first.note(.forward, from: UInt64(step), to: UInt64(step + 1))
        first.stepEnded()
      }
      let second = book.recorder(of: 0)
      for step in 0..<warmUp {
        second.note(.backward, from: UInt64(1000 + step), to: UInt64(1001 + step))
        second.stepEnded()
      }
      second.restart()
      second.note(.update, from: 5000, to: 5001)
      second.stepEnded()
      let lane = try #require(book.lanes().first)
      #expect(lane.spans.last?.phase == .update && lane.spans.last?.step == 30)
      #expect(lane.spans.allSatisfy { $0.phase != .backward }, "after a warm-up of \(warmUp)")
      let kept = lane.spans.dropLast().map(\.start)
      #expect(kept == Array(UInt64(30 - kept.count)..<30))
    }
  }

  @Test("who comes last is waited for, and its time is the critical path")
  func analysis() {
    // Worker 1 is late at the first barrier, worker 0 at the second, by its reporting.
    let zero = TraceLane(
      worker: 0,
      spans: [
        TraceEvent(.forward, start: 0, end: 60, meeting: 0),
        waiting(0, from: 60, arrival: 60, to: 102),
        TraceEvent(.update, start: 102, end: 120, step: 1, meeting: 1),
        waiting(1, from: 120, arrival: 150, to: 153),
      ])
    let one = TraceLane(
      worker: 1,
      spans: [
        TraceEvent(.forward, start: 5, end: 100, meeting: 0),
        waiting(0, from: 100, arrival: 100, to: 101),
        TraceEvent(.update, start: 101, end: 130, step: 1, meeting: 1),
        waiting(1, from: 130, arrival: 130, to: 154),
      ])
    let analysis = TraceAnalysis([zero, one])
    #expect(analysis.meetings.map(\.last) == [1, 0])
    #expect(analysis.lastCounts == [1, 1])
    #expect(analysis.waitingFor == [[0, 20], [40, 0]])
    let path = analysis.criticalPath.map { [UInt64($0.lane), $0.start, $0.end, $0.barrier] }
    let expected: [[UInt64]] = [[1, 5, 100, 0], [0, 102, 150, 2]]
    #expect(path == expected)
    #expect(
      analysis.criticalPhases == [.forward: 95, .update: 18, .reporting: 30, .waiting: 2])
    let total = analysis.criticalPhases.values.reduce(0, +)
    #expect(total == 150 - 5, "from the late worker's begin to the last arrival")
  }

  @Test("meetings that one worker's ring has lost are left out")
  func lost() {
    let long = TraceLane(
      worker: 0,
      spans: (0..<4).map {
        waiting($0, from: UInt64(10 * $0), arrival: UInt64(10 * $0 + 5), to: UInt64(10 * $0 + 10))
      })
    let short = TraceLane(worker: 1, spans: Array(long.spans.dropFirst(2)), lost: 2)
    #expect(TraceAnalysis([long, short]).meetings.map(\.number) == [2, 3])
    #expect(TraceAnalysis([]).meetings.isEmpty)
  }

  @Test("a member of a team that waits is seen waiting, and one that does not is not")
  func teams() throws {
    let book = TraceBook(steps: 1000, hasTeams: true)
    let barrier = TeamBarrier(members: 2, maySpin: false)
    let sleeps = Locked(0)
    let group = DispatchGroup()
    for member in 0..<2 {
      group.enter()
      Thread {
        let seat = TeamSeat(barrier, member: member)
        let recorder = book.recorder(of: member)
        recorder.note(.forward, from: 0, to: 1)
        seat.trace = recorder
        seat.slept = { isAsleep in sleeps.withLock { $0 += isAsleep ? 1 : 0 } }
        for meeting in 0..<5 {
          // The late one comes when the other sleeps for it.
          while member == 1, sleeps.withLock({ $0 }) <= meeting { usleep(100) }
          seat.meet()
        }
        group.leave()
      }.start()
    }
    group.wait()
    let lanes = book.lanes()
    let waits = lanes.map { $0.nested.filter { $0.phase == .team } }
    #expect(waits[0].count == 5 && waits[0].allSatisfy { $0.end > $0.start })
    #expect(lanes[0].nanoseconds(.team) == waits[0].reduce(0) { $0 + $1.nanoseconds })
    // Who comes last finds the other there.
    #expect(waits[1].isEmpty)
  }
}
