import Dispatch

/// Where a worker's time went, in nanoseconds.
package struct PhaseTimes: Sendable, Equatable {
  package var gather: UInt64 = 0
  package var forward: UInt64 = 0
  package var backward: UInt64 = 0
  /// Summing gradients, Adam, and packing the new weights.
  package var update: UInt64 = 0
  package var waiting: UInt64 = 0

  package init() {}

  /// Adds to what `bench` counts a phase as; what lies within another one is counted there.
  @inline(__always)
  package mutating func add(_ phase: TracePhase, _ nanoseconds: UInt64) {
    switch phase {
    case .gather: gather &+= nanoseconds
    case .forward, .validation: forward &+= nanoseconds
    case .backward: backward &+= nanoseconds
    case .update: update &+= nanoseconds
    case .waiting: waiting &+= nanoseconds
    case .team, .reporting: break
    }
  }

  package static func + (a: PhaseTimes, b: PhaseTimes) -> PhaseTimes {
    var sum = a
    sum.gather += b.gather
    sum.forward += b.forward
    sum.backward += b.backward
    sum.update += b.update
    sum.waiting += b.waiting
    return sum
  }

  package var total: UInt64 { gather + forward + backward + update + waiting }
}

/// Hands out the time since it was last asked.
struct PhaseClock {
  private var last = PhaseClock.now

  /// Nanoseconds of a clock that nobody sets.
  static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }

  mutating func lap() -> UInt64 {
    let span = span()
    return span.end &- span.start
  }

  /// When it was last asked, and now.
  @inline(__always)
  mutating func span() -> (start: UInt64, end: UInt64) {
    let now = Self.now
    defer { last = now }
    return (last, now)
  }
}
