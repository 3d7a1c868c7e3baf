import Dispatch

/// The machine's peak: floating-point operations a second of nothing but FMAs, on all workers of a
/// crew at once, with their instruction set.
package enum PeakMeasurement {
  /// - Parameter seconds: about how long each worker is kept busy.
  package static func gigaflopsPerSecond(_ crew: Crew, seconds: Double = 0.02)
    throws -> Double
  {
    let kernels = crew.kernels
    let barrier = Barrier(parties: crew.count, processors: crew.processors)
    let total = Locked(0.0)
    let sink = Locked<Float>(0)
    try crew.run { _ in
      // A short burst first, to know how many iterations make the wanted time.
      var iterations = 20_000
      var value = kernels.fmaBurst(iterations)
      var clock = PhaseClock()
      value += kernels.fmaBurst(iterations)
      let once = max(Double(clock.lap()), 1000)
      iterations = max(1, Int(Double(iterations) * seconds * 1e9 / once))
      barrier.wait()
      clock = PhaseClock()
      value += kernels.fmaBurst(iterations)
      let nanoseconds = Double(max(clock.lap(), 1))
      let rate = Double(iterations) * Double(kernels.burstFlops) / nanoseconds
      total.withLock { $0 += rate }
      sink.withLock { $0 += value }
    }
    return total.withLock { $0 }
  }
}
