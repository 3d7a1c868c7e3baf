import Foundation

/// Ticks at multiples of 1, 2 or 5 × a power of ten.
package enum LinearTicks {
  /// The largest value that charts draw; larger ones count as infinite.
  ///
  /// It keeps every difference and every round number beyond the data finite.
  package static let limit = 1e300

  /// A range that can be divided: `low...high`, widened if its ends are (nearly) the same.
  package static func widened(_ low: Double, _ high: Double) -> ClosedRange<Double> {
    precondition(
      low <= high && low >= -limit && high <= limit, "no range to draw from \(low) to \(high)")
    let magnitude = max(abs(low), abs(high))
    if magnitude < 1e-280 { return -1...1 }
    // Narrower ranges would need more digits on the axis than anybody reads.
    guard high - low < magnitude * 1e-9 else { return low...high }
    let margin = magnitude * 0.1
    return max(low - margin, -limit)...min(high + margin, limit)
  }

  /// The finest ticks of which at most `count` span the range, the ends included or passed:
  /// first ≤ low, high ≤ last. `count` is at least 3.
  package static func covering(_ range: ClosedRange<Double>, atMost count: Int) -> [Tick] {
    precondition(count >= 3, "\(count) ticks cannot cover every range")
    var exponent = startExponent(range, count)
    while true {
      for factor in [1, 2, 5] {
        let step = Tick.value(factor, exponent)
        var first = (range.lowerBound / step).rounded(.down)
        var last = (range.upperBound / step).rounded(.up)
        // The quotient is rounded; the tick itself decides whether the range is covered.
        if tick(first, factor, exponent).value > range.lowerBound { first -= 1 }
        if tick(last, factor, exponent).value < range.upperBound { last += 1 }
        if tick(first + 1, factor, exponent).value <= range.lowerBound { first += 1 }
        if tick(last - 1, factor, exponent).value >= range.upperBound { last -= 1 }
        if last - first + 1 <= Double(count) { return ticks(first, last, factor, exponent) }
      }
      exponent += 1
    }
  }

  /// The finest ticks of which at most `count` lie inside the range; `wholeNumbers` bars fractions.
  /// `count` is at least 1; a range that holds no round number has none.
  package static func within(
    _ range: ClosedRange<Double>, atMost count: Int, wholeNumbers: Bool = false
  ) -> [Tick] {
    precondition(count >= 1, "\(count) ticks")
    var exponent = startExponent(range, count)
    if wholeNumbers { exponent = max(exponent, 0) }
    while true {
      for factor in [1, 2, 5] {
        let step = Tick.value(factor, exponent)
        let first = (range.lowerBound / step).rounded(.up)
        let last = (range.upperBound / step).rounded(.down)
        if last - first + 1 <= Double(count) {
          return ticks(first, last, factor, exponent).filter { range.contains($0.value) }
        }
      }
      exponent += 1
    }
  }

  /// An exponent at which `count` ticks are surely too many, or nearly.
  private static func startExponent(_ range: ClosedRange<Double>, _ count: Int) -> Int {
    let span = range.upperBound - range.lowerBound
    precondition(span > 0, "an empty range \(range)")
    return Int(log10(span / Double(count)).rounded(.down)) - 1
  }

  private static func ticks(
    _ first: Double, _ last: Double, _ factor: Int, _ exponent: Int
  ) -> [Tick] {
    stride(from: first, through: last, by: 1).map { tick($0, factor, exponent) }
  }

  private static func tick(_ index: Double, _ factor: Int, _ exponent: Int) -> Tick {
    Tick(mantissa: Int(index) &* factor, exponent: exponent)
  }
}
