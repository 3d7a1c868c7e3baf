/// The form of one CSV file, found by looking at its first records.
struct CSVDialect {
  /// What a column holds, as far as its first values tell.
  enum Kind { case unknown, number, text }

  let delimiter: UInt8
  let hasHeader: Bool
  /// The columns' names, or nil without a header. A column without a name is called by its number.
  let names: [String]?
  let kinds: [Kind]
  /// Where the first row of data starts.
  let dataPosition: Int
  let dataLine: Int

  /// More columns than any table of time steps has; it bounds the memory that a damaged file takes.
  static let columnLimit = 65_536
  /// In bytes; more is no name, and would be copied to each place that tells of the column.
  static let longestName = 1 << 18
  private static let candidates = [",", ";", "\t", "|"].map { UInt8(ascii: $0) }
  private static let sampledRecords = 100

  func name(_ column: Int) -> String { names?[column] ?? "column \(column + 1)" }

  func place(_ file: String, line: Int, column: Int) -> DataPlace {
    let name = names.flatMap { column < $0.count ? $0[column] : nil }
    return DataPlace(file: file, line: line, column: column + 1, name: name)
  }
}

extension CSVDialect {
  /// Looks at the first hundred records of `bytes`, which start at `start` (after a byte order mark).
  ///
  /// A delimiter must give every one of the first records the same number of fields, more than one;
  /// of several such, the one with the most fields wins.
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, start: Int, file: String, options: DataOptions
  ) throws(DataError) {
    if let given = options.delimiter {
      guard Self.isUsable(given) else {
        throw .unusableDelimiter(String(decoding: [given], as: UTF8.self))
      }
      delimiter = given
    } else {
      delimiter = Self.detectDelimiter(bytes, start: start)
    }

    var scanner = CSVScanner(bytes, delimiter: delimiter, position: start)
    while scanner.skipBlankLine() {}
    guard !scanner.isAtEnd else { throw .emptyFile(file: file) }
    let firstPosition = scanner.position
    let firstLine = scanner.line
    let first = try Self.firstRecord(&scanner, file: file)
    let width = first.count

    var kinds = [Kind](repeating: .unknown, count: width)
    let afterFirst = scanner
    try Self.sample(&scanner, into: &kinds, file: file)
    let hasHeader =
      switch options.header {
      case .present: true
      case .absent: false
      case .detected: Self.isHeader(first.map { Self.kind($0, scanner) }, over: kinds)
      }
    self.hasHeader = hasHeader
    if hasHeader {
      var names: [String] = []
      for (column, field) in first.enumerated() {
        let name = try Self.columnName(
          scanner, field, file: file, line: firstLine, column: column + 1)
        names.append(name.isEmpty ? "column \(column + 1)" : name)
      }
      var rest = afterFirst
      while rest.skipBlankLine() {}
      // Blank lines are rows of a table of one column, but only when a value follows them.
      if rest.isAtEnd { throw .headerOnly(file: file, line: firstLine) }
      self.names = names
      dataPosition = afterFirst.position
      dataLine = afterFirst.line
    } else {
      names = nil
      dataPosition = firstPosition
      dataLine = firstLine
      for (column, field) in first.enumerated() {
        let kind = Self.kind(field, scanner)
        if kind != .unknown { kinds[column] = kind }
      }
    }
    self.kinds = kinds
  }

  private static func firstRecord(
    _ scanner: inout CSVScanner, file: String
  ) throws(DataError) -> [CSVScanner.Field] {
    let line = scanner.line
    var fields: [CSVScanner.Field] = []
    while true {
      guard fields.count < columnLimit else {
        throw .tooManyColumns(file: file, line: line, limit: columnLimit)
      }
      let field: CSVScanner.Field
      do {
        field = try scanner.nextField()
      } catch {
        throw DataError(error, file: file, column: fields.count)
      }
      fields.append(field)
      if field.terminator != .delimiter { return fields }
    }
  }

  private static func columnName(
    _ scanner: CSVScanner, _ field: CSVScanner.Field, file: String, line: Int, column: Int
  ) throws(DataError) -> String {
    func problem(_ problem: String) -> DataError {
      .unusableName(file: file, line: line, column: column, problem: problem)
    }
    guard field.range.count <= longestName else {
      throw problem("more than \(NumberText.grouped(longestName)) bytes")
    }
    guard let name = scanner.text(field) else {
      throw .invalidHeader(file: file, line: line, column: column)
    }
    guard StackedMarks.areFew(in: name) else {
      throw problem("a letter with more than \(StackedMarks.most) marks")
    }
    return name
  }

  /// Gives each column the kind of its first value that is not missing.
  private static func sample(
    _ scanner: inout CSVScanner, into kinds: inout [Kind], file: String
  ) throws(DataError) {
    for _ in 0..<sampledRecords where !scanner.isAtEnd {
      if scanner.skipBlankLine() { continue }
      var column = 0
      while true {
        let field: CSVScanner.Field
        do {
          field = try scanner.nextField()
        } catch {
          throw DataError(error, file: file, column: column)
        }
        if column < kinds.count, kinds[column] == .unknown { kinds[column] = kind(field, scanner) }
        column += 1
        if field.terminator != .delimiter { break }
      }
    }
  }

  private static func kind(_ field: CSVScanner.Field, _ scanner: CSVScanner) -> Kind {
    switch DecimalNumber.classify(scanner.content(field)) {
    case .missing: .unknown
    // Not usable, but meant as a number: it is refused with its place when the values are read.
    case .number, .infinite: .number
    case .text: .text
    }
  }

  private static func isHeader(_ first: [Kind], over kinds: [Kind]) -> Bool {
    guard kinds.contains(.number) else { return first.contains(.text) }
    return zip(first, kinds).contains { $0 == .text && $1 == .number }
  }

  private static func isUsable(_ delimiter: UInt8) -> Bool {
    switch delimiter {
    case UInt8(ascii: "\t"): true
    case ..<32, 127...: false
    case UInt8(ascii: "\""), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): false
    default: !Character(UnicodeScalar(delimiter)).isLetter && !(48...57).contains(delimiter)
    }
  }

  private static func detectDelimiter(_ bytes: UnsafeBufferPointer<UInt8>, start: Int) -> UInt8 {
    var best: (delimiter: UInt8, isEven: Bool, fields: Int) = (candidates[0], false, 1)
    for candidate in candidates {
      let (fields, isEven) = shape(bytes, start: start, delimiter: candidate)
      let isBetter = isEven == best.isEven ? fields > best.fields : isEven
      if fields > 1, isBetter { best = (candidate, isEven, fields) }
    }
    return best.delimiter
  }

  /// The number of fields in the first record, and whether the next records have as many.
  private static func shape(
    _ bytes: UnsafeBufferPointer<UInt8>, start: Int, delimiter: UInt8
  ) -> (fields: Int, isEven: Bool) {
    var scanner = CSVScanner(bytes, delimiter: delimiter, position: start)
    var first = 0
    for _ in 0..<20 where !scanner.isAtEnd {
      if scanner.skipBlankLine() { continue }
      var fields = 0
      var terminator = CSVScanner.Terminator.delimiter
      while terminator == .delimiter {
        guard let field = try? scanner.nextField() else { return (first, false) }
        terminator = field.terminator
        fields += 1
      }
      if first == 0 { first = fields }
      if fields != first { return (first, false) }
    }
    return (first, true)
  }
}

extension DataError {
  init(_ failure: CSVScanner.Failure, file: String, column: Int, names: [String]? = nil) {
    switch failure {
    case .unterminatedQuote(let line):
      self = .unterminatedQuote(file: file, line: line)
    case .textAfterQuote(let line):
      let name = names.flatMap { column < $0.count ? $0[column] : nil }
      self = .textAfterQuote(DataPlace(file: file, line: line, column: column + 1, name: name))
    }
  }
}
