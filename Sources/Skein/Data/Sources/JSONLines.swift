/// Tables of JSON lines: an object on each line, whose keys are the columns.
///
/// They become lines of CSV with the keys as names, so that everything else about tables is the same for
/// both. Own code: `JSONDecoder` and `JSONSerialization` make a dictionary of every line, at a twentieth of
/// the speed, round numbers to doubles where the reader has the digits, and do not tell the line of what is
/// wrong.
enum JSONLines {
  /// What the lines are called in sentences.
  static let name = "JSON lines"

  /// Whether a file is one of JSON lines, by its name or its first byte.
  static func isLikely(_ bytes: UnsafeBufferPointer<UInt8>, path: String) -> Bool {
    hasName(path) || start(bytes).map { bytes[$0] == UInt8(ascii: "{") } ?? false
  }

  /// Whether the name says so, compressed or not.
  static func hasName(_ path: String) -> Bool {
    var name = path.lowercased()[...]
    for end in [".gz", ".zst", ".xz", ".bz2"] where name.hasSuffix(end) {
      name = name.dropLast(end.count)
    }
    return name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson")
  }

  /// Where the first line begins that is not blank, behind a byte order mark.
  private static func start(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let begin = bytes.starts(with: mark) ? mark.count : 0
    return bytes[begin...].firstIndex { $0 > 0x20 }
  }

  /// Whether the text is one array, as many programs write JSON.
  static func isArray(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let start = start(bytes), bytes[start] == UInt8(ascii: "[") else { return false }
    return bytes[(start + 1)...].first { $0 > 0x20 } == UInt8(ascii: "{")
  }

  /// Makes the lines of `source` lines of CSV, without one of names.
  ///
  /// - Parameters:
  ///   - line: the number of the first.
  ///   - blankLines: those before it that no object has followed yet; becomes those at the end.
  /// - Returns: how many lines there are.
  static func convert(
    _ source: inout SourceBytes, _ keys: JSONKeys, file: String, line: Int,
    blankLines: inout Int
  ) throws(DataError) -> Int {
    var target = try SourceBytes.empty(
      capacity: source.count + source.count / 4 + 64, file: file)
    var row = JSONRow(width: keys.names.count)
    var scanner = JSONScanner(source.bytes, file: file, line: line)
    if line == 1 { scanner.skipByteOrderMark() }
    while !scanner.isAtEnd {
      if scanner.skipBlankLine() {
        blankLines += 1
        continue
      }
      // At the end of the file they mean nothing.
      while blankLines > 0 {
        try target.append(remark, file)
        try target.append(10, file)
        blankLines -= 1
      }
      row.clear()
      let line = scanner.line
      try scanner.object { (key, value) throws(DataError) in
        guard let column = keys.column(of: key, at: row.count) else {
          throw .jsonLine(file: file, line: line, .unknownKey(JSONText.text(key)))
        }
        guard row.set(column, value) else {
          throw .jsonLine(file: file, line: line, .repeatedKey(keys.names[column]))
        }
      }
      try row.write(to: &target, file)
    }
    let lines = scanner.line - line
    swap(&source, &target)
    return lines
  }

  /// What blank lines between objects become, so that lines keep their numbers.
  static let remark = UInt8(ascii: "#")

  /// The names as a line of CSV.
  static func header(_ keys: JSONKeys) -> [UInt8] {
    var line: [UInt8] = []
    for (column, name) in keys.names.enumerated() {
      if column > 0 { line.append(UInt8(ascii: ",")) }
      line.append(UInt8(ascii: "\""))
      for byte in name.utf8 {
        if byte == UInt8(ascii: "\"") { line.append(byte) }
        line.append(byte < 0x20 ? 0x20 : byte)
      }
      line.append(UInt8(ascii: "\""))
    }
    line.append(10)
    return line
  }
}

/// The columns of JSON lines: all keys, in the order in which they are met.
struct JSONKeys: Sendable {
  private(set) var names: [String] = []
  private var texts: [[UInt8]] = []
  private var places: [[UInt8]: Int] = [:]

  /// - Parameter expected: where the key stands if the line is like the others.
  @inline(__always)
  func column(of key: UnsafeBufferPointer<UInt8>, at expected: Int) -> Int? {
    if expected < texts.count, texts[expected].elementsEqual(key) { return expected }
    return places[Array(key)]
  }

  /// Adds the keys of all lines of `bytes`; gives the number of lines.
  mutating func add(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, line: Int
  ) throws(DataError) -> Int {
    var scanner = JSONScanner(bytes, file: file, line: line)
    if line == 1 { scanner.skipByteOrderMark() }
    while !scanner.isAtEnd {
      if scanner.skipBlankLine() { continue }
      var count = 0
      let line = scanner.line
      try scanner.object { (key, _) throws(DataError) in
        if column(of: key, at: count) == nil {
          let text = Array(key)
          guard names.count < CSVLayout.columnLimit else {
            throw .tooManyColumns(file: file, line: line, limit: CSVLayout.columnLimit)
          }
          places[text] = names.count
          texts.append(text)
          names.append(JSONText.text(key))
        }
        count += 1
      }
    }
    return scanner.line - line
  }
}

/// The values of one line by their columns.
private struct JSONRow {
  private var values: [JSONScanner.Value]
  /// How many values the line had so far.
  private(set) var count = 0

  init(width: Int) { values = [JSONScanner.Value](repeating: .missing, count: width) }

  mutating func clear() {
    for column in values.indices { values[column] = .missing }
    count = 0
  }

  /// False where the column has a value already.
  mutating func set(_ column: Int, _ value: JSONScanner.Value) -> Bool {
    guard case .missing = values[column] else { return false }
    values[column] = value
    count += 1
    return true
  }

  func write(to target: inout SourceBytes, _ file: String) throws(DataError) {
    for (column, value) in values.enumerated() {
      if column > 0 { try target.append(UInt8(ascii: ","), file) }
      switch value {
      case .missing, .null:
        // A blank line would be none.
        if values.count == 1 {
          try target.append(UInt8(ascii: "\""), file)
          try target.append(UInt8(ascii: "\""), file)
        }
      case .flag(let isTrue): try target.append(isTrue ? 0x31 : 0x30, file)
      case .number(let text): try target.append(all: text, file)
      case .text(let text, let isPlain):
        try target.append(UInt8(ascii: "\""), file)
        if isPlain {
          try target.append(all: text, file)
        } else {
          let field = JSONText.field(text)
          try field.withUnsafeBufferPointer { field throws(DataError) in
            try target.append(all: field, file)
          }
        }
        try target.append(UInt8(ascii: "\""), file)
      }
    }
    try target.append(10, file)
  }
}

extension SourceBytes {
  @inline(__always)
  fileprivate mutating func append(_ byte: UInt8, _ file: String) throws(DataError) {
    if room == 0 { try makeRoom(for: 1, most: .max, file: file) }
    base[count] = byte
    extend(by: 1)
  }

  fileprivate mutating func append(
    all bytes: UnsafeBufferPointer<UInt8>, _ file: String
  ) throws(DataError) {
    if room < bytes.count { try makeRoom(for: bytes.count, most: .max, file: file) }
    append(bytes)
  }
}
