extension WindowSet {
  /// The errors of predictions for these windows of many series, one for each target; none where the dataset
  /// is of one series, or no window counts.
  ///
  /// - Parameter predictions: [windows, steps, targets], as `Model.predict` gives them.
  public func panelMetrics(of predictions: [Float]) -> [PanelMetrics] {
    dataset.series.panel.map { metrics(of: predictions, $0, isMeasured: dataset.isMeasured) } ?? []
  }

  /// Series of which each has the methods that are fitted by search.
  package static let mostThorough = 100

  /// The errors of predictions for these windows of many series, one for each target; none where no
  /// window counts.
  ///
  /// - Parameters:
  ///   - predictions: [windows, steps, targets], as `Model.predict` gives them.
  ///   - panel: the series of the dataset.
  ///   - steps: what errors of a series are scaled by, where that is known: by its number and the target.
  ///   - isMeasured: whether a window counts.
  package func metrics(
    of predictions: [Float], _ panel: Panel,
    steps known: (_ member: Int, _ target: Int) -> NaiveSteps? = { _, _ in nil },
    isMeasured: (Int) -> Bool
  ) -> [PanelMetrics] {
    let (series, all) = (dataset.series, dataset.windows)
    let runs = dataset.splits.scaledRuns(panel, of: series)
    let outputs = dataset.outputs
    let isThorough = panel.count <= Self.mostThorough
    return series.targetColumns.indices.compactMap { target in
      let column = series.targetColumns[target]
      let season = dataset.seen.season(column: column, runs: dataset.splits.training.runs)
      var found: [(name: String, methods: [SimpleMethod], own: ForecastMetrics)] = []
      var steps: [NaiveSteps] = []
      for (member, own) in all.byMember(windows, panel) {
        let values = runs[member].map { series.values(of: column, rows: $0) }
        let methods = SimpleMethod.all(
          fittedTo: values, season: season, steps: all.ahead, isThorough: isThorough)
        var judgement = Judgement(dataset, target: target, methods)
        judgement.walk(own, isMeasured) { window, values in
          let first = (window - windows.lowerBound) * outputs
          dataset.restore(predictions[first..<first + outputs], window: window, into: &values)
        }
        guard let metrics = judgement.metrics(step: nil) else { continue }
        found.append((panel.names[member], methods, metrics))
        steps.append(
          known(member, target) ?? NaiveSteps(series, column: column, runs: runs[member]))
      }
      return found.isEmpty
        ? nil : PanelMetrics(column: series.columns[column], found, steps: steps)
    }
  }
}
