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
  private var last = DispatchTime.now().uptimeNanoseconds

  mutating func lap() -> UInt64 {
    let now = DispatchTime.now().uptimeNanoseconds
    defer { last = now }
    return now &- last
  }
}
