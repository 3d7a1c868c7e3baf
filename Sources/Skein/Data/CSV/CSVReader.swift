/// Reads the chosen columns of a CSV file into a series.
///
/// One pass over the bytes after a look at the first hundred records; only the chosen columns are
/// parsed and nothing is made of a row but its floats and its label.
package struct CSVReader {
  private let file: String
  private let dialect: CSVDialect
  private let selection: ColumnSelection
  /// For each column of the file, where its value goes in a row of the series, or −1.
  private let slots: [Int]
  private var scanner: CSVScanner
  private var builder: SeriesBuilder

  /// The series in the file at `path`.
  static func read(path: String, options: DataOptions) throws(DataError) -> Series {
    let source = try SourceBytes.read(file: path)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return try read(source, file: path, name: name, path: path, options)
  }

  /// The series in `bytes`; `name` stands for the file in errors.
  package static func read(
    bytes: [UInt8], name: String, options: DataOptions
  ) throws(DataError) -> Series {
    let source = try SourceBytes.copy(bytes, file: name)
    return try read(source, file: name, name: name, path: nil, options)
  }

  private static func read(
    _ source: borrowing SourceBytes, file: String, name: String, path: String?,
    _ options: DataOptions
  ) throws(DataError) -> Series {
    // The reader's pointers are used within this call only, which borrows their owner.
    var reader = try CSVReader(source.bytes, file: file, options: options)
    try reader.readRows()
    return try reader.builder.finish(
      name: name, path: path, reader.selection, options.missingValues)
  }

  private init(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, options: DataOptions
  ) throws(DataError) {
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let start = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    let dialect = try CSVDialect(bytes, start: start, file: file, options: options)
    let names = dialect.kinds.indices.map(dialect.name)
    selection = try ColumnSelection(
      file: file, names: names, hasHeader: dialect.hasHeader, kinds: dialect.kinds,
      options: options)
    var slots = [Int](repeating: -1, count: dialect.kinds.count)
    for (slot, column) in selection.columns.enumerated() { slots[column] = slot }
    var builder = SeriesBuilder(
      file: file, names: selection.columns.map { names[$0] },
      labels: selection.timeColumn == nil ? nil : RowLabels())
    let rows = RowEstimate.rows(
      bytes, from: dialect.dataPosition, columns: dialect.kinds.count)
    if let rows { try builder.reserve(rows: rows, returned: bytes.count) }
    self.builder = builder
    scanner = CSVScanner(
      bytes, delimiter: dialect.delimiter, position: dialect.dataPosition, line: dialect.dataLine)
    self.slots = slots
    self.file = file
    self.dialect = dialect
  }

  /// Bytes of rows that were read.
  private static let forgottenAtOnce = 4 << 20

  private mutating func readRows() throws(DataError) {
    // Up to here it is known that a row follows, so that no run of blank lines is crossed twice.
    var knownEnd = 0
    var forgotten = 0
    while !scanner.isAtEnd {
      let position = scanner.position
      if position - forgotten >= Self.forgottenAtOnce {
        SourceBytes.forget(scanner.bytes, forgotten..<position)
        forgotten = position
      }
      let line = scanner.line
      if position >= knownEnd, scanner.skipBlankLine() {
        while scanner.skipBlankLine() {}
        // Blank lines at the end of the file mean nothing; between rows they are rows.
        if scanner.isAtEnd { return }
        if slots.count > 1 {
          throw .raggedRow(file: file, line: line, found: 1, expected: slots.count)
        }
        knownEnd = scanner.position
        scanner.position = position
        scanner.line = line
      }
      try readRow()
    }
  }

  private mutating func readRow() throws(DataError) {
    let line = scanner.line
    let row = try builder.appendRow()
    let expected = slots.count
    var column = 0
    while true {
      let slot = column < expected ? slots[column] : -1
      let terminator: CSVScanner.Terminator
      if column == selection.timeColumn {
        terminator = try readLabel(slot: slot, row)
      } else if slot >= 0 {
        terminator = try readNumber(column, row + slot)
      } else {
        terminator = try nextField(column).terminator
      }
      column += 1
      if terminator != .delimiter { break }
    }
    if column != expected {
      throw .raggedRow(file: file, line: line, found: column, expected: expected)
    }
  }

  @inline(__always)
  private mutating func nextField(_ column: Int) throws(DataError) -> CSVScanner.Field {
    do {
      return try scanner.nextField()
    } catch {
      throw DataError(error, file: file, column: column, names: dialect.names)
    }
  }

  private mutating func readLabel(
    slot: Int, _ row: UnsafeMutablePointer<Float>
  ) throws(DataError) -> CSVScanner.Terminator {
    let line = scanner.line
    let column = selection.timeColumn ?? 0
    let field = try nextField(column)
    let content = scanner.content(field)
    if field.hasDoubledQuotes {
      let undoubled = CSVScanner.undoubled(content)
      try undoubled.withUnsafeBufferPointer { label throws(DataError) in
        try builder.appendLabel(label)
      }
    } else {
      try builder.appendLabel(content)
    }
    if slot >= 0 {
      let value = try number(field, line: line, column: column)
      store(value, row + slot, line: line, column: column)
    }
    return field.terminator
  }

  /// Reads a number straight from the file's bytes; whatever is not plainly one is read again as a
  /// field.
  @inline(__always)
  private mutating func readNumber(
    _ column: Int, _ target: UnsafeMutablePointer<Float>
  ) throws(DataError) -> CSVScanner.Terminator {
    let line = scanner.line
    if let base = scanner.bytes.baseAddress {
      var start = base + scanner.position
      while scanner.isSpace(start.pointee) { start += 1 }
      if let (value, next) = DecimalNumber.scan(start) {
        let end = next - base
        let isEnd = end == scanner.bytes.count
        if isEnd || next.pointee == scanner.delimiter || scanner.isLineEnd(next.pointee) {
          target.pointee = Float(value)
          if target.pointee.isFinite { return scanner.terminate(at: end) }
        }
      }
    }
    let field = try nextField(column)
    let value = try number(field, line: line, column: column)
    store(value, target, line: line, column: column)
    return field.terminator
  }

  /// The value that a field holds, NaN if it is missing.
  private func number(
    _ field: CSVScanner.Field, line: Int, column: Int
  ) throws(DataError) -> Float {
    let content = scanner.content(field)
    let kind = DecimalNumber.classify(content)
    if case .missing = kind { return .nan }
    if case .number(let number) = kind, Float(number).isFinite { return Float(number) }
    let place = dialect.place(file, line: line, column: column)
    let value = String(decoding: content.prefix(400), as: UTF8.self)
    switch kind {
    case .number: throw .tooLarge(place, value: value)
    case .infinite: throw .notFinite(place, value: value)
    default: throw .notANumber(place, value: value)
    }
  }

  /// Writes a value and notes it if it is missing.
  private mutating func store(
    _ value: Float, _ target: UnsafeMutablePointer<Float>, line: Int, column: Int
  ) {
    if value.isNaN { builder.noteMissing(dialect.place(file, line: line, column: column)) }
    target.pointee = value
  }
}
