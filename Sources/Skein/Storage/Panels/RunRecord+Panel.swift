extension RunRecord {
  /// The errors of the test part of each target over many series; nil for a run of one.
  package func panelMetrics(of tested: ToldWindows) -> [PanelMetrics]? {
    let dataset = tested.dataset
    return dataset.series.panel.map { panel in
      WindowSet(dataset: dataset, windows: tested.windows)
        .metrics(of: tested.points, panel, isMeasured: dataset.isMeasured)
    }
  }

  /// What the record tells of them, with the coverage of the intervals.
  ///
  /// - Parameters:
  ///   - metrics: of `told`.
  ///   - isTest: whether any of the rows did not train the model.
  ///   - isMeasured: whether a window counts.
  package func panelTargets(
    _ metrics: [PanelMetrics], of told: ToldWindows, isTest: Bool = true,
    isMeasured: (Int) -> Bool
  ) -> [RunPanelTarget] {
    let scores = intervals?.scores(of: told, isMeasured: isMeasured)
    return metrics.map { metrics in
      let target = data.targets.firstIndex(of: metrics.column)
      return RunPanelTarget(
        metrics, intervals: target.flatMap { scores?[$0] }, isTest: isTest)
    }
  }
}

extension StoredRun {
  /// The errors of each target over the series of `material`; nil for a run of one series.
  ///
  /// Errors are scaled by the training data's own steps, where a series was in the training.
  ///
  /// - Parameter told: of the windows of `material`.
  package func panelTargets(
    of told: ToldWindows, for material: Material
  ) -> [RunPanelTarget]? {
    guard let known = record.panel, let panel = material.dataset.series.panel else { return nil }
    let places = known.places
    let metrics = material.windowSet.metrics(
      of: told.points, panel,
      steps: { member, target in
        places[panel.names[member]].map { known.members[$0].steps[target] }
      }, isMeasured: material.isMeasured)
    return record.panelTargets(
      metrics, of: told, isTest: material.isOwn || material.hasUnseen,
      isMeasured: material.isMeasured)
  }
}
