/// A series while its rows arrive.
struct SeriesBuilder {
  let file: String
  let names: [String]
  private(set) var labels: RowLabels?
  let storage: SeriesStorage<Double>
  private(set) var missing: (first: DataPlace, count: Int)?
  private(set) var lines = RowLines()
  private(set) var rows = 0
  /// Words that were met for a missing value.
  private(set) var markers: [String] = []
  /// For each row the number of its series, where a column tells it.
  private(set) var series: [Int32]?
  private var seriesCodes = TextCodes()
  /// Of each static column the texts that were met; nil for a column of numbers.
  private(set) var texts: [TextCodes?]
  /// Rows of series that are not wanted.
  private(set) var otherRows = 0
  private(set) var otherNames: [String] = []
  /// Where the newest row's label begins.
  private var missingBefore: (first: DataPlace, count: Int)?

  /// - Parameters:
  ///   - labels: of the rows; empty ones if they are to be appended.
  ///   - hasSeries: whether each row is told its series.
  ///   - staticTexts: of each static column, whether it holds texts.
  ///   - space: where the values go if they do not fit into memory; nil for nowhere.
  init(
    file: String, names: [String], labels: RowLabels?, hasSeries: Bool = false,
    staticTexts: [Bool] = [], space: ColumnSpace? = nil
  ) {
    self.file = file
    self.names = names
    self.labels = labels
    storage = SeriesStorage(in: space)
    texts = staticTexts.map { $0 ? TextCodes() : nil }
    if hasSeries { series = [] }
  }

  /// Why there is no room for more.
  private func refused(_ needed: Int) -> DataError {
    storage.space?.failure.map { .columnFile(file: file, $0) }
      ?? ReadingMemory.refused(needed, for: file)
  }

  /// Bytes of a label such as `2024-03-31 18:30:00`.
  private static let usualLabel = 19

  /// Says that the rows that follow are of another part of the table.
  mutating func begin(part: String) { lines.begin(part: part, row: rows) }

  /// Makes room for rows that are to come.
  ///
  /// - Throws: `DataError.notEnoughMemory` where the memory is not there.
  mutating func reserve(rows: Int) throws(DataError) {
    // The file bounds the rows and the columns, so the product is no overflow.
    let needed = rows * (8 * names.count + (labels == nil ? 0 : RowLabels.bytesPerRow))
    storage.space?.expect(needed + (labels == nil ? 0 : rows * Self.usualLabel))
    if !(storage.space?.usesFiles ?? false) {
      try ReadingMemory.check(needed, for: file)
    }
    guard storage.reserve(rows * names.count), labels?.reserve(rows: rows) ?? true else {
      throw refused(needed)
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
    throw refused(16 * storage.count)
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

  /// Takes a last row back after it was finished, with what it lacked.
  mutating func removeFooter() {
    let lacking = storage.values.suffix(names.count).count { $0.isNaN }
    let left = missing.map { ($0.first, $0.count - lacking) }
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
    throw refused(8 * storage.count + (labels?.byteCount ?? 0))
  }

  mutating func endLabel() throws(DataError) {
    if labels?.end() ?? true { return }
    throw refused(8 * storage.count + (labels?.byteCount ?? 0))
  }

  /// In the order in which they were met.
  var seriesNames: [String] { seriesCodes.texts }

  mutating func appendSeries(_ name: String) {
    series?.append(Int32(seriesCodes.code(of: name)))
  }

  /// What stands for a text of a static column in the rows.
  mutating func code(of text: String, inStatic column: Int) -> Double {
    Double(texts[column]?.code(of: text) ?? 0)
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
