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
  /// it reaches to the new end. Other data must have the same columns, by name; its targets may be
  /// missing.
  ///
  /// - Parameter reading: how to read the data; nil reads it as the training did.
  /// - Throws: `DataError` or `RunError`.
  package func material(
    other: String? = nil, reading: RunSettings? = nil
  ) throws -> Material {
    if let other { return try newMaterial(other, reading) }
    let (name, series) = try record.ownSeries(reading: reading)
    try checkColumns(series, source: name)
    let windows = try makeWindows(series)
    let data = record.data
    let isChanged = RunData.digits(series.fingerprint) != data.fingerprint
    let change = series.rows == data.rows ? "" : " (\(data.rows) rows then, \(series.rows) now)"
    let note = "\(name) has changed since the run was trained\(change)"
    if isChanged, let trained = data.trained,
      let moved = try movedParts(series, windows, trained, name)
    {
      return Material(
        dataset: prepared(series, windows, moved), windows: moved.test.windows, isOwn: true,
        notes: [note + "; the rows that trained the model were found again at another place"])
    }
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
    return Material(
      dataset: prepared(series, windows, splits),
      windows: splits.test.windows, isOwn: true, notes: isChanged ? [note] : [])
  }

  private func prepared(_ series: Series, _ windows: Windows, _ splits: Splits) -> Dataset {
    Dataset(series: series, windows: windows, splits: splits, scaler: record.scaler)
  }

  /// The parts where the fitted rows stand at another place than they did; nil where they do not.
  private func movedParts(
    _ series: Series, _ windows: Windows, _ trained: TrainedRows, _ name: String
  ) throws(RunError) -> Splits? {
    guard let offset = trained.offset(in: series) else {
      if series.rows < trained.fittedEnd { return nil }
      throw .rowsNotFound(source: name)
    }
    if offset == 0 { return nil }
    func first(at row: Int) -> Int {
      // Windows are in order of their targets.
      var (low, high) = (0, windows.count)
      while low < high {
        let middle = (low + high) / 2
        if windows.targetRow(middle) < row { low = middle + 1 } else { high = middle }
      }
      return low
    }
    let training = first(at: trained.trainingEnd + offset)
    let fitted = first(at: trained.fittedEnd + offset)
    return Splits(
      windows, training: 0..<training, validation: training..<fitted, test: fitted..<windows.count)
  }

  /// The rows after which a forecast begins, with what is to be said about them.
  package func series(
    other: String? = nil, reading: RunSettings? = nil
  ) throws -> (series: Series, notes: [String]) {
    guard let other else {
      let (name, series) = try record.ownSeries(reading: reading)
      try checkColumns(series, source: name)
      let isChanged = RunData.digits(series.fingerprint) != record.data.fingerprint
      let change =
        series.rows == record.data.rows
        ? "" : " (\(record.data.rows) rows then, \(series.rows) now)"
      return (series, isChanged ? ["\(name) has changed since the run was trained\(change)"] : [])
    }
    let series = try DataSource.load(other, options: newOptions(reading))
    try checkColumns(series, source: other)
    return (series, told(series))
  }

  /// What its reader says about other data; how it was read only where it is not how the run's own was.
  private func told(_ series: Series) -> [String] {
    guard let reading = series.reading else { return [] }
    let isSame = record.data.dialect.map { reading.dialect.hasForm(of: $0) } ?? false
    return (isSame ? [] : [reading.summary]) + reading.notes
  }

  private func newOptions(_ reading: RunSettings?) -> DataOptions {
    var options = (reading ?? record.settings).dataOptions
    options.targets = record.data.targets
    options.inputs = record.data.inputs
    options.known = record.data.dialect
    return options
  }

  /// The series of a file, and the target that it lacks, which a model of other columns does not need.
  private func load(
    _ name: String, _ options: DataOptions
  ) throws(DataError) -> (series: Series, missing: String?) {
    do {
      let series = try DataSource.load(name, options: options)
      return (series, nil)
    } catch {
      guard case .missingColumn(_, let wanted, _, _) = error, options.targets.contains(wanted),
        !options.inputs.contains(wanted)
      else { throw error }
      // What comes next, from the columns that are there.
      var inputsAlone = options
      inputsAlone.targets = [options.inputs[0]]
      let series = try DataSource.load(name, options: inputsAlone)
      return (
        try series.withUnknown(targets: options.targets, rows: record.settings.horizon), wanted
      )
    }
  }

  private func newMaterial(_ name: String, _ reading: RunSettings?) throws -> Material {
    let options = newOptions(reading)
    var notes: [String] = []
    let (series, missing) = try load(name, options)
    if let missing {
      notes.append("\(name) has no column '\(missing)', so what happened is not known")
    }
    try checkColumns(series, source: name)
    notes = told(series) + notes
    if let rows = record.data.trained?.overlap(in: series) {
      let (first, last) = (series.rowLabel(rows.lowerBound), series.rowLabel(rows.upperBound - 1))
      notes.append(
        "\(NumberText.count(rows.count, "row")) of \(name), \(first) to \(last), trained or validated"
          + " the model, so errors on them are no test")
    }
    let windows = try makeWindows(series)
    // The scale of the MASE is the run's, so no row here is a training row.
    let splits = Splits(
      windows, training: 0..<0, validation: 0..<0, test: 0..<windows.count)
    return Material(
      dataset: prepared(series, windows, splits), windows: 0..<windows.count, isOwn: false,
      notes: notes)
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
      of: series, length: record.settings.window, horizon: record.settings.horizon)
  }

  /// The errors of predictions for `material`; the MASE is scaled by the training data's own steps,
  /// so that it compares with that of the training report.
  package func metrics(of predictions: [Float], for material: Material) -> [ForecastMetrics] {
    let metrics = material.windowSet.metrics(of: predictions)
    return zip(metrics, record.data.naiveStepErrors).map { metrics, step in
      metrics.scaled(by: step)
    }
  }
}

extension RunRecord {
  /// The file where it was, or else where its name leads from the current folder.
  ///
  /// - Parameter reading: how to read it; nil reads it as the training did.
  package func ownSeries(reading: RunSettings? = nil) throws -> (name: String, series: Series) {
    var options = (reading ?? settings).dataOptions
    options.known = data.dialect
    // What came by standard input is gone.
    if settings.data == "-", reading == nil || reading?.data == "-" {
      throw RunError.dataMoved(file: "standard input")
    }
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
