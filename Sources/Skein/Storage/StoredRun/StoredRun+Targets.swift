extension RunRecord {
  /// The errors of the test part; none where it is empty.
  package func targets(of tested: ToldWindows) -> [RunTarget] {
    let windows = WindowSet(dataset: tested.dataset, windows: tested.windows)
    if windows.count == 0 { return [] }
    let metrics = windows.metrics(
      of: tested.points, company: company ?? Company(tested.dataset))
    let scores = intervals?.scores(of: tested, isMeasured: tested.dataset.isMeasured)
    return metrics.indices.map { RunTarget(metrics[$0], intervals: scores?[$0]) }
  }
}

extension StoredRun {
  /// The errors of each target's predictions for `material`, without windows that trained the model where
  /// others are there; the MASE is scaled by the training data's own steps, so that it compares with that
  /// of the training report, and the simple methods are those that were fitted there.
  ///
  /// - Parameter told: of the windows of `material`.
  package func targets(of told: ToldWindows, for material: Material) -> [RunTarget] {
    let dataset = material.dataset
    let company =
      record.company
      ?? (material.isOwn ? Company(dataset) : Company(targets: record.data.targets.count))
    let metrics = ForecastMetrics.evaluate(
      told.points, windows: material.windows, of: dataset,
      trainingRuns: dataset.splits.training.runs, company: company,
      isMeasured: material.isMeasured)
    let intervals = record.intervals?.scores(of: told, isMeasured: material.isMeasured)
    return metrics.indices.map { target in
      RunTarget(
        metrics[target].scaled(by: record.data.naiveStepErrors[target]),
        intervals: intervals?[target], isTest: material.isOwn || material.hasUnseen)
    }
  }
}
