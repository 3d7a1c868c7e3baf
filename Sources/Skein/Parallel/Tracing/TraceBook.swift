// The memory behind this file is written by one worker each, without a lock.
//
// Invariants, which the compiler cannot see:
// - A ring is written by its worker's thread alone, and read when no worker runs any more.
// - Its memory is made and touched when the worker begins, never within a step, and lives as long as the
//   book, which the training holds.

/// Where one worker writes down what it did: a value of addresses alone, so that a step counts no
/// references.
package struct TraceRecorder {
  /// What is written beside the events.
  struct Marks: BitwiseCopyable {
    var spans = 0
    var nested = 0
    var step = 0
    var meeting = 0
    /// What the ring has overwritten for good.
    var lostSpans = 0
    var lostNested = 0
    /// The four counts when the present use began.
    var begunSpans = 0
    var begunNested = 0
    var begunStep = 0
    var begunMeeting = 0
  }

  fileprivate let spans: UnsafeMutablePointer<TraceEvent>
  fileprivate let nested: UnsafeMutablePointer<TraceEvent>
  fileprivate let marks: UnsafeMutablePointer<Marks>
  /// Less 1 than a power of two.
  fileprivate let spanMask: Int
  fileprivate let nestedMask: Int

  /// One phase has ended.
  @inline(__always)
  package func note(_ phase: TracePhase, from start: UInt64, to end: UInt64) {
    add(
      TraceEvent(
        phase, start: start, end: end, step: marks.pointee.step, meeting: marks.pointee.meeting))
  }

  /// All workers have met.
  ///
  /// - Parameter arrival: when this one came, at `start` or after it.
  @inline(__always)
  package func met(arrival: UInt64, from start: UInt64, to end: UInt64) {
    add(
      TraceEvent(
        .waiting, start: start, end: end, arrival: arrival, step: marks.pointee.step,
        meeting: marks.pointee.meeting))
    marks.pointee.meeting &+= 1
  }

  @inline(__always)
  private func add(_ event: TraceEvent) {
    spans[marks.pointee.spans & spanMask] = event
    marks.pointee.spans &+= 1
  }

  /// Something within a phase has ended.
  @inline(__always)
  package func nest(_ phase: TracePhase, from start: UInt64, to end: UInt64) {
    nested[marks.pointee.nested & nestedMask] = TraceEvent(
      phase, start: start, end: end, step: marks.pointee.step, meeting: marks.pointee.meeting)
    marks.pointee.nested &+= 1
  }

  @inline(__always)
  package func stepEnded() { marks.pointee.step &+= 1 }

  /// Forgets what came since the use began: the warm-up.
  package func restart() {
    loseOverwritten()
    let now = marks.pointee
    marks.pointee.spans = max(now.begunSpans, now.lostSpans)
    marks.pointee.nested = max(now.begunNested, now.lostNested)
    marks.pointee.step = now.begunStep
    marks.pointee.meeting = now.begunMeeting
  }

  fileprivate func begin() {
    marks.pointee.begunSpans = marks.pointee.spans
    marks.pointee.begunNested = marks.pointee.nested
    marks.pointee.begunStep = marks.pointee.step
    marks.pointee.begunMeeting = marks.pointee.meeting
  }

  fileprivate func loseOverwritten() {
    let now = marks.pointee
    marks.pointee.lostSpans = max(now.lostSpans, now.spans - spanMask - 1)
    marks.pointee.lostNested = max(now.lostNested, now.nested - nestedMask - 1)
  }
}

/// The trace of a crew's workers: a ring of events for each, which keeps the last ones.
///
/// Several uses of a crew may follow each other in one book. Costs a worker some 30 ns a phase, and the
/// same for each meeting of a team at which it waits.
package final class TraceBook: Sendable {
  private final class Ring: Sendable {
    let spans: SharedBuffer<TraceEvent>
    let nested: SharedBuffer<TraceEvent>
    let marks: SharedBuffer<TraceRecorder.Marks>

    init(_ count: Int, nested nestedCount: Int) {
      let empty = TraceEvent(.gather, start: 0, end: 0)
      spans = SharedBuffer(repeating: empty, count: count)
      nested = SharedBuffer(repeating: empty, count: nestedCount)
      marks = SharedBuffer(repeating: TraceRecorder.Marks(), count: 1)
    }

    var recorder: TraceRecorder {
      TraceRecorder(
        spans: spans.base, nested: nested.base, marks: marks.base, spanMask: spans.count - 1,
        nestedMask: nested.count - 1)
    }
  }

  /// Steps that are kept at least, as long as the rings are large enough for them.
  private let steps: Int
  private let count: Int
  private let nestedCount: Int
  private let rings = Locked<[Int: Ring]>([:])

  /// Spans of a step: gather, forward, backward, update and its parts, and the barriers between them,
  /// three with clipping; an epoch's end and validation besides.
  private static let spansInStep = 12
  /// 10 MB and 20 MB a worker.
  private static let mostSpans = 1 << 18
  private static let mostNested = 1 << 19

  /// - Parameters:
  ///   - steps: how many to keep, the last ones, at least 1.
  ///   - hasTeams: whether workers meet in teams, after every time step.
  package init(steps: Int, hasTeams: Bool) {
    precondition(steps >= 1, "a trace of \(steps) steps")
    self.steps = steps
    let (wanted, overflows) = steps.multipliedReportingOverflow(by: Self.spansInStep)
    var count = 64
    while count < (overflows ? .max : wanted), count < Self.mostSpans { count *= 2 }
    self.count = count
    nestedCount = hasTeams ? min(16 * count, Self.mostNested) : count
  }

  /// Where a worker writes in the use that begins now; to be called on its thread.
  package func recorder(of worker: Int) -> TraceRecorder {
    let known = rings.withLock { $0[worker] }
    let ring = known ?? Ring(count, nested: nestedCount)
    if known == nil { rings.withLock { $0[worker] = ring } }
    let recorder = ring.recorder
    recorder.begin()
    return recorder
  }

  /// What has been written, one lane a worker; to be called while no worker runs.
  package func lanes() -> [TraceLane] {
    let found = rings.withLock { $0 }
    return found.sorted { $0.key < $1.key }.map { worker, ring in
      ring.recorder.loseOverwritten()
      let marks = ring.marks.base[0]
      let firstStep = UInt32(truncatingIfNeeded: max(marks.step - steps, 0))
      let spans = (marks.lostSpans..<marks.spans).map { ring.spans.base[$0 & (count - 1)] }
        .filter { $0.step >= firstStep }
      let nested = (marks.lostNested..<marks.nested).map {
        ring.nested.base[$0 & (ring.nested.count - 1)]
      }
      return TraceLane(
        worker: worker, spans: spans,
        nested: nested.filter { event in spans.first.map { $0.start <= event.start } ?? false },
        lost: marks.spans - spans.count, lostNested: marks.lostNested)
    }
  }
}
