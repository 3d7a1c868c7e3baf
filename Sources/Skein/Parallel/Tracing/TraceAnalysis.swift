/// Who waited for whom at the barriers, and what the step's length depended on.
///
/// A barrier lets everybody go when the last worker has come. So between two barriers only the time of
/// that worker counts: those stretches, one after the other, are the critical path.
package struct TraceAnalysis: Sendable, Equatable {
  /// All workers at one barrier.
  package struct Meeting: Sendable, Equatable {
    package var number: Int
    /// When each worker came, in the order of the lanes.
    package var arrivals: [UInt64]
    /// When each one left.
    package var leavings: [UInt64]
    /// The index of the lane of the worker that came last; of several, the first.
    package var last: Int

    package var arrival: UInt64 { arrivals[last] }
  }

  /// A stretch of the critical path: from a barrier, or the trace's begin, to the arrival at the next.
  package struct Stretch: Sendable, Equatable {
    /// The index of a lane.
    package var lane: Int
    package var start: UInt64
    package var end: UInt64
    /// Nanoseconds from the arrival at the barrier before it until this worker left that; 0 at the
    /// begin.
    package var barrier: UInt64
  }

  package let lanes: [TraceLane]
  /// Those that are in all lanes, in order of time.
  package let meetings: [Meeting]
  package let criticalPath: [Stretch]

  package init(_ lanes: [TraceLane]) {
    self.lanes = lanes
    let waits = lanes.map { lane in
      Dictionary(
        lane.spans.filter { $0.phase == .waiting }.map { (Int($0.meeting), $0) },
        uniquingKeysWith: { $1 })
    }
    let common = waits.dropFirst().reduce(Set(waits.first?.keys.map { $0 } ?? [])) {
      $0.intersection($1.keys)
    }
    let meetings: [Meeting] = common.sorted().map { number in
      let events = waits.compactMap { $0[number] }
      let arrivals = events.map(\.arrival)
      var last = 0
      for (index, arrival) in arrivals.enumerated() where arrival > arrivals[last] { last = index }
      return Meeting(
        number: number, arrivals: arrivals, leavings: events.map(\.end), last: last)
    }
    self.meetings = meetings
    criticalPath = Self.path(lanes, meetings)
  }

  private static func path(_ lanes: [TraceLane], _ meetings: [Meeting]) -> [Stretch] {
    // Within a training one span begins where the last one ended.
    let starts = lanes.map { lane in
      Dictionary(
        lane.spans.map { (Int($0.meeting), $0.start) }, uniquingKeysWith: { first, _ in first })
    }
    var path: [Stretch] = []
    var previous: Meeting?
    for meeting in meetings {
      let lane = meeting.last
      let start = min(starts[lane][meeting.number] ?? meeting.arrival, meeting.arrival)
      let barrier = previous.map { $0.leavings[lane] == start && start > $0.arrival }
      path.append(
        Stretch(
          lane: lane, start: start, end: meeting.arrival,
          barrier: barrier == true ? start - (previous?.arrival ?? start) : 0))
      previous = meeting
    }
    return path
  }

  /// At how many meetings each worker was the last to come.
  package var lastCounts: [Int] {
    var counts = [Int](repeating: 0, count: lanes.count)
    for meeting in meetings { counts[meeting.last] += 1 }
    return counts
  }

  /// Nanoseconds for which the others waited for each worker: [for, waiting].
  package var waitingFor: [[UInt64]] {
    var matrix = lanes.map { _ in [UInt64](repeating: 0, count: lanes.count) }
    for meeting in meetings {
      for waiter in lanes.indices where waiter != meeting.last {
        matrix[meeting.last][waiter] += meeting.arrival - meeting.arrivals[waiter]
      }
    }
    return matrix
  }

  /// Nanoseconds of each phase on the critical path; what is left of it, the way through the barrier, is
  /// waiting.
  package var criticalPhases: [TracePhase: UInt64] {
    var phases: [TracePhase: UInt64] = [:]
    var next = [Int](repeating: 0, count: lanes.count)
    for stretch in criticalPath {
      let spans = lanes[stretch.lane].spans
      var index = next[stretch.lane]
      while index < spans.count, spans[index].end <= stretch.start { index += 1 }
      while index < spans.count, spans[index].start < stretch.end {
        let event = spans[index]
        let from = max(event.start, stretch.start)
        let to = min(event.end, stretch.end)
        // Of a waiting, what comes before the arrival is worker 0's reporting.
        let phase: TracePhase = event.phase == .waiting ? .reporting : event.phase
        if to > from { phases[phase, default: 0] += to - from }
        if event.end > stretch.end { break }
        index += 1
      }
      next[stretch.lane] = index
    }
    let barriers = criticalPath.reduce(UInt64(0)) { $0 + $1.barrier }
    if barriers > 0 { phases[.waiting] = barriers }
    return phases
  }

  /// The steps that are in all lanes, from the first worker's begin to the last one's end; what comes after
  /// the last step, such as an epoch's end, is none.
  package var steps: [(step: Int, start: UInt64, end: UInt64)] {
    var bounds: [UInt32: (start: UInt64, end: UInt64, lanes: Int)] = [:]
    let passes = lanes.flatMap { $0.spans.lazy.filter { $0.phase == .forward } }
    let isStep = Set(passes.map(\.step))
    for lane in lanes {
      var own: [UInt32: (start: UInt64, end: UInt64)] = [:]
      for span in lane.spans {
        let known = own[span.step] ?? (span.start, span.end)
        own[span.step] = (min(known.start, span.start), max(known.end, span.end))
      }
      for (step, range) in own {
        let known = bounds[step] ?? (range.start, range.end, 0)
        bounds[step] = (
          min(known.start, range.start), max(known.end, range.end), known.lanes + 1
        )
      }
    }
    return bounds.filter { $0.value.lanes == lanes.count && isStep.contains($0.key) }.sorted {
      $0.key < $1.key
    }
    .map { (step: Int($0.key), start: $0.value.start, end: $0.value.end) }
  }
}
