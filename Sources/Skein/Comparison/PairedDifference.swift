import Foundation

/// How many times as fast one candidate is as another, from rounds in which both were measured.
///
/// The Hodges–Lehmann estimate, which is the median of the means of all pairs of logarithms, with the
/// interval of Wilcoxon's signed-rank test. A round that something disturbed moves neither far, where a
/// mean and Student's t would give way; the bootstrap's intervals are too short for a few tens of rounds,
/// and need random numbers. Neighbouring rounds resemble each other on a busy machine, which leaves fewer
/// independent ones: the interval is widened by √((1 + ρ) / (1 − ρ)) for their rank correlation ρ,
/// taken a standard error too large.
/// Sources: Hodges and Lehmann, "Estimates of location based on rank tests", 1963; Hollander, Wolfe and
/// Chicken, "Nonparametric Statistical Methods", 2014, sections 3.1 to 3.3; Kendall, "Note on bias in the
/// estimation of autocorrelation", 1954.
package struct PairedDifference: Sendable, Equatable {
  /// Of the rounds that both have.
  package let rounds: Int
  package let ratio: Double
  /// How much wider than without the correlation of the rounds the intervals are.
  package let widening: Double
  /// The means of all pairs of logarithms, ascending.
  private let means: [Double]

  /// An interval needs so many rounds.
  package static let fewestRounds = 6

  /// - Parameter logarithms: of the ratios, round by round, finite.
  /// - Returns: nil for fewer than `fewestRounds`, or for more than 1,000.
  package init?(logarithms: [Double]) {
    guard (Self.fewestRounds...1000).contains(logarithms.count) else { return nil }
    rounds = logarithms.count
    var means: [Double] = []
    means.reserveCapacity(rounds * (rounds + 1) / 2)
    for i in logarithms.indices {
      for j in i..<logarithms.count { means.append((logarithms[i] + logarithms[j]) / 2) }
    }
    means.sort()
    self.means = means
    ratio = exp(Self.median(means))
    let correlation = Self.correlation(logarithms)
    widening = ((1 + correlation) / (1 - correlation)).squareRoot()
  }

  /// The interval that misses the true ratio with the probability `miss`; nil where so few rounds cannot
  /// give one.
  package func interval(miss: Double) -> ClosedRange<Double>? {
    guard let cut = Self.cut(rounds: rounds, tail: miss / 2) else { return nil }
    let middle = Self.median(means)
    let low = middle - widening * (middle - means[cut])
    let high = middle + widening * (means[means.count - 1 - cut] - middle)
    return exp(low)...exp(high)
  }

  private static func median(_ sorted: [Double]) -> Double {
    (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// The largest sum of ranks that has at most the probability `tail` to be reached from below; nil where
  /// even 0 is likelier. Exact: counts the subsets of ranks by their sum.
  package static func cut(rounds: Int, tail: Double) -> Int? {
    let sums = rounds * (rounds + 1) / 2
    // The chance of each sum when half of the ranks are taken at random.
    var chances = [Double](repeating: 0, count: sums + 1)
    chances[0] = 1
    for rank in 1...rounds {
      for sum in stride(from: sums, through: 0, by: -1) {
        let with = sum >= rank ? chances[sum - rank] : 0
        chances[sum] = (chances[sum] + with) / 2
      }
    }
    var below = 0.0
    for sum in 0...sums {
      below += chances[sum]
      if below > tail { return sum == 0 ? nil : sum - 1 }
    }
    return nil
  }

  /// The correlation of the ranks of neighbouring rounds, from 0 to 0.95; what a short series makes too
  /// small is added.
  package static func correlation(_ values: [Double]) -> Double {
    let count = Double(values.count)
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    var ranks = [Double](repeating: 0, count: values.count)
    for (rank, index) in order.enumerated() { ranks[index] = Double(rank) - (count - 1) / 2 }
    let squares = ranks.reduce(0) { $0 + $1 * $1 }
    let products = zip(ranks, ranks.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    let measured = products / squares
    let corrected = measured + (1 + 4 * measured) / count + 1 / count.squareRoot()
    return min(max(corrected, 0), 0.95)
  }
}
