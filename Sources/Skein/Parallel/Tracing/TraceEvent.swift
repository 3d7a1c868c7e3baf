/// What a worker did for a while, as a trace tells it.
package enum TracePhase: UInt8, Sendable, CaseIterable, BitwiseCopyable {
  case gather
  case forward
  case backward
  /// Summing gradients, the optimizer, and packing the new weights.
  case update
  /// Between its arrival at the barrier of all workers and its leaving.
  case waiting
  /// `PhaseTimes` counts it as forward.
  case validation
  /// Within gather, forward or backward: until all members of the team have come.
  case team
  /// Events, callbacks and checkpoints of worker 0, within what follows them.
  case reporting

  package var name: String {
    switch self {
    case .gather: "gather"
    case .forward: "forward"
    case .backward: "backward"
    case .update: "update"
    case .waiting: "waiting"
    case .validation: "validation"
    case .team: "team"
    case .reporting: "reporting"
    }
  }

  /// Whether it lies within another one, so that it is no part of the sum of all.
  package var isNested: Bool { self == .team || self == .reporting }
}

/// A stretch of one worker's time.
package struct TraceEvent: Sendable, Equatable, BitwiseCopyable {
  /// Nanoseconds of the clock that phase times are taken with.
  package var start: UInt64
  package var end: UInt64
  /// Of a waiting: when the worker came to the barrier; otherwise `start`.
  package var arrival: UInt64
  /// Steps that the worker had finished, over all uses of the book.
  package var step: UInt32
  /// Of a waiting: the number of the meeting, the same for all workers; otherwise that of the next one.
  package var meeting: UInt32
  package var phase: TracePhase

  package init(
    _ phase: TracePhase, start: UInt64, end: UInt64, arrival: UInt64? = nil, step: Int = 0,
    meeting: Int = 0
  ) {
    self.phase = phase
    self.start = start
    self.end = end
    self.arrival = arrival ?? start
    self.step = UInt32(truncatingIfNeeded: step)
    self.meeting = UInt32(truncatingIfNeeded: meeting)
  }

  package var nanoseconds: UInt64 { end &- start }
}

/// What one worker's trace holds, in order of time.
package struct TraceLane: Sendable, Equatable {
  package var worker: Int
  /// One after the other without a gap within a training.
  package var spans: [TraceEvent]
  /// Within the spans.
  package var nested: [TraceEvent]
  /// Spans that were overwritten because the ring was full.
  package var lost: Int
  /// The same of what lies within spans.
  package var lostNested: Int

  package init(
    worker: Int, spans: [TraceEvent], nested: [TraceEvent] = [], lost: Int = 0, lostNested: Int = 0
  ) {
    self.lostNested = lostNested
    self.worker = worker
    self.spans = spans
    self.nested = nested
    self.lost = lost
  }

  /// Nanoseconds of a phase; of validation with those of forward, where `PhaseTimes` has them.
  package func nanoseconds(_ phase: TracePhase) -> UInt64 {
    (phase.isNested ? nested : spans).reduce(0) { sum, event in
      let counted = event.phase == .validation ? TracePhase.forward : event.phase
      return counted == phase ? sum + event.nanoseconds : sum
    }
  }
}
