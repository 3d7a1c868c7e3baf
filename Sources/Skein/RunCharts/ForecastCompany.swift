/// What stands beside a forecast in its picture.
package struct ForecastCompany: Sendable {
  /// What the model had said of rows that are known.
  package var earlier: RunPredictions?
  /// What a simple method says of the same rows.
  package var simple: (name: String, values: [Double])?

  package init(
    earlier: RunPredictions? = nil, simple: (name: String, values: [Double])? = nil
  ) {
    self.earlier = earlier
    self.simple = simple
  }
}

extension StoredRun {
  /// What the model says of the last rows that are known, each from what came before it; nil where there
  /// are too few for a window.
  ///
  /// - Parameter rows: about how many of them.
  package func earlier(_ series: Series, rows: Int) throws -> RunPredictions? {
    let settings = record.settings
    guard
      let windows = try? Windows(
        of: series, length: settings.window, horizon: settings.farthest,
        steps: settings.predictedRows), windows.areInRowOrder
    else { return nil }
    let none = Splits(windows, training: 0..<0, validation: 0..<0, test: 0..<0)
    let dataset = Dataset(
      series: series, windows: windows, splits: none, scaler: record.scaler, recipe: record.recipe)
    let last = max(windows.count - rows, 0)..<windows.count
    let told = try model.told(WindowSet(dataset: dataset, windows: last))
    return RunPredictions(told, intervals: record.intervals, isNew: true)
  }

  /// What the simple method that was best on the test part says will follow a series' last row, for one
  /// target; nil where the record tells of none.
  package func simpleForecast(_ series: Series, steps: Int, target: Int = 0) -> (
    name: String, values: [Double]
  )? {
    // Without a test part no method was tried.
    guard let targets = record.results?.targets, targets.indices.contains(target),
      let best = targets[target].methods?.first,
      let method = record.company?.methods[target].first(where: { $0.name == best.name }),
      let run = series.runs.last, !run.isEmpty
    else { return nil }
    let column = series.targetColumns[target]
    let known = series.values(of: column, rows: run.suffix(Judgement.leadIn))
    var walk = method.walk(along: known)
    var values = [Double](repeating: 0, count: steps)
    walk.advance(to: known.count - 1, of: known)
    walk.forecast(1...steps, of: known, into: &values)
    return (method.name, values)
  }
}
