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
  /// What stands beside the forecast of a series: of many, one as a table of its own.
  ///
  /// - Parameters:
  ///   - steps: rows that are forecast.
  ///   - rows: about how many known ones are shown.
  package func company(of series: Series, steps: Int, rows: Int) throws -> ForecastCompany {
    guard let known = record.panel else {
      return ForecastCompany(
        earlier: try earlier(series, rows: rows), simple: simpleForecast(series, steps: steps))
    }
    let alone = Panel(column: nil, names: [series.name], rows: [0..<series.rows])
    var own = series
    own.panel = alone
    return ForecastCompany(
      earlier: try earlier(
        own, rows: rows, scales: known.scales(of: alone, in: own, runs: [[0..<own.rows]])),
      simple: simpleForecastOfMember(own, steps: steps))
  }

  /// What the model says of the last rows that are known, each from what came before it; nil where there
  /// are too few for a window.
  ///
  /// - Parameters:
  ///   - rows: about how many of them.
  ///   - scales: those of one of many series; nil for a run of one.
  private func earlier(
    _ series: Series, rows: Int, scales: PanelScales? = nil
  ) throws -> RunPredictions? {
    let settings = record.settings
    guard
      let windows = try? Windows(
        of: series, length: settings.window, horizon: settings.farthest,
        steps: settings.predictedRows), windows.areInRowOrder
    else { return nil }
    let none = Splits(windows, training: 0..<0, validation: 0..<0, test: 0..<0)
    let dataset = Dataset(
      series: series, windows: windows, splits: none, scaler: record.scaler, recipe: record.recipe,
      scales: scales)
    let last = max(windows.count - rows, 0)..<windows.count
    let told = try model.told(WindowSet(dataset: dataset, windows: last))
    return RunPredictions(told, intervals: record.intervals, isNew: true)
  }

  /// What the simple method that was best on the test part says of the first target behind a series' last row;
  /// nil where the record tells of none.
  private func simpleForecast(_ series: Series, steps: Int) -> (
    name: String, values: [Double]
  )? {
    // Without a test part no method was tried.
    guard let best = record.results?.targets.first?.methods?.first,
      let method = record.company?.methods.first?.first(where: { $0.name == best.name })
    else { return nil }
    return Self.forecast(series, by: method, column: series.targetColumns[0], steps: steps)
  }

  /// The same of one of many series, by the kind of method that was best over all of them,
  /// fitted to its rows.
  private func simpleForecastOfMember(_ own: Series, steps: Int) -> (
    name: String, values: [Double]
  )? {
    let column = own.targetColumns[0]
    guard let best = record.results?.panel?.first?.methods.first,
      let method = SimpleMethod.all(
        fittedTo: own.runs.map { own.values(of: column, rows: $0) },
        season: own.season(column: column, runs: own.runs), steps: 1...steps, isThorough: true
      ).first(where: { $0.kind == best.name })
    else { return nil }
    return Self.forecast(own, by: method, column: column, steps: steps)
  }

  private static func forecast(
    _ series: Series, by method: SimpleMethod, column: Int, steps: Int
  ) -> (name: String, values: [Double])? {
    guard let run = series.runs.last, !run.isEmpty else { return nil }
    let known = series.values(of: column, rows: run.suffix(Judgement.leadIn))
    var walk = method.walk(along: known)
    var values = [Double](repeating: 0, count: steps)
    walk.advance(to: known.count - 1, of: known)
    walk.forecast(1...steps, of: known, into: &values)
    return (method.name, values)
  }
}
