/// How far a model's predictions of one target column are from what happened, in the company of simple
/// methods on the same rows, in the column's own units.
public struct ForecastMetrics: Sendable, Codable, Equatable {
  /// A simple method's errors, and whether they differ from others by more than chance.
  public struct Rival: Sendable, Codable, Equatable {
    /// As tables name it: `autoregression, 12 lags`.
    public let name: String
    /// As sentences do: `an autoregression on 12 lags`.
    public let phrase: String
    public let errors: ErrorMetrics
    /// The probability that the model and this method, were they equally good, differ so much; nil for
    /// few rows. By the test of Diebold and Mariano.
    public let againstModel: Double?
    /// The same of this method and copying the last value; nil for the latter.
    public let againstLastValue: Double?
  }

  /// The target column.
  public let column: String
  /// Over all rows that were predicted, however far ahead.
  public let model: ErrorMetrics
  /// The forecast that copies the last value known.
  public let naive: ErrorMetrics
  /// The mean absolute scaled error: the model's MAE divided by the MAE of the one-step naive
  /// forecast over the training rows, mean |yₜ − yₜ₋₁|; below 1 is better than that forecast.
  /// Nil if the training rows are constant or a single row.
  ///
  /// Source: Hyndman and Koehler, "Another look at measures of forecast accuracy", International
  /// Journal of Forecasting 22 (2006).
  public let mase: Double?
  /// Simple methods, the one with the least squared errors first; never empty.
  public let rivals: [Rival]
  /// The model's errors for each row ahead, the nearest first.
  public let steps: [ErrorMetrics]
  /// Those of the best simple method.
  public let rivalSteps: [ErrorMetrics]
  /// The probability that the model and copying the last value differ so much by chance.
  public let againstLastValue: Double?
  /// Whether the predictions are nearly the last values themselves: they differ from those by less than
  /// a fifth of what the actual values do, in the root of the mean square.
  public let copiesLastValue: Bool
  /// Whether the rows may be of several series, so that the row before says nothing.
  public let mayBeMixed: Bool

  /// The same with another scale of the MASE.
  package func scaled(by step: Double?) -> ForecastMetrics {
    ForecastMetrics(
      column: column, model: model, naive: naive, mase: step.map { model.mae / $0 },
      rivals: rivals, steps: steps, rivalSteps: rivalSteps, againstLastValue: againstLastValue,
      copiesLastValue: copiesLastValue, mayBeMixed: mayBeMixed)
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
  ///   - trainingRows: the rows that MASE is scaled by, and that the simple methods are fitted to.
  public static func evaluate(
    _ predictions: [Float], windows evaluated: Range<Int>, of windows: Windows, series: Series,
    scaler: Scaler, trainingRows: Range<Int>
  ) -> [ForecastMetrics] {
    let none = 0..<0
    let dataset = Dataset(
      series: series, windows: windows,
      splits: Splits(windows, training: none, validation: none, test: evaluated), scaler: scaler)
    return evaluate(
      predictions, windows: evaluated, of: dataset, trainingRuns: [trainingRows],
      company: Company(series, windows: windows, trainingRuns: [trainingRows]))
  }

  /// The same for the windows of a dataset that `isMeasured` is true for; empty where it is for none.
  ///
  /// - Parameter predictions: [windows, steps, targets], scaled.
  static func evaluate(
    _ predictions: [Float], windows evaluated: Range<Int>, of dataset: Dataset,
    trainingRuns: [Range<Int>], company: Company, isMeasured: (Int) -> Bool = { _ in true }
  ) -> [ForecastMetrics] {
    let series = dataset.series
    let outputs = dataset.outputs
    precondition(
      predictions.count == evaluated.count * outputs,
      "\(predictions.count) predictions for \(evaluated.count) windows of \(outputs) outputs")
    precondition(dataset.windows.rows == series.rows, "rows of \(series.name)")
    return series.targetColumns.indices.compactMap { target in
      var judgement = Judgement(dataset, target: target, company.methods[target])
      judgement.walk(evaluated, isMeasured) { window, values in
        let first = (window - evaluated.lowerBound) * outputs
        dataset.restore(predictions[first..<first + outputs], window: window, into: &values)
      }
      return judgement.metrics(
        step: series.naiveStepError(column: series.targetColumns[target], runs: trainingRuns))
    }
  }
}
