/// How far predictions are from what happened, in the units of the target (MSE: their square).
public struct ErrorMetrics: Sendable, Codable, Equatable {
  /// The number of predictions.
  public let count: Int
  /// The mean of the squared errors.
  public let mse: Double
  /// The mean of the errors' magnitudes.
  public let mae: Double

  /// The root of the mean squared error.
  public var rmse: Double { mse.squareRoot() }

  /// The metrics of `count` predictions, summed in order in double precision.
  ///
  /// - Parameters:
  ///   - count: how many, at least 1.
  ///   - pair: the i-th actual value and what was predicted.
  public init(count: Int, pair: (Int) -> (actual: Double, predicted: Double)) {
    precondition(count > 0, "metrics of \(count) predictions")
    var squares = 0.0
    var magnitudes = 0.0
    for index in 0..<count {
      let (actual, predicted) = pair(index)
      let error = predicted - actual
      squares += error * error
      magnitudes += error.magnitude
    }
    self.count = count
    mse = squares / Double(count)
    mae = magnitudes / Double(count)
  }
}

/// How far a model's predictions of one target column are from what happened, beside the naive
/// forecast, in the column's own units.
public struct ForecastMetrics: Sendable, Codable, Equatable {
  /// The target column.
  public let column: String
  public let model: ErrorMetrics
  /// The forecast that copies the last value known: the target's value `horizon` rows before.
  public let naive: ErrorMetrics
  /// The mean absolute scaled error: the model's MAE divided by the MAE of the one-step naive
  /// forecast over the training rows, mean |yₜ − yₜ₋₁|; below 1 is better than that forecast.
  /// Nil if the training rows are constant or a single row.
  ///
  /// Source: Hyndman and Koehler, "Another look at measures of forecast accuracy", International
  /// Journal of Forecasting 22 (2006).
  public let mase: Double?
  /// The forecast that copies the value of a season before, where the training rows have a plain one.
  public let seasonal: SeasonalMetrics?
  /// Whether the predictions are nearly the last values themselves: they differ from those by less than
  /// a fifth of what the actual values do, in the root of the mean square.
  public let copiesLastValue: Bool
  /// Whether the rows may be of several series, so that the row before says nothing.
  public let mayBeMixed: Bool

  init(
    column: String, model: ErrorMetrics, naive: ErrorMetrics, mase: Double?,
    seasonal: SeasonalMetrics? = nil, copiesLastValue: Bool = false, mayBeMixed: Bool = false
  ) {
    self.column = column
    self.model = model
    self.naive = naive
    self.mase = mase
    self.seasonal = seasonal
    self.copiesLastValue = copiesLastValue
    self.mayBeMixed = mayBeMixed
  }

  /// The same with another scale of the MASE.
  package func scaled(by step: Double?) -> ForecastMetrics {
    ForecastMetrics(
      column: column, model: model, naive: naive, mase: step.map { model.mae / $0 },
      seasonal: seasonal, copiesLastValue: copiesLastValue, mayBeMixed: mayBeMixed)
  }

  /// Whether the model's squared error is less than that of copying the last value.
  public var beatsNaive: Bool { model.mse < naive.mse }
}

extension ForecastMetrics {
  /// The metrics of each target column over some windows.
  ///
  /// - Parameters:
  ///   - predictions: [windows, targets], row-major, scaled.
  ///   - evaluated: the windows that were predicted.
  ///   - windows: where windows and their targets lie.
  ///   - series: the series in its own units.
  ///   - scaler: what the model's series was scaled with.
  ///   - trainingRows: the rows that MASE is scaled by.
  public static func evaluate(
    _ predictions: [Float], windows evaluated: Range<Int>, of windows: Windows, series: Series,
    scaler: Scaler, trainingRows: Range<Int>
  ) -> [ForecastMetrics] {
    evaluate(
      predictions, windows: evaluated, of: windows, series: series, scaler: scaler,
      trainingRuns: [trainingRows], isMeasured: { _ in true })
  }

  /// The same for the windows that `isMeasured` is true for; empty where it is for none.
  ///
  /// - Parameter seasons: of each target, where they are known already; nil finds out those that are plain
  ///   in the training rows.
  static func evaluate(
    _ predictions: [Float], windows evaluated: Range<Int>, of windows: Windows, series: Series,
    scaler: Scaler, trainingRuns: [Range<Int>], seasons: [Int?]? = nil,
    isMeasured: (Int) -> Bool
  ) -> [ForecastMetrics] {
    let targets = series.targetColumns
    precondition(
      predictions.count == evaluated.count * targets.count,
      "\(predictions.count) predictions for \(evaluated.count) windows of \(targets.count) targets")
    precondition(windows.rows == series.rows, "\(windows.rows) rows, series \(series.rows)")
    let measured = MeasuredWindows(evaluated, where: isMeasured)
    if measured.isEmpty { return [] }
    return targets.enumerated().map { output, column in
      func actual(_ row: Int) -> Double { series.value(row: row, column: column) }
      func predicted(_ index: Int) -> Double {
        let place = (measured[index] - evaluated.lowerBound) * targets.count + output
        return scaler.restore(predictions[place], column: column)
      }
      let model = ErrorMetrics(count: measured.count) { index in
        (actual(windows.targetRow(measured[index])), predicted(index))
      }
      let naive = ErrorMetrics(count: measured.count) { index in
        let row = windows.targetRow(measured[index])
        return (actual(row), actual(row - windows.horizon))
      }
      let copied = ErrorMetrics(count: measured.count) { index in
        (actual(windows.targetRow(measured[index]) - windows.horizon), predicted(index))
      }
      return ForecastMetrics(
        column: series.columns[column], model: model, naive: naive,
        mase: series.naiveStepError(column: column, runs: trainingRuns).map { model.mae / $0 },
        seasonal: SeasonalMetrics(
          series, column: column,
          season: seasons.map { $0[output] } ?? series.season(column: column, runs: trainingRuns),
          horizon: windows.horizon, rows: measured.lazy.map(windows.targetRow),
          predicted: predicted),
        copiesLastValue: copied.rmse < 0.2 * naive.rmse,
        mayBeMixed: series.reading?.mayBeMixed ?? false)
    }
  }
}

/// Windows that count for errors: all of a range, or some of it.
private struct MeasuredWindows: RandomAccessCollection {
  private let range: Range<Int>
  /// Nil where all count.
  private var some: [Int]?

  init(_ range: Range<Int>, where isMeasured: (Int) -> Bool) {
    self.range = range
    // Mostly all do, and a list of them would be as large as the predictions.
    if !range.allSatisfy(isMeasured) { some = range.filter(isMeasured) }
  }

  var startIndex: Int { 0 }
  var endIndex: Int { some?.count ?? range.count }
  subscript(index: Int) -> Int { some?[index] ?? range.lowerBound + index }
}

extension Series {
  /// The mean |yₜ − yₜ₋₁| of a column over `rows`; nil if there is no step or it is always zero.
  public func naiveStepError(column: Int, rows: Range<Int>) -> Double? {
    naiveStepError(column: column, runs: [rows])
  }

  /// The same over several runs, without steps from one to the next and from or to filled values.
  package func naiveStepError(column: Int, runs: [Range<Int>]) -> Double? {
    var sum = 0.0
    var count = 0
    for rows in runs {
      for row in rows.dropLast()
      where !isFilled(row: row, column: column) && !isFilled(row: row + 1, column: column) {
        sum += (value(row: row + 1, column: column) - value(row: row, column: column)).magnitude
        count += 1
      }
    }
    let mean = sum / Double(max(count, 1))
    return mean > 0 ? mean : nil
  }
}
