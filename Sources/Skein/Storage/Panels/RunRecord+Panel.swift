extension RunRecord {
  /// Many series to be trained on: known ones in the scales that they had, new ones in those of their own
  /// training part.
  ///
  /// - Parameter isUpdate: whether only rows are predicted that were not there; nil cuts each series as the record
  ///   says.
  /// - Throws: `RunError.noNewRows`, what `Preparation.suited` throws, and `DataError` where nothing is left to
  ///   train on.
  package func dataset(
    _ series: Series, of known: RunPanel, _ preparation: Preparation, _ settings: RunSettings,
    isUpdate: Bool?
  ) throws -> Dataset {
    var series = try preparation.suited(series)
    let panel = series.asPanel(named: series.name)
    series.panel = panel
    let places = known.places
    let members = panel.names.map { places[$0].map { known.members[$0] } }
    if isUpdate == true, zip(panel.rows, members).allSatisfy({ $0.count <= $1?.all ?? 0 }) {
      throw RunError.noNewRows(source: series.name, rows: series.rows)
    }
    let (length, horizon) = (preparation.window, preparation.horizon)
    let splits: Splits
    if let isUpdate {
      splits = try Splits(
        panel, of: series, length: length, horizon: horizon, steps: preparation.steps,
        testSplit: settings.testSplit, validationSplit: settings.validationSplit,
        skipping: isUpdate ? { members[$0]?.all ?? 0 } : nil)
    } else {
      splits = try Splits(
        panel, of: series, length: length, horizon: horizon, steps: preparation.steps,
        pads: { members[$0].map { $0.cut.pads ?? false } }
      ) { number, _ in members[number]?.cut ?? PanelCut(trained: 0, fitted: 0) }
    }
    try series.checkMemoryForCopy()
    try series.checkMemoryForScaledCopy()
    let past = series.filledFromThePast(of: splits)
    return Dataset(
      series: past, windows: splits.windows, splits: splits, scaler: preparation.scaler,
      recipe: preparation.untrainedRecipe,
      scales: known.scales(of: panel, in: past, runs: splits.scaledRuns(panel, of: past)))
  }

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
    panelMetrics(of: told, for: material).map {
      record.panelTargets(
        $0, of: told, isTest: material.isOwn || material.hasUnseen,
        isMeasured: material.isMeasured)
    }
  }

  /// The same as they are measured.
  func panelMetrics(of told: ToldWindows, for material: Material) -> [PanelMetrics]? {
    guard let known = record.panel, let panel = material.dataset.series.panel else { return nil }
    let places = known.places
    return material.windowSet.metrics(
      of: told.points, panel,
      steps: { member, target in
        places[panel.names[member]].map { known.members[$0].steps[target] }
      }, isMeasured: material.isMeasured)
  }
}
