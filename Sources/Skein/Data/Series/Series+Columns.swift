/// A named column of numbers in memory.
public struct SeriesColumn: Sendable {
  /// The numbers as they were given, so that 32-bit ones take no second copy.
  private enum Values {
    case floats([Float])
    case doubles([Double])
  }

  public let name: String
  private let values: Values

  /// - Parameters:
  ///   - name: what messages and choices of columns call it.
  ///   - values: one for each row; NaN means missing.
  public init(_ name: String, _ values: [Double]) {
    self.name = name
    self.values = .doubles(values)
  }

  /// - Parameters:
  ///   - name: what messages and choices of columns call it.
  ///   - values: one for each row; NaN means missing.
  public init(_ name: String, _ values: [Float]) {
    self.name = name
    self.values = .floats(values)
  }

  /// The number of rows.
  public var count: Int {
    switch values {
    case .floats(let values): values.count
    case .doubles(let values): values.count
    }
  }

  subscript(row: Int) -> Double {
    switch values {
    case .floats(let values): Double(values[row])
    case .doubles(let values): values[row]
    }
  }
}

extension Series {
  /// A series from arrays in memory.
  ///
  /// ```swift
  /// let series = try Series(
  ///   columns: [SeriesColumn("load", load), SeriesColumn("temperature", temperature)],
  ///   targets: ["load"], inputs: ["load", "temperature"], labels: RowLabels(dates))
  /// ```
  ///
  /// - Parameters:
  ///   - name: what errors and charts call it.
  ///   - columns: all equally long, each with a name of its own.
  ///   - targets: the columns to predict, by name; empty means the last one.
  ///   - inputs: the columns that the model sees; empty means the targets.
  ///   - future: inputs whose values are known before they come; rows behind the last target may hold
  ///     them alone.
  ///   - labels: what each row is called, such as its time; nil labels rows by number from 1.
  ///   - missingValues: what to do where a value is NaN.
  /// - Throws: `DataError` if there is no row, lengths differ, two columns have one name, a chosen
  ///   column does not exist, or a chosen value is missing, infinite or too large for a 32-bit
  ///   float; a place's line is the row, counted from 1.
  ///
  /// Cost: one pass over the chosen columns and eight bytes for each of their values.
  public init(
    name: String = "series", columns: [SeriesColumn], targets: [String], inputs: [String] = [],
    future: [String] = [], labels: RowLabels? = nil, missingValues: MissingValues = .refuse
  ) throws(DataError) {
    var names: Set<String> = []
    for column in columns where !names.insert(column.name).inserted {
      throw .repeatedName(column.name)
    }
    var options = DataOptions(targets: targets, inputs: inputs, missingValues: missingValues)
    options.future = future
    try self.init(name: name, columns, labels: labels, options: options)
  }

  /// A series from numbers in memory, with columns chosen as those of a file are.
  package init(
    name: String, columns: [(name: String, values: [Double])], labels: [String]? = nil,
    options: DataOptions = DataOptions()
  ) throws(DataError) {
    try self.init(
      name: name, columns.map { SeriesColumn($0.name, $0.values) },
      labels: labels.map { RowLabels($0) }, options: options)
  }

  private init(
    name: String, _ columns: [SeriesColumn], labels: RowLabels?, options: DataOptions
  ) throws(DataError) {
    guard let first = columns.first, first.count > 0 else { throw .emptyFile(file: name) }
    let lengths =
      columns.map { ($0.name, $0.count) } + (labels.map { [("labels", $0.count)] } ?? [])
    for (column, count) in lengths where count != first.count {
      throw .unequalColumns(name: column, rows: count, first: first.name, expected: first.count)
    }
    let names = columns.map(\.name)
    let selection = try ColumnSelection(
      file: name, names: names, kinds: columns.map { _ in .number }, timeColumns: [],
      options: options)
    if !selection.statics.isEmpty {
      throw .staticOfOneSeries(columns: selection.statics.map { names[selection.columns[$0]] })
    }
    if let wanted = options.timeColumn {
      // Labels are given as such; a column that is no label is a mistake to point out.
      _ = try ColumnFinder(file: name, names: names).findList(wanted)
    }

    var builder = SeriesBuilder(
      file: name, names: selection.columns.map { names[$0] }, labels: nil)
    try builder.reserve(rows: first.count)
    for row in 0..<first.count {
      let values = try builder.appendRow(line: row + 1)
      for (slot, column) in selection.columns.enumerated() {
        func place() -> DataPlace {
          DataPlace(file: name, line: row + 1, column: column + 1, name: names[column])
        }
        let value = columns[column][row]
        values[slot] = value
        if value.isNaN {
          builder.noteMissing(place())
        } else if value.isInfinite {
          throw .notFinite(place(), value: String(value))
        } else if value.magnitude > Double(Float.greatestFiniteMagnitude) {
          throw .tooLarge(place(), value: String(value))
        }
      }
    }
    var rows = RowTable(
      storage: builder.storage, labels: labels, groups: [0..<first.count],
      width: builder.names.count)
    let (coming, _) = try ComingRows.take(
      from: &rows, names: builder.names, selection, file: name)
    var filled = FilledCells()
    if let (place, count) = builder.missing, rows.missingCount > 0 {
      let filler = GapFiller(file: name, columns: builder.names)
      switch options.missingValues {
      case .refuse: throw .missingValue(place, count: count)
      case .interpolate: filled = try filler.interpolate(rows.storage, runs: rows.groups)
      case .drop: _ = rows.keep(try filler.drop(rows.storage), runs: rows.groups)
      }
    }
    self.init(
      name: name, path: nil, columns: builder.names, inputCount: selection.inputCount,
      targetColumns: selection.targets, labels: rows.labels, storage: rows.storage, filled: filled)
    futureColumns = selection.future
    self.coming = coming.first
  }
}
