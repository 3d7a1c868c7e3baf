extension RunRecord {
  /// The file where it was, or else where its name leads from the current folder.
  ///
  /// - Parameter reading: how to read it; nil reads it as the training did.
  package func ownSeries(reading: RunSettings? = nil) throws -> (name: String, series: Series) {
    try checkSeries()
    var options = options(reading ?? settings)
    options.known = data.dialect
    // What came by standard input is gone.
    if settings.data.isStandardInput, reading?.data.isStandardInput ?? true {
      throw RunError.dataMoved(file: "standard input")
    }
    let found = try ownNames()
    let name = settings.data.description
    if data.path == nil, data.files == nil {
      return (name, try DataSource.load(found, options: options))
    }
    return (name, try load(found, options))
  }

  /// How the run reads its data.
  package func options(_ settings: RunSettings) -> DataOptions {
    var options = settings.dataOptions
    if options.order.series != nil { options.order.isPanel = panel != nil }
    options.knownStatics = data.statics ?? []
    return options
  }

  /// The run's own series; or that of other settings, in the columns of the training.
  package func series(of other: RunSettings?) throws -> Series {
    try checkSeries()
    guard let other else { return try ownSeries().series }
    var options = options(other)
    options.known = data.dialect
    return try load(other.data.names, options)
  }

  /// The run's own data and a newer table as parts of one; the newer one alone where it has the rows that
  /// trained the model itself.
  ///
  /// - Throws: `RunError.dataMoved` for data that is not in files, and what reading throws.
  package func names(with newer: DataNames) throws -> DataNames {
    let series = try series(of: settings, newer)
    if let trained = data.trained, trained.overlap(in: series)?.count ?? 0 >= trained.fittedEnd {
      return newer
    }
    guard data.path != nil || data.files != nil, !settings.data.isStandardInput else {
      throw RunError.dataMoved(file: settings.data.description)
    }
    return DataNames(try ownNames() + newer.names)
  }

  private func series(of settings: RunSettings, _ names: DataNames) throws -> Series {
    var other = settings
    other.data = names
    return try series(of: other)
  }

  /// The first row of a series that was not there when the run was trained.
  ///
  /// - Throws: `RunError.noNewRows`, and `.rowsNotFound` where the rows that trained the model are not in it.
  package func firstNewRow(in series: Series) throws(RunError) -> Int {
    guard let offset = data.trained?.offset(in: series) else {
      throw .rowsNotFound(source: series.name)
    }
    let first = offset + data.rows
    if first >= series.rows { throw .noNewRows(source: series.name, rows: series.rows) }
    return first
  }

  /// - Throws: `RunError.learnedTexts` for a run on texts.
  private func checkSeries() throws(RunError) {
    if task != nil { throw .learnedTexts(source: settings.data.description) }
  }

  /// By what the data is called now.
  package func ownNames() throws(RunError) -> [String] {
    guard let path = data.path else {
      guard let files = data.files, settings.data.only == nil else { return settings.data.names }
      let candidates = [files.map(\.path), settings.data.names]
      guard let found = candidates.first(where: { $0.allSatisfy(TableNames.isThere) }) else {
        throw .dataMoved(file: settings.data.description)
      }
      return found
    }
    // A built-in name cannot be meant: only files have a path.
    let candidates = [path, "./\(settings.data)", "./" + FilePath.name(of: path)]
    guard let found = candidates.first(where: TableNames.isThere) else {
      throw .dataMoved(file: settings.data.description)
    }
    return [found]
  }

  /// The columns of the training by their names, wherever they stand now.
  private func load(_ names: [String], _ options: DataOptions) throws -> Series {
    let named = data.chosen(options)
    do throws(DataError) {
      return try DataSource.load(names, options: named)
    } catch {
      switch error {
      case .ambiguousColumn:
        // Two columns of one name were chosen by their places.
        return try DataSource.load(names, options: options)
      case .missingColumn(_, _, let available, _):
        throw data.difference(from: available, of: settings.data.description)
      default: throw error
      }
    }
  }
}

extension RunData {
  /// The columns of the training by their names; those of a wide table are called otherwise there.
  func chosen(_ options: DataOptions) -> DataOptions {
    if options.order.wide { return options }
    var chosen = options
    choose(in: &chosen)
    return chosen
  }

  /// The refusal of a file that lacks columns.
  func difference(from available: [String], of source: String) -> RunError {
    let times = dialect?.timeColumns ?? []
    let made = made
    return .otherColumns(
      source: source, found: available.filter { !times.contains($0) },
      needed: columns.filter { !made.contains($0) }
        + (statics ?? []).filter { !$0.isNumber }.map(\.name))
  }
}
