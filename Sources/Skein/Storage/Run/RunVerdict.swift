/// Whether a model is worth having, compared with the best of the simple methods on the same rows.
package enum RunVerdict: String, Codable, Sendable {
  /// Its squared errors are lower than the best simple method's by more than chance.
  case clearlyBetter = "clearly better"
  /// They are lower, which may be chance.
  case barelyBetter = "barely better"
  /// A simple method is as good or better, or nothing beats copying the last value.
  case noBetter = "no better"
  /// The rows may be of several series, or all of them trained the model.
  case unknown = "no verdict"

  /// What is left to chance.
  static let level = 0.05

  /// - Parameter isTest: whether any of the rows did not train the model.
  init(_ metrics: ForecastMetrics, isTest: Bool) {
    let best = metrics.rivals[0]
    if metrics.mayBeMixed || !isTest {
      self = .unknown
    } else if !(metrics.model.mse < best.errors.mse) || metrics.nothingBeatsLastValue {
      // NaN is no better.
      self = .noBetter
    } else {
      // Too few rows for a test, or errors that always differ by the same.
      let chance = best.againstModel ?? (metrics.model.rmse <= 0.95 * best.errors.rmse ? 0 : 1)
      self = chance <= Self.level ? .clearlyBetter : .barelyBetter
    }
  }
}

extension ForecastMetrics {
  /// Whether neither the model nor a simple method has errors that are lower than those of copying the
  /// last value by more than chance: of so many that are tried, one would be lower now and then.
  var nothingBeatsLastValue: Bool {
    let others = rivals.filter { $0.againstLastValue != nil }
    let level = RunVerdict.level / Double(others.count + 1)
    func beats(_ errors: ErrorMetrics, _ chance: Double?) -> Bool {
      guard errors.mse < naive.mse else { return false }
      return chance.map { $0 <= level } ?? (errors.rmse <= 0.95 * naive.rmse)
    }
    return !beats(model, againstLastValue)
      && !others.contains { beats($0.errors, $0.againstLastValue) }
  }
}
