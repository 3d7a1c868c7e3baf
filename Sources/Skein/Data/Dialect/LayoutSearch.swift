/// Finds the layout of a table by evidence: some hundred records from its beginning, its middle and its
/// end.
///
/// For each sign that could stand between columns, the records are cut by it; the sign wins whose
/// records have equally many fields that are sound: numbers, times, words. Own code, since the packages
/// that read tables take a delimiter for given.
struct LayoutSearch {
  let bytes: UnsafeBufferPointer<UInt8>
  let file: String
  let options: DataOptions
  var markers = Dialect.usualMarkers
  var markerNumbers: [Double] = []
  var comment: [UInt8] = []
  var quote = UInt8(ascii: "\"")
  var dialect = Dialect()
  var leftOut: [LeftOutLines] = []

  /// Signs between columns, those that are meant more often first.
  static let delimiters = [",", ";", "\t", "|"].map { UInt8(ascii: $0) }

  /// - Parameter dialect: what is known already: the encoding, and that runs of blanks were made tabs.
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, options: DataOptions, dialect: Dialect
  ) {
    self.bytes = bytes
    self.file = file
    self.options = options
    self.dialect = dialect
    for marker in options.form.missingMarkers + (options.known?.missing ?? []) {
      markers.insert(marker.lowercased())
      if let number = Double(marker) { markerNumbers.append(number) }
    }
  }

  /// - Parameters:
  ///   - start: after a byte order mark.
  ///   - firstLine: the number of the line there.
  mutating func find(start: Int, firstLine: Int = 1) throws(DataError) -> CSVLayout {
    var position = (at: start, line: firstLine)
    var scanner = CSVScanner(bytes, delimiter: 0, position: start, line: firstLine)
    for _ in 0..<(options.form.skipLines ?? 0) where !scanner.isAtEnd { scanner.skipLine() }
    if scanner.position > start {
      leftOut.append(LeftOutLines(reason: .preamble, count: scanner.line - 1, line: 1))
    }
    position = (scanner.position, scanner.line)
    let given = try takeSeparatorLine(&position)
    findComment(from: position)
    let delimiter: UInt8
    if let given = options.delimiter ?? given {
      guard Self.isUsable(given) else {
        throw .unusableDelimiter(String(decoding: [given], as: UTF8.self))
      }
      delimiter = given
    } else {
      delimiter = bestDelimiter(from: position)
    }
    let sample = SampleTable(
      bytes, start: position.at, line: position.line, delimiter: delimiter, comment: comment)
    if sample.head.isEmpty {
      if let failure = sample.failure { throw DataError(failure, file: file, column: 0) }
      throw .emptyFile(file: file)
    }
    return try HeaderSearch(self, sample, delimiter: delimiter).layout()
  }

  /// Takes a first line such as `sep=;`, by which spreadsheets are told the delimiter.
  private mutating func takeSeparatorLine(
    _ position: inout (at: Int, line: Int)
  ) throws(DataError) -> UInt8? {
    let word = Array("sep=".utf8)
    let rest = bytes[position.at...]
    guard rest.count > 5, rest.prefix(4).map({ $0 | 0x20 }) == word.map({ $0 | 0x20 }) else {
      return nil
    }
    let sign = bytes[position.at + 4]
    let next = bytes[position.at + 5]
    guard next == 10 || next == 13 else { return nil }
    var scanner = CSVScanner(bytes, delimiter: 0, position: position.at, line: position.line)
    scanner.skipLine()
    leftOut.append(LeftOutLines(reason: .preamble, count: 1, line: position.line))
    position = (scanner.position, scanner.line)
    return sign
  }

  /// Whether the first line is a remark, and by which sign.
  private mutating func findComment(from start: (at: Int, line: Int)) {
    if let sign = options.form.comment {
      comment = Array(sign.utf8)
      return
    }
    var scanner = CSVScanner(bytes, delimiter: 0, position: start.at)
    while scanner.skipBlankLine() {}
    for sign in ["#", "%", "//", "!"] {
      let sign = Array(sign.utf8)
      var next = scanner
      guard next.skipComment(sign) else { continue }
      while next.skipBlankLine() || next.skipComment(sign) {}
      if !next.isAtEnd { comment = sign }
      return
    }
  }

  private func bestDelimiter(from start: (at: Int, line: Int)) -> UInt8 {
    best(from: start)?.delimiter ?? Self.delimiters[0]
  }

  private func best(
    from start: (at: Int, line: Int)
  ) -> (delimiter: UInt8, score: Double, width: Int)? {
    let window = bytes[start.at..<min(start.at + 1 << 18, bytes.count)]
    var best: (delimiter: UInt8, score: Double, width: Int)?
    for delimiter in Self.delimiters where window.contains(delimiter) {
      let sample = SampleTable(
        bytes, start: start.at, line: start.line, delimiter: delimiter, comment: comment)
      let width = sample.width
      guard width > 0, width <= CSVLayout.columnLimit else { continue }
      let score = score(sample, width)
      // A table of one column is the last thing to believe of two that are as sound.
      let isBetter = best.map { best in
        width > 1 && best.width == 1 ? score >= best.score - 1e-9 : score > best.score + 1e-9
      }
      if isBetter ?? true { best = (delimiter, score, width) }
    }
    return best
  }

  /// How sound the best table is, from 0 to 1.
  mutating func bestScore(start: Int) -> Double {
    findComment(from: (start, 1))
    if let best = best(from: (start, 1)) { return best.score }
    return score(delimiter: Self.delimiters[0], start: start).score
  }

  /// Whether the best table has dates with hours alone that are no regular times: `2021-01-01 11,6` cut
  /// at the comma.
  func tearsHours(start: Int) -> Bool {
    guard let best = best(from: (start, 1)), best.delimiter == UInt8(ascii: ","), best.width == 2
    else { return false }
    let sample = SampleTable(
      bytes, start: start, line: 1, delimiter: best.delimiter, comment: comment)
    let scanner = CSVScanner(bytes, delimiter: best.delimiter, quote: quote)
    let columns = [ColumnEvidence](
      sample.body(2), width: 2, scanner: scanner, markers: markers)
    let patterns = TimePattern.search(columns[0].texts)
    return !patterns.isEmpty
      && patterns.allSatisfy { pattern in
        var times = columns[0].texts.compactMap { pattern.time($0) }
        if let first = times.first, let last = times.last, first > last { times.reverse() }
        guard case .time(let step) = TimeStep.find(in: times)?.unit else {
          return pattern.endsWithHour
        }
        // Every 25 hours is none that anybody measures at.
        let (ticks, day) = (Int(step), TimePattern.day)
        return pattern.endsWithHour && day % ticks != 0 && ticks % day != 0
      }
  }

  /// How sound the table of one delimiter is, its columns, and whether any holds numbers.
  mutating func score(delimiter: UInt8, start: Int) -> (score: Double, width: Int, hasNumbers: Bool)
  {
    findComment(from: (start, 1))
    let sample = SampleTable(bytes, start: start, line: 1, delimiter: delimiter, comment: comment)
    let width = sample.width
    guard width > 0, width <= CSVLayout.columnLimit else { return (0, width, false) }
    let scanner = CSVScanner(bytes, delimiter: delimiter, quote: quote)
    let columns = [ColumnEvidence](
      Array(sample.body(width).prefix(150)), width: min(width, 200), scanner: scanner,
      markers: markers)
    return (score(sample, width), width, columns.contains { $0.kind == .number })
  }

  /// How well a table of this width fits the records, from 0 to 1.
  func score(_ sample: SampleTable, _ width: Int) -> Double {
    let body = sample.body(width).prefix(150)
    let scanner = CSVScanner(bytes, delimiter: sample.delimiter, quote: quote)
    let columns = [ColumnEvidence](
      Array(body), width: min(width, 200), scanner: scanner, markers: markers)
    let others = Self.delimiters.filter { $0 != sample.delimiter }
    let sound = columns.reduce(0) { $0 + $1.soundness(others) } / Double(max(columns.count, 1))
    let damage = sample.failure == nil ? 1.0 : 0.5
    return sound * sample.consistency(width) * damage
  }

  static func isUsable(_ delimiter: UInt8) -> Bool {
    switch delimiter {
    case UInt8(ascii: "\t"): true
    case ..<32, 127...: false
    case UInt8(ascii: "\""), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): false
    default: !Character(UnicodeScalar(delimiter)).isLetter && !(48...57).contains(delimiter)
    }
  }
}
