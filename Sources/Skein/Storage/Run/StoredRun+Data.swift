import Foundation

extension StoredRun {
  /// What a stored run predicts: windows of a dataset that was prepared as for its training.
  package struct Material: Sendable {
    package let dataset: Dataset
    /// The test part of the run's own data, or all windows of other data.
    package let windows: Range<Int>
    /// Whether the data is the run's own.
    package let isOwn: Bool
    /// What is to be said about the data, one sentence each.
    package let notes: [String]

    package var windowSet: WindowSet { WindowSet(dataset: dataset, windows: windows) }

    /// Which part of the run's data a window belongs to, as tables name it.
    package func part(of window: Int) -> RunPart {
      isOwn ? RunPart(of: window, in: dataset.splits) : .new
    }
  }

  /// The model with what its data was prepared with.
  ///
  /// - Throws: `RunError` or `PreparationError` when the record's parts do not fit each other.
  package func forecaster() throws -> Forecaster {
    guard
      let preparation = Preparation(
        inputs: record.data.inputs, targets: record.data.targets, window: record.settings.window,
        horizon: record.settings.horizon, scaler: record.scaler)
    else {
      throw RunError.malformed(
        file: RunFolder.File.run.path(in: path), problem: "scaler.columns are not those of a model")
    }
    return try Forecaster(model, preparation: preparation)
  }

  /// The run's own data, or the series `other`, scaled as the training data was.
  ///
  /// Of the run's own data the test part is what was never trained on: if rows were added since,
  /// it reaches to the new end. Other data must have the same columns, by name.
  ///
  /// - Throws: `DataError` or `RunError`.
  package func material(other: String? = nil) throws -> Material {
    if let other { return try newMaterial(other) }
    let (name, series) = try record.ownSeries()
    try checkColumns(series, source: name)
    let windows = try makeWindows(series)
    let data = record.data
    let isChanged = RunData.digits(series.fingerprint) != data.fingerprint
    guard data.test.isEmpty || windows.count > data.test.lowerBound else {
      throw RunError.dataShrank(
        source: name, rows: series.rows,
        needed: data.test.lowerBound + windows.rows - windows.count + 1)
    }
    guard data.training.upperBound <= windows.count, data.validation.upperBound <= windows.count
    else {
      throw RunError.dataShrank(
        source: name, rows: series.rows,
        needed: max(data.training.upperBound, data.validation.upperBound)
          + windows.rows - windows.count)
    }
    let test = data.test.isEmpty ? data.test : data.test.lowerBound..<windows.count
    let splits = Splits(
      windows, training: data.training, validation: data.validation,
      test: test.clamped(to: 0..<windows.count))
    let change = series.rows == data.rows ? "" : " (\(data.rows) rows then, \(series.rows) now)"
    let note = "\(name) has changed since the run was trained\(change)"
    return Material(
      dataset: Dataset(series: series, windows: windows, splits: splits, scaler: record.scaler),
      windows: splits.test.windows, isOwn: true, notes: isChanged ? [note] : [])
  }

  private func newMaterial(_ name: String) throws -> Material {
    var options = record.settings.dataOptions
    options.targets = record.data.targets
    options.inputs = record.data.inputs
    let series = try DataSource.load(name, options: options)
    try checkColumns(series, source: name)
    let windows = try makeWindows(series)
    // The scale of the MASE is the run's, so no row here is a training row.
    let splits = Splits(
      windows, training: 0..<0, validation: 0..<0, test: 0..<windows.count)
    return Material(
      dataset: Dataset(series: series, windows: windows, splits: splits, scaler: record.scaler),
      windows: 0..<windows.count, isOwn: false, notes: [])
  }

  private func checkColumns(_ series: Series, source: String) throws(RunError) {
    let targets = series.targetColumns.map { series.columns[$0] }
    let data = record.data
    guard series.columns == data.columns, targets == data.targets,
      series.inputColumns.count == data.inputs.count
    else {
      throw .otherColumns(source: source, found: series.columns, needed: data.columns)
    }
  }

  private func makeWindows(_ series: Series) throws(DataError) -> Windows {
    try Windows(
      rows: series.rows, length: record.settings.window, horizon: record.settings.horizon)
  }

  /// The errors of predictions for `material`; the MASE is scaled by the training data's own steps,
  /// so that it compares with that of the training report.
  package func metrics(of predictions: [Float], for material: Material) -> [ForecastMetrics] {
    let metrics = material.windowSet.metrics(of: predictions)
    return zip(metrics, record.data.naiveStepErrors).map { metrics, step in
      ForecastMetrics(
        column: metrics.column, model: metrics.model, naive: metrics.naive,
        mase: step.map { metrics.model.mae / $0 })
    }
  }
}

extension RunRecord {
  /// The file where it was, or else where its name leads from the current folder.
  package func ownSeries() throws -> (name: String, series: Series) {
    let options = settings.dataOptions
    guard let path = data.path else {
      return (settings.data, try DataSource.load(settings.data, options: options))
    }
    // A built-in name cannot be meant: only files have a path.
    let candidates = [path, "./" + settings.data, "./" + FilePath.name(of: path)]
    let found = candidates.first { FileManager.default.fileExists(atPath: $0) }
    guard let found else { throw RunError.dataMoved(file: settings.data) }
    return (settings.data, try DataSource.load(found, options: options))
  }
}
