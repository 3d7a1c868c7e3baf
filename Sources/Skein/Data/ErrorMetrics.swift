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
    let targets = series.targetColumns
    precondition(
      predictions.count == evaluated.count * targets.count,
      "\(predictions.count) predictions for \(evaluated.count) windows of \(targets.count) targets")
    precondition(windows.rows == series.rows, "\(windows.rows) rows, series \(series.rows)")
    return targets.enumerated().map { output, column in
      func actual(_ row: Int) -> Double { Double(series.value(row: row, column: column)) }
      let model = ErrorMetrics(count: evaluated.count) { index in
        let row = windows.targetRow(evaluated.lowerBound + index)
        let scaled = predictions[index * targets.count + output]
        return (actual(row), scaler.restore(scaled, column: column))
      }
      let naive = ErrorMetrics(count: evaluated.count) { index in
        let row = windows.targetRow(evaluated.lowerBound + index)
        return (actual(row), actual(row - windows.horizon))
      }
      return ForecastMetrics(
        column: series.columns[column], model: model, naive: naive,
        mase: series.naiveStepError(column: column, rows: trainingRows).map { model.mae / $0 })
    }
  }
}

extension Series {
  /// The mean |yₜ − yₜ₋₁| of a column over `rows`; nil if there is no step or it is always zero.
  public func naiveStepError(column: Int, rows: Range<Int>) -> Double? {
    guard rows.count > 1 else { return nil }
    let steps = ErrorMetrics(count: rows.count - 1) { index in
      let row = rows.lowerBound + index
      return (
        Double(value(row: row + 1, column: column)), Double(value(row: row, column: column))
      )
    }
    return steps.mae > 0 ? steps.mae : nil
  }
}
