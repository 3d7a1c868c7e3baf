/// How much the values of a series say about those some rows later.
public enum Autocorrelation {
  /// The coefficients r₁ to r_lags: Σ (xₜ − m)(xₜ₊ₖ − m) over Σ (xₜ − m)², with the mean m of all values; nil
  /// where all are one.
  ///
  /// NaN is a missing value: pairs with one are left out. Without any correlation a coefficient of n values
  /// lies within ±1.96/√n in 95 of 100 cases.
  ///
  /// Source: Box and Jenkins, "Time Series Analysis" (1970), the estimate that divides by n at every lag, as
  /// statsmodels' `acf`.
  ///
  /// - Parameters:
  ///   - values: in their order.
  ///   - lags: at least 1; fewer coefficients are given where there are not enough values.
  public static func coefficients(of values: [Double], lags: Int) -> [Double]? {
    precondition(lags >= 1, "\(lags) lags")
    var (sum, count) = (0.0, 0)
    for value in values where !value.isNaN {
      sum += value
      count += 1
    }
    guard count > 1 else { return nil }
    let mean = sum / Double(count)
    // 0 is the mean: a missing value adds nothing to any sum.
    let centred = values.map { $0.isNaN ? 0 : $0 - mean }
    let whole = centred.reduce(0) { $0 + $1 * $1 }
    guard whole > 0, whole.isFinite else { return nil }
    return (1...min(lags, values.count - 1)).map { lag in
      var product = 0.0
      for index in lag..<centred.count { product += centred[index] * centred[index - lag] }
      return product / whole
    }
  }

  /// Half the width of the band within which 95 of 100 coefficients lie where nothing is correlated.
  public static func bound(count: Int) -> Double { 1.96 / Double(max(count, 1)).squareRoot() }
}
