/// Cuts the bytes of a CSV file into fields (RFC 4180), keeping count of lines.
///
/// Accepts LF, CRLF and CR as line ends, spaces around quotes, and a quote inside an unquoted field
/// as a plain character. Copies nothing: a field is a range of the file's bytes.
///
/// Own code, since the package that most Swift programs use, SwiftCSV, makes a string of every
/// field and reports neither line nor column of what is wrong.
struct CSVScanner {
  /// What ended a field.
  enum Terminator { case delimiter, lineEnd, fileEnd }

  struct Field {
    /// The content: without surrounding spaces, or what stands between the quotes.
    var range: Range<Int>
    /// Whether the content has doubled quotes, which stand for one.
    var hasDoubledQuotes = false
    var terminator: Terminator
  }

  enum Failure: Error { case unterminatedQuote(line: Int), textAfterQuote(line: Int) }

  /// The bytes; the one after the last must be readable and zero.
  var bytes: UnsafeBufferPointer<UInt8>
  let delimiter: UInt8
  let quote: UInt8
  /// Where the next field starts.
  var position: Int
  /// The line of `position`, counted from 1.
  var line: Int

  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  init(
    _ bytes: UnsafeBufferPointer<UInt8>, delimiter: UInt8, quote: UInt8 = UInt8(ascii: "\""),
    position: Int = 0, line: Int = 1
  ) {
    self.bytes = bytes
    self.delimiter = delimiter
    self.quote = quote
    self.position = position
    self.line = line
  }

  var isAtEnd: Bool { position >= bytes.count }

  /// Lines from the beginning of a record up to here; a file's last line may lack its end.
  func lines(since first: Int) -> Int {
    let isCut = isAtEnd && !(bytes.last.map(isLineEnd) ?? true)
    return line - first + (isCut ? 1 : 0)
  }

  @inline(__always)
  func isSpace(_ byte: UInt8) -> Bool { DecimalNumber.isSpace(byte) && byte != delimiter }

  /// Moves past one line if it holds nothing but spaces; call it at the start of a record only.
  @inline(__always)
  mutating func skipBlankLine() -> Bool {
    if isAtEnd || bytes[position] > UInt8(ascii: " ") { return false }
    var end = position
    while end < bytes.count, isSpace(bytes[end]) { end += 1 }
    guard end == bytes.count || isLineEnd(bytes[end]) else { return false }
    _ = terminate(at: end)
    return true
  }

  /// Moves past one line if it begins with `sign`, which is not empty; call it at the start of a record.
  @inline(__always)
  mutating func skipComment(_ sign: [UInt8]) -> Bool {
    guard let first = sign.first, !isAtEnd, bytes[position] == first else { return false }
    guard bytes.count - position >= sign.count,
      bytes[position..<position + sign.count].elementsEqual(sign), !isErrorWord(at: position)
    else { return false }
    skipLine()
    return true
  }

  /// Words of spreadsheets that begin with `#` and stand for a value.
  private static let errorWords = [
    "#N/A", "#NA", "#NULL!", "#VALUE!", "#DIV/0!", "#REF!", "#NUM!", "#NAME?",
  ].map { Array($0.utf8) }

  /// Whether a whole field is such a word.
  private func isErrorWord(at place: Int) -> Bool {
    guard bytes[place] == UInt8(ascii: "#") else { return false }
    return Self.errorWords.contains { word in
      let end = place + word.count
      guard end <= bytes.count, bytes[place..<end].elementsEqual(word) else { return false }
      return end == bytes.count || bytes[end] == delimiter || isLineEnd(bytes[end])
    }
  }

  /// Moves to the next line, whatever stands on this one.
  mutating func skipLine() {
    var end = position
    while end < bytes.count, !isLineEnd(bytes[end]) { end += 1 }
    _ = terminate(at: end)
  }

  /// The next field; empty at the end of the file, so ask `isAtEnd` before each record.
  @inline(__always)
  mutating func nextField() throws(Failure) -> Field {
    var start = position
    while start < bytes.count, isSpace(bytes[start]) { start += 1 }
    if start < bytes.count, bytes[start] == quote { return try quotedField(at: start) }
    var end = start
    while end < bytes.count, bytes[end] != delimiter, !isLineEnd(bytes[end]) { end += 1 }
    let terminator = terminate(at: end)
    while end > start, isSpace(bytes[end - 1]) { end -= 1 }
    return Field(range: start..<end, terminator: terminator)
  }

  /// Moves past a field that ends at `end`, which is the end of the file, a delimiter or a line end.
  @inline(__always)
  mutating func terminate(at end: Int) -> Terminator {
    guard end < bytes.count else {
      position = end
      return .fileEnd
    }
    position = end + 1
    if bytes[end] == delimiter { return .delimiter }
    if bytes[end] == Self.carriageReturn, position < bytes.count, bytes[position] == Self.lineFeed {
      position += 1
    }
    line += 1
    return .lineEnd
  }

  @inline(__always)
  func isLineEnd(_ byte: UInt8) -> Bool { byte == Self.lineFeed || byte == Self.carriageReturn }

  private mutating func quotedField(at opening: Int) throws(Failure) -> Field {
    let openingLine = line
    var hasDoubledQuotes = false
    var end = opening + 1
    while true {
      guard end < bytes.count else { throw .unterminatedQuote(line: openingLine) }
      let byte = bytes[end]
      if byte == quote {
        guard end + 1 < bytes.count, bytes[end + 1] == quote else { break }
        hasDoubledQuotes = true
        end += 1
      } else if byte == Self.lineFeed
        || (byte == Self.carriageReturn
          && !(end + 1 < bytes.count && bytes[end + 1] == Self.lineFeed))
      {
        line += 1
      }
      end += 1
    }
    var next = end + 1
    while next < bytes.count, isSpace(bytes[next]) { next += 1 }
    guard next == bytes.count || bytes[next] == delimiter || isLineEnd(bytes[next]) else {
      throw .textAfterQuote(line: line)
    }
    return Field(
      range: opening + 1..<end, hasDoubledQuotes: hasDoubledQuotes,
      terminator: terminate(at: next))
  }
}

extension CSVScanner {
  func content(_ field: Field) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[field.range])
  }

  /// The field's text with doubled quotes made single; nil if it is not UTF-8.
  func text(_ field: Field) -> String? {
    let content = content(field)
    guard field.hasDoubledQuotes else { return String(validating: content, as: UTF8.self) }
    return String(validating: undoubled(content), as: UTF8.self)
  }

  /// `content` with each pair of quotes made one.
  func undoubled(_ content: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(content.count)
    var isFirst = false
    for byte in content {
      isFirst = byte == quote && !isFirst
      if byte != quote || isFirst { result.append(byte) }
    }
    return result
  }
}

extension CSVScanner {
  /// The fields of the record that begins here.
  mutating func record() throws(Failure) -> [Field] {
    var fields: [Field] = []
    while true {
      let field = try nextField()
      fields.append(field)
      if field.terminator != .delimiter || fields.count > CSVLayout.columnLimit { return fields }
    }
  }
}
