/// How many values lie in each of some ranges of equal, round width.
package struct Histogram: Sendable, Equatable {
  /// The ranges' ends, one more than ranges, ascending.
  package let edges: [Double]
  package let counts: [Int]

  private static let mostBins = 60
  private static let fewestBins = 4

  /// The histogram of the finite values of `values`; nil where there is none.
  ///
  /// A value on an edge counts in the range above it, the last edge's in the last one. The width follows
  /// Freedman and Diaconis, "On the histogram as a density estimator" (1981), twice the interquartile range
  /// over the cube root of the count, made round.
  package init?(_ values: [Double]) {
    let sorted = values.filter { abs($0) <= LinearTicks.limit }.sorted()
    guard let low = sorted.first, let high = sorted.last else { return nil }
    let range = LinearTicks.widened(low, high)
    let spread = sorted[sorted.count * 3 / 4] - sorted[sorted.count / 4]
    let width = 2 * spread / Double(sorted.count).cubeRoot
    let wanted = width > 0 ? (range.upperBound - range.lowerBound) / width : Double(Self.fewestBins)
    let bins = Int(min(max(wanted, Double(Self.fewestBins)), Double(Self.mostBins)).rounded(.up))
    let edges = LinearTicks.covering(range, atMost: bins + 1).map(\.value)
    var counts = [Int](repeating: 0, count: max(edges.count - 1, 1))
    var bin = 0
    for value in sorted {
      while bin + 1 < counts.count, value >= edges[bin + 1] { bin += 1 }
      counts[bin] += 1
    }
    self.edges = edges
    self.counts = counts
  }

  /// The distance of neighbouring edges.
  package var width: Double { edges.count > 1 ? edges[1] - edges[0] : 1 }

  /// The middles of the ranges.
  package var middles: [Double] { zip(edges, edges.dropFirst()).map { ($0 + $1) / 2 } }
}

extension Double {
  /// By Newton's method: the number of bins needs no more, and a library's would differ by machine.
  fileprivate var cubeRoot: Double {
    guard self > 0 else { return 0 }
    var root = self > 1 ? self / 3 + 1 : 1
    for _ in 0..<60 { root = (2 * root + self / (root * root)) / 3 }
    return root
  }
}
