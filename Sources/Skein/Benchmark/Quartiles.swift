/// The median of a sample and the bounds of its middle half.
///
/// Linear between the two nearest order statistics: type 7 of Hyndman and Fan, "Sample Quantiles in
/// Statistical Packages", 1996, which is also NumPy's default.
package struct Quartiles: Sendable, Codable, Equatable {
  package var lower: Double
  package var median: Double
  package var upper: Double

  package init(lower: Double, median: Double, upper: Double) {
    self.lower = lower
    self.median = median
    self.upper = upper
  }

  /// Nil for an empty sample. Costs a sort.
  package init?(_ sample: [Double]) {
    if sample.isEmpty { return nil }
    let sorted = sample.sorted()
    func quantile(_ fraction: Double) -> Double {
      let position = fraction * Double(sorted.count - 1)
      let below = Int(position)
      let above = min(below + 1, sorted.count - 1)
      return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
    }
    self.init(lower: quantile(0.25), median: quantile(0.5), upper: quantile(0.75))
  }

  /// The width of the middle half as a fraction of the median; 0 for a median of 0.
  package var spread: Double { median == 0 ? 0 : (upper - lower) / median }

  package func scaled(by factor: Double) -> Quartiles {
    Quartiles(lower: lower * factor, median: median * factor, upper: upper * factor)
  }
}
