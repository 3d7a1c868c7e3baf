/// A series while its rows arrive.
struct SeriesBuilder {
  let file: String
  let names: [String]
  private(set) var labels: RowLabels?
  let storage = SeriesStorage<Double>()
  private(set) var missing: (first: DataPlace, count: Int)?
  private(set) var lines = RowLines()
  private(set) var rows = 0
  /// Words that were met for a missing value.
  private(set) var markers: [String] = []
  /// For each row the number of its series, where a column tells it.
  private(set) var series: [Int32]?
  private(set) var seriesNames: [String] = []
  private var seriesNumbers: [String: Int32] = [:]
  /// Rows of series that are not wanted.
  private(set) var otherRows = 0
  private(set) var otherNames: [String] = []
  /// Where the newest row's label begins.
  private var missingBefore: (first: DataPlace, count: Int)?

  /// - Parameters:
  ///   - labels: of the rows; empty ones if they are to be appended.
  ///   - hasSeries: whether each row is told its series.
  init(file: String, names: [String], labels: RowLabels?, hasSeries: Bool = false) {
    self.file = file
    self.names = names
    self.labels = labels
    if hasSeries { series = [] }
  }

  /// Makes room for rows that are to come.
  ///
  /// - Parameter returned: bytes that are given back to the system meanwhile.
  /// - Throws: `DataError.notEnoughMemory` where the memory is not there.
  mutating func reserve(rows: Int, returned: Int) throws(DataError) {
    // The file bounds the rows and the columns, so the product is no overflow.
    let needed = rows * (8 * names.count + (labels == nil ? 0 : RowLabels.bytesPerRow))
    try ReadingMemory.check(needed, for: file, returned: returned)
    guard storage.reserve(rows * names.count), labels?.reserve(rows: rows) ?? true else {
      throw ReadingMemory.refused(needed, for: file)
    }
  }

  /// The values of a new row, zero; they may move when the next row is appended.
  @inline(__always)
  mutating func appendRow(line: Int) throws(DataError) -> UnsafeMutablePointer<Double> {
    if let row = storage.append(names.count) {
      lines.note(row: rows, line: line)
      rows += 1
      missingBefore = missing
      return row
    }
    throw ReadingMemory.refused(16 * storage.count, for: file)
  }

  /// Takes the newest row back, as far as it has come.
  mutating func removeLastRow() {
    guard rows * names.count == storage.count, rows > 0 else { return }
    rows -= 1
    storage.truncate(to: rows * names.count)
    lines.forget(from: rows)
    labels?.truncate(to: rows)
    if let count = series?.count, count > rows { series?.removeLast() }
    missing = missingBefore
  }

  /// Whether a row has no value at all.
  func lacksValues(row: Int) -> Bool {
    storage.values[row * names.count..<(row + 1) * names.count].allSatisfy(\.isNaN)
  }

  /// Takes the newest row back, which lacks every value.
  mutating func removeFooter() {
    let left = missing.map { ($0.first, $0.count - names.count) }
    missingBefore = left.flatMap { $0.1 > 0 ? (first: $0.0, count: $0.1) : nil }
    removeLastRow()
  }

  /// Puts rows that lack every value before the newest one.
  mutating func insertMissingRows(
    _ count: Int, line: Int, place: DataPlace
  ) throws(DataError) {
    let width = names.count
    let newest = Array(storage.values.suffix(width))
    let newestLine = lines.line(of: rows - 1)
    removeLastRow()
    for offset in 0..<count {
      let row = try appendRow(line: line + offset)
      row.update(repeating: .nan, count: width)
      for _ in 0..<width { noteMissing(place) }
    }
    let row = try appendRow(line: newestLine)
    for column in 0..<width {
      row[column] = newest[column]
      if newest[column].isNaN { noteMissing(place) }
    }
  }

  /// Appends a part of the newest row's label.
  mutating func appendLabel(
    _ label: UnsafeBufferPointer<UInt8>, after separator: UInt8?
  ) throws(DataError) {
    if labels?.append(label, after: separator) ?? true { return }
    throw ReadingMemory.refused(8 * storage.count + (labels?.byteCount ?? 0), for: file)
  }

  mutating func endLabel() { labels?.end() }

  mutating func appendSeries(_ name: String) {
    if let number = seriesNumbers[name] {
      series?.append(number)
    } else {
      let number = Int32(seriesNames.count)
      seriesNumbers[name] = number
      seriesNames.append(name)
      series?.append(number)
    }
  }

  /// Counts a row of a series that is not wanted.
  mutating func noteOther(series name: String) {
    otherRows += 1
    if otherNames.count < 20, !otherNames.contains(name) { otherNames.append(name) }
  }

  mutating func note(marker: String) {
    if markers.count < 20, !markers.contains(marker) { markers.append(marker) }
  }

  mutating func noteMissing(_ place: @autoclosure () -> DataPlace) {
    if let (first, count) = missing {
      missing = (first, count + 1)
    } else {
      missing = (place(), 1)
    }
  }
}
