import Foundation

/// Ticks for a logarithmic axis: powers of ten, with 2 and 5 between them where there is room.
package enum LogTicks {
  /// The smallest value that a logarithmic axis shows; smaller ones count as missing.
  package static let smallest = 1e-300

  /// `low...high`, widened if its ends are (nearly) the same; both are positive.
  package static func widened(_ low: Double, _ high: Double) -> ClosedRange<Double> {
    precondition(
      low >= smallest && low <= high && high <= LinearTicks.limit,
      "no logarithmic range to draw from \(low) to \(high)")
    guard high / low < 1 + 1e-9 else { return low...high }
    return max(low / 2, smallest)...min(high * 2, LinearTicks.limit)
  }

  /// At most `count` ticks that span the range: first ≤ low, high ≤ last. `count` is at least 3.
  ///
  /// In a range of less than a decade the ticks are those of a linear axis, if it is too narrow for
  /// three of 1, 2 and 5 × a power of ten.
  package static func covering(_ range: ClosedRange<Double>, atMost count: Int) -> [Tick] {
    precondition(range.lowerBound > 0, "a logarithmic axis cannot show \(range.lowerBound)")
    precondition(count >= 3, "\(count) ticks cannot cover every range")
    let low = decade(range.lowerBound)
    let high = decade(range.upperBound) + 1
    // Three ticks a decade are too many anyway; a wide axis need not make them all to see that.
    if high - low <= count + 2 {
      let fine = trimmed(
        (low...high).flatMap { power in [1, 2, 5].map { Tick(mantissa: $0, exponent: power) } },
        range)
      if fine.count <= 3 {
        let linear = LinearTicks.covering(range, atMost: count)
        // A linear tick may fall on zero or below.
        if let first = linear.first, first.value > 0, linear.count >= fine.count { return linear }
      }
      if fine.count <= count { return fine }
    }
    var every = 1
    while true {
      // Whole multiples, so that 10⁰ stays a tick at any spacing.
      let start = Int((Double(low) / Double(every)).rounded(.down)) * every
      var powers = Array(stride(from: start, through: high + every - 1, by: every))
      powers = trimmed(powers.map { Tick(mantissa: 1, exponent: $0) }, range).map(\.exponent)
      if powers.count <= count { return powers.map { Tick(mantissa: 1, exponent: $0) } }
      every += 1
    }
  }

  /// The last tick at or below the range, the first at or above it, and those between.
  private static func trimmed(_ ticks: [Tick], _ range: ClosedRange<Double>) -> [Tick] {
    let first = ticks.lastIndex { $0.value <= range.lowerBound } ?? 0
    let last = ticks.firstIndex { $0.value >= range.upperBound } ?? ticks.count - 1
    return Array(ticks[first...max(first, last)])
  }

  /// The power of ten at or below `value`.
  private static func decade(_ value: Double) -> Int {
    var power = Int(log10(value).rounded(.down))
    if Tick.value(1, power) > value { power -= 1 }
    if Tick.value(1, power + 1) <= value { power += 1 }
    return power
  }
}
