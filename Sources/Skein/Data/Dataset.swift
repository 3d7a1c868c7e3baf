import Foundation

/// A series made ready for training: scaled, cut into windows, and split by time.
public struct Dataset: Sendable {
  /// In its own units.
  public let series: Series
  /// What the recipe and the model rest on: the series itself, or each of many in its own scale.
  package let seen: Series
  /// The scales of many series; nil for a single one.
  public let scales: PanelScales?
  /// What the model sees.
  package let scaledSeries: ScaledSeries
  public let scaler: Scaler
  public let windows: Windows
  public let splits: Splits
  /// What stands between the numbers and the network, fitted to the training part; nil where that is the
  /// scaler alone.
  public internal(set) var recipe: WindowRecipe?

  /// Of a table of several series each is scaled and cut in time by itself.
  ///
  /// - Parameters:
  ///   - series: in its own units.
  ///   - window: rows that the model sees.
  ///   - horizon: rows after the window that are predicted, all at once.
  ///   - step: predicts that one row after the window alone, instead.
  ///   - testSplit: the last part of all windows, kept for the end.
  ///   - validationSplit: the last part of the other windows, as in Keras.
  ///   - scaling: fitted on the training part alone.
  ///   - recipe: how the network sees the columns, and what stands beside it.
  /// - Throws: `DataError` when there are too few rows or a fraction makes no sense.
  public init(
    _ series: Series, window: Int = 50, horizon: Int = 1, step: Int? = nil,
    testSplit: Double = 0.2, validationSplit: Double = 0.2, scaling: Scaling = .none,
    recipe: Recipe = .plain
  ) throws {
    let (last, steps) = (step ?? horizon, step == nil ? horizon : 1)
    if let panel = series.panel {
      let splits = try Splits(
        panel, of: series, length: window, horizon: last, steps: steps, testSplit: testSplit,
        validationSplit: validationSplit)
      try self.init(panel, of: series, splits, scaling: scaling)
      if recipe != .plain { self.recipe = WindowRecipe(recipe, self) }
      return
    }
    let windows = try Windows(of: series, length: window, horizon: last, steps: steps)
    let splits = try Splits(windows, testSplit: testSplit, validationSplit: validationSplit)
    try series.checkMemoryForCopy()
    // What comes after a part of the rows must not be seen in it.
    let past = series.filledFromThePast(of: splits)
    self.init(
      series: past, windows: windows, splits: splits,
      scaler: Scaler(scaling, fittedTo: past, runs: splits.training.runs))
    if recipe != .plain { self.recipe = WindowRecipe(recipe, self) }
  }

  /// The same preparation for other rows, with a scaler that was fitted before.
  package init(
    series: Series, windows: Windows, splits: Splits, scaler: Scaler, recipe: WindowRecipe? = nil,
    scales: PanelScales? = nil
  ) {
    self.series = series
    self.scales = scales
    if let scales, let panel = series.panel {
      seen = scales.scaled(series, panel)
    } else {
      seen = series
    }
    self.recipe = recipe
    self.windows = windows
    self.splits = splits
    self.scaler = scaler
    scaledSeries = scaler.scaled(seen)
  }

  /// Whether a window says something about a model: its targets are there, and its last row was not
  /// made of what follows it.
  package func isMeasured(_ window: Int) -> Bool {
    let filled = series.filled
    if filled.isEmpty { return true }
    let width = series.columns.count
    let last = windows.lastRow(window)
    return !(0..<width).contains { filled.contains(last * width + $0) }
      && !windows.targetRows(window).contains { row in
        series.targetColumns.contains { filled.contains(row * width + $0) }
      }
  }

  public var training: WindowSet { WindowSet(dataset: self, windows: splits.training.windows) }
  public var validation: WindowSet { WindowSet(dataset: self, windows: splits.validation.windows) }
  public var test: WindowSet { WindowSet(dataset: self, windows: splits.test.windows) }
  public var all: WindowSet { WindowSet(dataset: self, windows: 0..<windows.count) }

  /// The numbers that a model gives for a window: one for each target and row that it predicts.
  package var outputs: Int { windows.steps * series.targetColumns.count }

  /// What a model says for a window in the series' own units.
  ///
  /// - Parameters:
  ///   - scaled: [steps, targets], as the model gives them.
  ///   - values: receives as many numbers.
  package func restore(_ scaled: ArraySlice<Float>, window: Int, into values: inout [Double]) {
    let targets = series.targetColumns
    if let recipe {
      recipe.restore(
        scaled, past(window, recipe), window: windows.length, ahead: windows.ahead, into: &values)
    } else {
      for (place, value) in scaled.enumerated() {
        values[place] = scaler.restore(value, column: targets[place % targets.count])
      }
    }
    if let scales, let panel = series.panel {
      scales.restore(
        &values, member: panel.member(of: windows.lastRow(window)), targets: targets,
        columns: series.columns.count)
    }
  }

  /// What is known at a window's end.
  func past(_ window: Int, _ recipe: WindowRecipe) -> Past {
    seen.past(windows.lastRow(window), reach: recipe.reach(window: windows.length))
  }

  /// The same dataset with as much of the network's part as makes the errors of the validation part
  /// small, and none of it where the network gains nothing there by more than chance.
  ///
  /// - Parameter predictions: of the validation part, [windows, steps, targets], as `Model.predict`
  ///   gives them.
  public func shrunk(by predictions: [Float]) -> Dataset {
    var copy = self
    copy.recipe = recipe?.shrunk(predictions, for: splits.validation.windows, of: self)
    return copy
  }

  /// What a network sees of a window.
  var sight: Sight {
    Sight(
      window: windows.length, horizon: windows.horizon, inputs: series.inputColumns.count,
      known: series.futureColumns)
  }

  /// What a model for this data takes: the rows of a window and, where columns are known ahead, those up to
  /// the last one that is predicted.
  public var inputShape: LayerShape { sight.shape }
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

  /// The errors of predictions for these windows in the company of simple methods, which are fitted to
  /// the training part: in the series' own units, one per target; windows that rest on filled values are
  /// left out, and there is none where all are.
  ///
  /// Of many series these would be means over units: ask `panelMetrics(of:)`.
  ///
  /// - Parameter predictions: [windows, steps, targets], as `Model.predict` gives them.
  public func metrics(of predictions: [Float]) -> [ForecastMetrics] {
    precondition(dataset.scales == nil, "metrics of many series in one unit")
    return metrics(of: predictions, company: Company(dataset))
  }

  /// The same in the company of methods that were fitted before.
  package func metrics(of predictions: [Float], company: Company) -> [ForecastMetrics] {
    ForecastMetrics.evaluate(
      predictions, windows: windows, of: dataset, trainingRuns: dataset.splits.training.runs,
      company: company, isMeasured: dataset.isMeasured)
  }
}
