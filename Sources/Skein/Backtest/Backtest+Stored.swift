extension Backtest {
  /// Origins from which is forecast at most, and rows in all, so that nobody waits for long.
  static let mostOrigins = 200
  static let mostForecast = 20_000

  /// The forecasts of a stored run's model as it delivers them: beyond the rows that it says at once it goes on
  /// from its own predictions.
  ///
  /// Origins lie evenly over the rows that did not train the model, every one where there are few; the last
  /// forecast ends with the series.
  ///
  /// - Parameters:
  ///   - steps: rows of each forecast.
  ///   - material: the run's own data, or other data.
  /// - Throws: `SettingsError`, and `BacktestError.noOrigin` where too few rows are left.
  package init(of run: StoredRun, on material: StoredRun.Material, steps: Int) throws {
    var plan = BacktestPlan(folds: 1, horizon: steps, stride: 1, refit: nil)
    try plan.validate()
    let (series, settings) = (material.dataset.series, run.record.settings)
    let free = material.firstUnseenRow
    // Each of these is a place for a forecast: of the rows that a model looks at, and the rows to come.
    let places = try? Windows(
      of: series, length: settings.rowsSeen, horizon: steps, steps: steps)
    let count = places.map { $0.count - $0.first(at: free + steps - 1) } ?? 0
    guard count > 0 else {
      throw BacktestError.noOrigin(steps: steps, rows: series.rows - free)
    }
    let most = min(max(Self.mostForecast / steps, 20), Self.mostOrigins)
    plan.stride = (count + most - 1) / most
    plan.folds = (count - 1) / plan.stride + 1
    try self.init(series, settings: settings, plan: plan, given: FoldModel(run))
  }

  /// Makes all forecasts of a model that is there, one after the other.
  ///
  /// - Parameter steps: what the MASE of each target is scaled by; null where there is nothing.
  /// - Throws: what `Model.forecast` throws.
  package func measured(scaledBy steps: [Double?]) throws -> BacktestRecord {
    var record = record(run: nil)
    record.naiveStepErrors = steps
    guard let given else { return record }
    let folds = try origins.indices.map {
      try BacktestFold($0, series, known: origins[$0], horizon: plan.horizon, by: given)
    }
    record.add(folds, mayBeMixed: series.reading?.mayBeMixed ?? false)
    return record
  }
}
