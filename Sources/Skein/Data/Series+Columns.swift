extension Series {
  /// A series from numbers in memory.
  ///
  /// - Parameters:
  ///   - columns: each column's name and values, all equally many; NaN means missing.
  ///   - labels: the text that labels each row, such as its time; nil labels rows by number.
  ///   - options: which columns are targets and inputs, and what to do about missing values.
  ///
  /// Throws `DataError` as reading a file does; a place's line is the row, counted from 1.
  public init(
    name: String, columns: [(name: String, values: [Double])], labels: [String]? = nil,
    options: DataOptions = DataOptions()
  ) throws(DataError) {
    guard let first = columns.first, !first.values.isEmpty else { throw .emptyFile(file: name) }
    for column in columns where column.values.count != first.values.count {
      throw .unequalColumns(
        name: column.name, rows: column.values.count, first: first.name,
        expected: first.values.count)
    }
    if let labels, labels.count != first.values.count {
      throw .unequalColumns(
        name: "labels", rows: labels.count, first: first.name, expected: first.values.count)
    }
    let names = columns.map(\.name)
    let selection = try ColumnSelection(
      file: name, names: names, hasHeader: true,
      kinds: columns.map { _ in .number }, options: options)

    var builder = SeriesBuilder(file: name, names: selection.columns.map { names[$0] })
    for row in first.values.indices {
      let values = builder.appendRow()
      for (slot, column) in selection.columns.enumerated() {
        let place = DataPlace(
          file: name, line: row + 1, column: column + 1, name: names[column])
        let value = columns[column].values[row]
        if value.isNaN {
          builder.noteMissing(place)
          values[slot] = .nan
        } else if value.isInfinite {
          throw .notFinite(place, value: String(value))
        } else {
          values[slot] = Float(value)
          if values[slot].isInfinite { throw .tooLarge(place, value: String(value)) }
        }
      }
    }
    builder.labels = labels.map { RowLabels($0) }
    self = try builder.finish(name: name, path: nil, selection, options.missingValues)
  }
}

/// A series while its rows arrive.
struct SeriesBuilder {
  let file: String
  let names: [String]
  var labels: RowLabels?
  private let storage = SeriesStorage(capacity: 1 << 10)
  private var missing: (first: DataPlace, count: Int)?

  init(file: String, names: [String]) {
    self.file = file
    self.names = names
  }

  /// The values of a new row, zero; they may move when the next row is appended.
  @inline(__always)
  func appendRow() -> UnsafeMutablePointer<Float> { storage.append(names.count) }

  mutating func noteMissing(_ place: @autoclosure () -> DataPlace) {
    if let (first, count) = missing {
      missing = (first, count + 1)
    } else {
      missing = (place(), 1)
    }
  }

  /// The finished series, once the gaps are dealt with.
  func finish(
    name: String, path: String?, _ selection: ColumnSelection, _ policy: MissingValues
  ) throws(DataError) -> Series {
    var labels = labels
    if let missing {
      let values = UnsafeMutableBufferPointer(start: storage.base, count: storage.count)
      let filler = GapFiller(file: file, columns: names)
      switch policy {
      case .refuse: throw .missingValue(missing.first, count: missing.count)
      case .interpolate: try filler.interpolate(values)
      case .drop: storage.truncate(to: try filler.drop(values, labels: &labels) * names.count)
      }
    }
    return Series(
      name: name, path: path, columns: names, inputCount: selection.inputCount,
      targetColumns: selection.targets, labels: labels, storage: storage)
  }
}
