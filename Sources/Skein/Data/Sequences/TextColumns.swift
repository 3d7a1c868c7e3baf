/// Some columns of a table as texts, read whole.
///
/// A table of numbers shows its form by its numbers; one of texts by its names: the sign between columns is
/// the one that the line of names has most of.
struct TextColumns {
  /// How a column is looked for.
  struct Wanted {
    /// Its name, or its number from 1.
    var name: String
    /// Whether it may be absent, and is empty then.
    var mayLack = false
  }

  let file: String
  /// [rows][wanted]; nil in all rows for a column that is absent.
  private(set) var rows: [[String?]] = []
  /// The line at which each row begins.
  private(set) var lines: [Int] = []

  /// - Throws: `DataError` for what is no table and for a column that is not there, `SequenceError.notUTF8`.
  static func read(
    _ path: String, _ wanted: [Wanted], options: DataOptions
  ) throws -> TextColumns {
    let file = path == SourceBytes.standardInput ? "standard input" : path
    var source = try TextFile.bytes(path, file: file)
    var remark: [UInt8] = []
    var delimiter = options.delimiter
    var header: [String]?
    if JSONLines.isLikely(source.bytes, path: path) {
      header = try becomeTable(&source, file)
      remark = [JSONLines.remark]
      delimiter = UInt8(ascii: ",")
    } else {
      _ = try TextEncoding.decode(&source, wanted: options.form.encoding, file: file)
    }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    var scanner = CSVScanner(
      source.bytes, delimiter: delimiter ?? Self.delimiter(source.bytes),
      position: source.bytes.starts(with: mark) ? mark.count : 0)
    for _ in 0..<(options.form.skipLines ?? 0) where !scanner.isAtEnd { scanner.skipLine() }
    while scanner.skipBlankLine() || scanner.skipComment(remark) {}
    if scanner.isAtEnd { throw DataError.emptyFile(file: file) }
    if header == nil, options.form.headerRows != 0 {
      let line = scanner.line
      header = try texts(record(&scanner, file), scanner, file: file, line: line)
    }
    var columns = TextColumns(file: file)
    try columns.readRows(&scanner, wanted, header: header, remark: remark)
    return columns
  }

  private init(file: String) { self.file = file }

  private static func becomeTable(
    _ source: inout SourceBytes, _ file: String
  ) throws(DataError) -> [String] {
    var keys = JSONKeys()
    _ = try keys.add(source.bytes, file: file, line: 1)
    if keys.names.isEmpty { throw .emptyFile(file: file) }
    var blankLines = 0
    _ = try JSONLines.convert(&source, keys, file: file, line: 1, blankLines: &blankLines)
    return keys.names
  }

  private static func delimiter(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt8 {
    let line = bytes.prefix { $0 != 10 && $0 != 13 }
    let counts = LayoutSearch.delimiters.map { sign in line.count { $0 == sign } }
    let best = counts.indices.max { (counts[$0], $1) < (counts[$1], $0) } ?? 0
    return LayoutSearch.delimiters[best]
  }

  private mutating func readRows(
    _ scanner: inout CSVScanner, _ wanted: [Wanted], header: [String]?, remark: [UInt8]
  ) throws {
    var places: [Int?]?
    var width = header?.count ?? 0
    if let header { places = try wanted.map { try place(of: $0, in: header) } }
    while true {
      while scanner.skipBlankLine() || scanner.skipComment(remark) {}
      if scanner.isAtEnd { return }
      let line = scanner.line
      let fields = try Self.record(&scanner, file)
      if places == nil {
        width = fields.count
        let numbers = (0..<width).map { "\($0 + 1)" }
        places = try wanted.map { try place(of: $0, in: numbers) }
      }
      guard fields.count == width else {
        throw DataError.raggedRow(file: file, line: line, found: fields.count, expected: width)
      }
      let chosen = (places ?? []).map { $0.map { fields[$0] } }
      rows.append(
        try chosen.map { field in
          try field.map { try Self.texts([$0], scanner, file: file, line: line)[0] }
        })
      lines.append(line)
    }
  }

  private func place(of wanted: Wanted, in names: [String]) throws(DataError) -> Int? {
    let name = wanted.name
    let found = names.indices.filter { names[$0] == name }
    if found.count > 1 {
      throw .ambiguousColumn(file: file, name: name, numbers: found.map { $0 + 1 })
    }
    if let place = found.first { return place }
    if let number = Int(name), (1...names.count).contains(number) { return number - 1 }
    if wanted.mayLack { return nil }
    throw .missingColumn(
      file: file, wanted: name, available: names,
      suggestion: Suggestion.nearest(to: name, among: names))
  }

  private static func record(
    _ scanner: inout CSVScanner, _ file: String
  ) throws(DataError) -> [CSVScanner.Field] {
    do throws(CSVScanner.Failure) { return try scanner.record() } catch {
      throw DataError(error, file: file, column: 0)
    }
  }

  private static func texts(
    _ fields: [CSVScanner.Field], _ scanner: CSVScanner, file: String, line: Int
  ) throws(SequenceError) -> [String] {
    var texts: [String] = []
    for field in fields {
      guard let text = scanner.text(field) else { throw .notUTF8(file: file, line: line) }
      texts.append(text)
    }
    return texts
  }
}
