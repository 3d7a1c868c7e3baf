extension StoredRun {
  /// Quantiles around the model's forecasts, learnt from the validation part of the run's own data.
  ///
  /// Cost: predictions of the validation part.
  ///
  /// - Parameter quantiles: above 0 and below 1.
  /// - Throws: what reading that data throws, and `QuantileError` where the model tells nothing that has
  ///   quantiles or the part is too short.
  package func quantiles(
    _ quantiles: [Double], reading: RunSettings? = nil
  ) throws -> ForecastQuantiles {
    let dataset = try material(reading: reading).dataset
    return try ForecastQuantiles(quantiles, from: model.told(dataset.validation))
  }

  /// How well quantiles fit the windows of `material` that count, for each target; none where no window does.
  ///
  /// Of many series the part of the values is over all of them, and the pinball loss that of each series
  /// divided by the mean step of its training part, of which the mean is taken.
  ///
  /// - Parameter told: of the windows of `material`.
  package func quantileScores(
    _ quantiles: ForecastQuantiles, of told: ToldWindows, for material: Material
  ) -> [RunQuantileScores] {
    let series = material.dataset.series
    let windows = material.windows.filter(material.isMeasured)
    if windows.isEmpty { return [] }
    return series.targetColumns.enumerated().map { target, column in
      let name = series.columns[column]
      guard let known = record.panel, let panel = series.panel else {
        return RunQuantileScores(
          target: name, scores: quantiles.scores(of: told, windows, target: target))
      }
      let places = known.places
      let runs = material.dataset.splits.scaledRuns(panel, of: series)
      let all = Dictionary(grouping: windows) {
        panel.member(of: material.dataset.windows.targetRow($0))
      }
      let members = all.keys.sorted()
      let own = members.map { quantiles.scores(of: told, all[$0] ?? [], target: target) }
      let steps = members.map { member in
        places[panel.names[member]].map { known.members[$0].steps[target] }
          ?? NaiveSteps(series, column: column, runs: runs[member])
      }
      return RunQuantileScores(target: name, of: own, scaledBy: steps)
    }
  }
}
