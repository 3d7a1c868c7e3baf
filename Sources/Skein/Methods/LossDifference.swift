/// Whether one forecast's losses are lower than another's by more than chance: the test of Diebold and
/// Mariano, for one pair of losses after the other.
///
/// Forecasts some rows ahead overlap, so their losses hang together; the variance of the mean difference
/// counts that. Sources: Diebold and Mariano, "Comparing predictive accuracy", Journal of Business and
/// Economic Statistics 13 (1995); Harvey, Leybourne and Newbold, "Testing the equality of prediction
/// mean squared errors", International Journal of Forecasting 13 (1997), for few rows.
package struct LossDifference: Sendable {
  /// Rows that overlap and are looked at.
  private static let mostLags = 200

  private let horizon: Int
  package private(set) var count = 0
  /// The first difference, which is taken off all, so that the sums below do not lose digits.
  private var origin = 0.0
  private var sum = 0.0
  /// Of products with the difference so many pairs before, 0 being the squares.
  private var products: [Double]
  /// The first differences and the last ones, as many as there are lags; the last one is the newest.
  private var first: [Double] = []
  private var last: [Double] = []

  /// - Parameter horizon: how many rows ahead the forecasts were made.
  package init(horizon: Int) {
    precondition(horizon >= 1, "a forecast \(horizon) rows ahead")
    self.horizon = min(horizon, Self.mostLags)
    products = [Double](repeating: 0, count: self.horizon)
  }

  /// The losses of the two forecasts of one row.
  package mutating func add(_ one: Double, _ other: Double) {
    let lags = horizon - 1
    if count == 0 { origin = one - other }
    let difference = one - other - origin
    count += 1
    sum += difference
    products[0] += difference * difference
    if lags == 0 { return }
    for lag in 1...lags where lag <= last.count {
      products[lag] += difference * last[last.count - lag]
    }
    if first.count < lags { first.append(difference) }
    if last.count == lags { last.removeFirst() }
    last.append(difference)
  }

  /// The mean difference, below zero where the first forecast is better; 0 without pairs.
  package var mean: Double { count > 0 ? origin + sum / Double(count) : 0 }

  /// The probability that forecasts which are equally good differ so much, in either direction; nil where
  /// there are too few pairs, or all differences are the same.
  package var probability: Double? {
    statistic.map { StudentDistribution(freedom: Double(count) - 1).probability(beyond: $0) }
  }

  /// The mean difference in units of its own deviation; nil as above. +, −, ×, ÷ and √ alone.
  package var statistic: Double? {
    let n = Double(count)
    let lags = min(horizon - 1, count - 1)
    let h = Double(lags + 1)
    guard count >= 8 else { return nil }
    let shift = sum / n
    let covariances = (0...lags).map { lag -> Double in
      let ends = first.prefix(lag).reduce(0, +) + last.suffix(lag).reduce(0, +)
      // Σ (x_t − m)(x_{t−k} − m), over the pairs that there are.
      return (products[lag] - shift * (2 * sum - ends) + (n - Double(lag)) * shift * shift) / n
    }
    var variance = covariances[0] + 2 * covariances.dropFirst().reduce(0, +)
    if variance <= 0 {
      // Weights that keep the sum above zero.
      variance = covariances.enumerated().reduce(0.0) { sum, next in
        let weight = next.offset == 0 ? 1 : 2 * (1 - Double(next.offset) / h)
        return sum + weight * next.element
      }
    }
    let correction = (n + 1 - 2 * h + h * (h - 1) / n) / n
    guard variance > 0, correction > 0, mean.isFinite else { return nil }
    return mean / (variance / n).squareRoot() * correction.squareRoot()
  }
}
