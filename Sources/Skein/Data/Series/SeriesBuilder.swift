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
