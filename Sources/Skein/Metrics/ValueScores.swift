/// Metrics of numbers that a model predicts, in addition to `ErrorMetrics`, which has the sMAPE; MASE,
/// which needs the training rows, is in `ForecastMetrics`.
///
/// `pair` gives the i-th actual value and what was predicted; sums are in order, in double precision.
public enum ValueScores {
  /// R²: one less the squared errors' sum over that of the mean's; nil where all actual values are one.
  ///
  /// 1 is perfect, 0 no better than the mean of what happened, and less is worse.
  public static func determination(
    count: Int, pair: (Int) -> (actual: Double, predicted: Double)
  ) -> Double? {
    var mean = 0.0
    for index in 0..<count { mean += pair(index).actual }
    mean /= Double(count)
    var (errors, spread) = (0.0, 0.0)
    for index in 0..<count {
      let (actual, predicted) = pair(index)
      errors += (actual - predicted) * (actual - predicted)
      spread += (actual - mean) * (actual - mean)
    }
    return spread == 0 ? nil : 1 - errors / spread
  }

  /// The mean pinball loss of a predicted quantile τ: τ · (y − q) above it, (1 − τ) · (q − y) below.
  public static func pinball(
    _ quantile: Double, count: Int, pair: (Int) -> (actual: Double, predicted: Double)
  ) -> Double {
    var sum = 0.0
    for index in 0..<count {
      let (actual, predicted) = pair(index)
      let above = actual - predicted
      sum += above >= 0 ? quantile * above : (quantile - 1) * above
    }
    return sum / Double(count)
  }

  /// The part of the actual values that lie within their intervals, ends included: for the interval from
  /// the quantile 0.1 to 0.9 it should be 0.8.
  public static func coverage(
    count: Int, sample: (Int) -> (actual: Double, interval: ClosedRange<Double>)
  ) -> Double {
    var inside = 0
    for index in 0..<count {
      let (actual, interval) = sample(index)
      if interval.contains(actual) { inside += 1 }
    }
    return Double(inside) / Double(count)
  }
}
