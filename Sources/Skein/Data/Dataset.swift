import Foundation

/// A series made ready for training: scaled, cut into windows, and split by time.
public struct Dataset: Sendable {
  /// In its own units.
  public let series: Series
  /// What the model sees.
  package let scaledSeries: ScaledSeries
  public let scaler: Scaler
  public let windows: Windows
  public let splits: Splits

  /// - Parameters:
  ///   - series: in its own units.
  ///   - window: rows that the model sees.
  ///   - horizon: rows from the last one seen to the one that is predicted.
  ///   - testSplit: the last part of all windows, kept for the end.
  ///   - validationSplit: the last part of the other windows, as in Keras.
  ///   - scaling: fitted on the training part alone.
  /// - Throws: `DataError` when there are too few rows or a fraction makes no sense.
  public init(
    _ series: Series, window: Int = 50, horizon: Int = 1, testSplit: Double = 0.2,
    validationSplit: Double = 0.2, scaling: Scaling = .none
  ) throws {
    let windows = try Windows(of: series, length: window, horizon: horizon)
    let splits = try Splits(windows, testSplit: testSplit, validationSplit: validationSplit)
    try series.checkMemoryForCopy()
    // What comes after a part of the rows must not be seen in it.
    let past = series.filledFromThePast(
      before: (splits.training.runs + splits.validation.runs).map(\.upperBound))
    self.init(
      series: past, windows: windows, splits: splits,
      scaler: Scaler(scaling, fittedTo: past, runs: splits.training.runs))
  }

  /// The same preparation for other rows, with a scaler that was fitted before.
  package init(series: Series, windows: Windows, splits: Splits, scaler: Scaler) {
    self.series = series
    self.windows = windows
    self.splits = splits
    self.scaler = scaler
    scaledSeries = scaler.scaled(series)
  }

  /// Whether a window says something about a model: its targets are there, and its last row was not
  /// made of what follows it.
  package func isMeasured(_ window: Int) -> Bool {
    let filled = series.filled
    if filled.isEmpty { return true }
    let width = series.columns.count
    let target = windows.targetRow(window)
    let last = windows.start(window) + windows.length - 1
    return !series.targetColumns.contains { filled.contains(target * width + $0) }
      && !(0..<width).contains { filled.contains(last * width + $0) }
  }

  public var training: WindowSet { WindowSet(dataset: self, windows: splits.training.windows) }
  public var validation: WindowSet { WindowSet(dataset: self, windows: splits.validation.windows) }
  public var test: WindowSet { WindowSet(dataset: self, windows: splits.test.windows) }
  public var all: WindowSet { WindowSet(dataset: self, windows: 0..<windows.count) }

  /// What a model for this data takes.
  public var inputShape: LayerShape {
    LayerShape(steps: windows.length, features: series.inputColumns.count)
  }
}

/// Some windows of a dataset, in order of time.
public struct WindowSet: Sendable {
  public let dataset: Dataset
  public let windows: Range<Int>

  package init(dataset: Dataset, windows: Range<Int>) {
    precondition(
      windows.lowerBound >= 0 && windows.upperBound <= dataset.windows.count,
      "windows \(windows) of \(dataset.windows.count)")
    self.dataset = dataset
    self.windows = windows
  }

  public var count: Int { windows.count }

  /// MSE, MAE and MASE of predictions for these windows beside the naive forecast, in the series'
  /// own units, one per target; windows that rest on filled values are left out, and there is none
  /// where all are.
  ///
  /// - Parameter predictions: [windows, targets], as `Model.predict` gives them.
  public func metrics(of predictions: [Float]) -> [ForecastMetrics] {
    ForecastMetrics.evaluate(
      predictions, windows: windows, of: dataset.windows, series: dataset.series,
      scaler: dataset.scaler, trainingRuns: dataset.splits.training.runs,
      isMeasured: dataset.isMeasured)
  }
}
