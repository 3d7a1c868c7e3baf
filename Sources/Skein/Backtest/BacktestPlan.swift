/// Where the forecasts of a backtest begin, and how often the model is trained anew.
///
/// Each fold knows the rows before its origin and forecasts those that follow, as if they were yet to
/// come; the origin of the next fold lies `stride` rows later, and the last fold ends with the series.
/// Source: Tashman, "Out-of-sample tests of forecasting accuracy", International Journal of Forecasting
/// 16 (2000), which calls it rolling-origin evaluation.
package struct BacktestPlan: Codable, Sendable, Equatable {
  package var folds: Int
  /// Rows that each fold forecasts.
  package var horizon: Int
  /// Rows from an origin to the next one; where there are gaps, places at which a fold fits.
  package var stride: Int
  /// After how many folds the model is trained anew; null for never.
  @NullIfMissing package var refit: Int?

  /// The most folds, and rows between two of them.
  package static let most = 100_000

  package init(folds: Int, horizon: Int, stride: Int, refit: Int?) {
    self.folds = folds
    self.horizon = horizon
    self.stride = stride
    _refit = NullIfMissing(wrappedValue: refit)
  }

  /// - Throws: `SettingsError` for the first number that makes no sense with any data.
  package func validate() throws(SettingsError) {
    let rows = "a number of rows from 1 to \(Self.most)"
    let folds = "a number from 1 to \(Self.most)"
    let numbers = [
      ("folds", self.folds, folds), ("horizon", horizon, rows), ("stride", stride, rows),
      ("refit", refit ?? 1, "a number of folds from 1 to \(Self.most), or never"),
    ]
    for (name, value, allowed) in numbers where !(1...Self.most).contains(value) {
      throw .outOfRange(name: name, value: "\(value)", allowed: allowed)
    }
  }

  /// The folds at which a model is trained, from 0.
  package var trainings: [Int] { Array(Swift.stride(from: 0, to: folds, by: refit ?? folds)) }

  /// The folds that are forecast with the model of a training.
  package func folds(of training: Int) -> Range<Int> {
    training..<min(training + (refit ?? folds), folds)
  }

  /// The number of rows that each fold knows.
  ///
  /// - Parameter seen: rows that a forecast looks at.
  /// - Throws: `ForecastError` for several series, `BacktestError.tooFewRows`.
  package func origins(in series: Series, seen: Int) throws -> [Int] {
    if let names = series.panel?.names ?? series.times?.names, names.count > 1 {
      throw ForecastError.severalSeries(names)
    }
    let windows = try Windows(of: series, length: seen, horizon: horizon, steps: horizon)
    let first = windows.count - 1 - (folds - 1) * stride
    guard first >= 0 else {
      throw BacktestError.tooFewRows(rows: series.rows, plan: self, most: windows.count)
    }
    return (0..<folds).map { windows.start(first + $0 * stride) + seen }
  }
}
