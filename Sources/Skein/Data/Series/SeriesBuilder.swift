/// A series while its rows arrive.
struct SeriesBuilder {
  let file: String
  let names: [String]
  private(set) var labels: RowLabels?
  private let storage = SeriesStorage()
  private var missing: (first: DataPlace, count: Int)?

  /// - Parameter labels: of the rows; empty ones if they are to be appended.
  init(file: String, names: [String], labels: RowLabels?) {
    self.file = file
    self.names = names
    self.labels = labels
  }

  /// Makes room for rows that are to come.
  ///
  /// - Parameter returned: bytes that are given back to the system meanwhile.
  /// - Throws: `DataError.notEnoughMemory` where the memory is not there.
  mutating func reserve(rows: Int, returned: Int) throws(DataError) {
    // The file bounds the rows and the columns, so the product is no overflow.
    let needed = rows * (4 * names.count + (labels == nil ? 0 : RowLabels.bytesPerRow))
    try ReadingMemory.check(needed, for: file, returned: returned)
    guard storage.reserve(rows * names.count), labels?.reserve(rows: rows) ?? true else {
      throw ReadingMemory.refused(needed, for: file)
    }
  }

  /// The values of a new row, zero; they may move when the next row is appended.
  @inline(__always)
  func appendRow() throws(DataError) -> UnsafeMutablePointer<Float> {
    if let row = storage.append(names.count) { return row }
    throw ReadingMemory.refused(8 * storage.count, for: file)
  }

  /// Appends the label of the newest row.
  mutating func appendLabel(_ label: UnsafeBufferPointer<UInt8>) throws(DataError) {
    if labels?.append(label) ?? true { return }
    throw ReadingMemory.refused(4 * storage.count + (labels?.byteCount ?? 0), for: file)
  }

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
