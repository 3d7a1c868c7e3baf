import Foundation

extension StoredRun {
  /// What a stored run predicts: windows of a dataset that was prepared as for its training.
  package struct Material: Sendable {
    package let dataset: Dataset
    /// The test part of the run's own data, or all windows of other data.
    package let windows: Range<Int>
    /// Whether the data is the run's own.
    package let isOwn: Bool
    /// Windows of other data whose target row trained or validated the model.
    package var fitted = 0..<0
    /// What is to be said about the data, one sentence each.
    package let notes: [String]

    /// The first row that no window predicts which trained or validated the model.
    package var firstUnseenRow: Int {
      let first = windows.first { $0 >= fitted.upperBound }
      return first.map { dataset.windows.targetRows($0).lowerBound } ?? dataset.series.rows
    }

    package var windowSet: WindowSet { WindowSet(dataset: dataset, windows: windows) }

    /// Whether windows are left that did not train the model.
    package var hasUnseen: Bool { windows.count > windows.clamped(to: fitted).count }

    /// Whether a window counts for the errors: nothing of it was filled, and it did not train the model where
    /// others are there.
    package func isMeasured(_ window: Int) -> Bool {
      dataset.isMeasured(window) && !(fitted.contains(window) && hasUnseen)
    }

    /// Which part of the run's data a window belongs to, as tables name it.
    package func part(of window: Int) -> RunPart {
      isOwn
        ? RunPart(of: window, in: dataset.splits) : fitted.contains(window) ? .training : .new
    }
  }

  /// The model with what its data was prepared with.
  ///
  /// - Throws: `RunError` or `PreparationError` when the record's parts do not fit each other.
  package func forecaster() throws -> Forecaster {
    try Forecaster(
      model, preparation: try record.preparation(path), intervals: record.intervals)
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
    other: DataNames? = nil, reading: RunSettings? = nil
  ) throws -> Material {
    if let panel = record.panel { return try panelMaterial(panel, other, reading) }
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

  /// The windows that another run predicts, which has the preparation of this one, but for how much of the
  /// network's part counts.
  func material(like other: Material) throws(RunError) -> Material {
    let dataset = other.dataset
    try checkColumns(dataset.series, source: dataset.series.name)
    return Material(
      dataset: prepared(
        dataset.series, dataset.windows, dataset.splits, scales: dataset.scales),
      windows: other.windows, isOwn: other.isOwn, notes: [])
  }

  private func prepared(
    _ series: Series, _ windows: Windows, _ splits: Splits, scales: PanelScales? = nil
  ) -> Dataset {
    Dataset(
      series: series.filledFromThePast(of: splits), windows: windows, splits: splits,
      scaler: record.scaler, recipe: record.recipe, scales: scales)
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
    let training = windows.first(at: trained.trainingEnd + offset)
    let fitted = windows.first(at: trained.fittedEnd + offset)
    return Splits(
      windows, training: 0..<training, validation: training..<fitted, test: fitted..<windows.count)
  }

  /// The rows after which a forecast begins, with what is to be said about them.
  package func series(
    other: DataNames? = nil, reading: RunSettings? = nil
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
    let series: Series
    do throws(DataError) {
      series = try DataSource.load(other.names, options: newOptions(reading))
    } catch {
      guard case .missingColumn(_, _, let available, _) = error else { throw error }
      throw record.data.difference(from: available, of: other.description)
    }
    try checkColumns(series, source: other.description)
    return (series, told(series))
  }

  /// The columns of a table that the model has to know before they come.
  package var needsFuture: [String] { record.preparation?.asked ?? [] }

  /// The columns that are known ahead in a table of their own, and what is to be said about it.
  package func coming(
    _ data: DataNames, reading: RunSettings? = nil
  ) throws -> (rows: ComingRows, notes: [String]) {
    let series = try comingSeries(data, reading)
    return (ComingRows(series), series.reading?.notes ?? [])
  }

  /// A table of the columns that are known ahead; of a wide table's run it tells of all series alike.
  func comingSeries(_ data: DataNames, _ reading: RunSettings?) throws -> Series {
    var options = newOptions(reading)
    let columns = needsFuture
    (options.targets, options.inputs, options.future) = (Array(columns.prefix(1)), columns, [])
    options.calendar = .none
    options.statics = []
    options.numbersSeries = false
    options.known = nil
    options.order.wide = false
    return try DataSource.load(data.names, options: options)
  }

  /// What its reader says about other data; how it was read only where it is not how the run's own was.
  func told(_ series: Series) -> [String] {
    guard let reading = series.reading else { return [] }
    let isSame = record.data.dialect.map { reading.dialect.hasForm(of: $0) } ?? false
    return (isSame ? [] : [reading.summary]) + reading.notes
  }

  func newOptions(_ reading: RunSettings?) -> DataOptions {
    var options = record.options(reading ?? record.settings)
    options.known = record.data.dialect
    return record.data.chosen(options)
  }

  /// The series of a file, and the target that it lacks, which a model of other columns does not need.
  private func load(
    _ data: DataNames, _ options: DataOptions
  ) throws -> (series: Series, missing: String?) {
    do {
      let series = try DataSource.load(data.names, options: options)
      return (series, nil)
    } catch {
      guard case .missingColumn(_, let wanted, let available, _) = error else { throw error }
      guard options.targets.contains(wanted), !options.inputs.contains(wanted),
        options.inputs.allSatisfy(available.contains)
      else { throw record.data.difference(from: available, of: data.description) }
      // What comes next, from the columns that are there; as far as those known ahead are known.
      var inputsAlone = options
      inputsAlone.targets = [options.inputs[0]]
      inputsAlone.future = []
      let series = try DataSource.load(data.names, options: inputsAlone)
      var whole = try series.withUnknown(
        targets: options.targets, rows: record.data.future == nil ? record.settings.farthest : 0)
      whole.futureColumns = (record.data.future ?? []).compactMap {
        whole.columns.firstIndex(of: $0)
      }
      return (whole, wanted)
    }
  }

  private func newMaterial(_ data: DataNames, _ reading: RunSettings?) throws -> Material {
    let options = newOptions(reading)
    let name = data.description
    var notes: [String] = []
    let (series, missing) = try load(data, options)
    if let missing {
      notes.append("\(name) has no column '\(missing)', so what happened is not known")
    }
    try checkColumns(series, source: name)
    notes = told(series) + notes
    let windows = try makeWindows(series)
    var fitted = 0..<0
    if let rows = record.data.trained?.overlap(in: series) {
      let (first, last) = (series.rowLabel(rows.lowerBound), series.rowLabel(rows.upperBound - 1))
      fitted = windows.first(at: rows.lowerBound)..<windows.first(at: rows.upperBound)
      let isAll = fitted.count == windows.count
      notes.append(
        "\(NumberText.count(rows.count, "row")) of \(name), \(first) to \(last), trained or validated"
          + " the model, so \(isAll ? "errors on them are no test" : "they are left out of the errors")"
      )
    }
    // The scale of the MASE is the run's, so no row here is a training row.
    let splits = Splits(
      windows, training: 0..<0, validation: 0..<0, test: 0..<windows.count)
    return Material(
      dataset: prepared(series, windows, splits), windows: 0..<windows.count, isOwn: false,
      fitted: fitted, notes: notes)
  }

  func checkColumns(_ series: Series, source: String) throws(RunError) {
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
      of: series, length: record.settings.window, horizon: record.settings.farthest,
      steps: record.settings.predictedRows)
  }
}
