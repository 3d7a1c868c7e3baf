/// Cuts lines of JSON into keys and values (RFC 8259), each line an object without another one in it.
///
/// Copies nothing: keys and values are parts of the bytes.
struct JSONScanner {
  enum Value {
    /// The line has no such key.
    case missing
    case null
    case flag(Bool)
    case number(UnsafeBufferPointer<UInt8>)
    /// Without its quotes; plain if it has no backslash and no quote, blank or control sign of its own.
    case text(UnsafeBufferPointer<UInt8>, isPlain: Bool)
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private let file: String
  private(set) var line: Int
  private var position = 0

  /// - Parameters:
  ///   - bytes: whole lines.
  ///   - line: the number of the first.
  init(_ bytes: UnsafeBufferPointer<UInt8>, file: String, line: Int) {
    self.bytes = bytes
    self.file = file
    self.line = line
  }

  var isAtEnd: Bool { position >= bytes.count }

  mutating func skipByteOrderMark() {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  func error(_ problem: JSONLineProblem) -> DataError { .jsonLine(file: file, line: line, problem) }

  private var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

  private mutating func skipBlanks() {
    while position < bytes.count, [0x20, 9, 13].contains(bytes[position]) { position += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte, position < bytes.count else { return false }
    position += 1
    return true
  }

  /// Moves past a line without anything on it.
  mutating func skipBlankLine() -> Bool {
    let start = position
    skipBlanks()
    if isAtEnd { return true }
    if take(10) {
      line += 1
      return true
    }
    position = start
    return false
  }

  /// Reads the object of this line and moves past the line.
  mutating func object(
    _ body: (UnsafeBufferPointer<UInt8>, Value) throws(DataError) -> Void
  ) throws(DataError) {
    skipBlanks()
    guard take(UInt8(ascii: "{")) else { throw error(.noObject) }
    skipBlanks()
    if !take(UInt8(ascii: "}")) {
      while true {
        skipBlanks()
        guard let key = string()?.text else { throw error(.noObject) }
        skipBlanks()
        guard take(UInt8(ascii: ":")) else { throw error(.noObject) }
        skipBlanks()
        try body(key, try value(of: key))
        skipBlanks()
        if take(UInt8(ascii: ",")) { continue }
        guard take(UInt8(ascii: "}")) else { throw error(.noObject) }
        break
      }
    }
    skipBlanks()
    guard isAtEnd || take(10) else { throw error(.noObject) }
    line += 1
  }

  private mutating func value(of key: UnsafeBufferPointer<UInt8>) throws(DataError) -> Value {
    switch next {
    case UInt8(ascii: "\""):
      guard let (text, isPlain) = string() else { throw error(.noObject) }
      return .text(text, isPlain: isPlain)
    case UInt8(ascii: "{"), UInt8(ascii: "["): throw error(.nested(JSONText.text(key)))
    default:
      let start = position
      while position < bytes.count, !Self.endsWord(bytes[position]) { position += 1 }
      let word = UnsafeBufferPointer(rebasing: bytes[start..<position])
      if let first = word.first, first == UInt8(ascii: "-") || first &- 0x30 <= 9 {
        return .number(word)
      }
      switch String(decoding: word.prefix(20), as: UTF8.self) {
      case "null", "NaN": return .null
      case "true": return .flag(true)
      case "false": return .flag(false)
      // Which numbers are infinite is told where they are read.
      case "Infinity": return .number(word)
      default: throw error(.noValue(JSONText.text(key)))
      }
    }
  }

  private static func endsWord(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte <= 0x20
      || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "\"")
  }

  /// A string without its quotes, which ends on this line.
  private mutating func string() -> (text: UnsafeBufferPointer<UInt8>, isPlain: Bool)? {
    guard take(UInt8(ascii: "\"")) else { return nil }
    let start = position
    var isPlain = true
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        defer { position += 1 }
        return (UnsafeBufferPointer(rebasing: bytes[start..<position]), isPlain)
      }
      if byte == 10 { return nil }
      if byte == UInt8(ascii: "\\") {
        isPlain = false
        position += 1
        // No line end belongs to a text, also where a backslash stands before it.
        if position < bytes.count, bytes[position] == 10 { return nil }
      }
      position += 1
    }
    return nil
  }
}

/// What a line may have instead of an object of plain values.
public enum JSONLineProblem: Sendable, Equatable {
  case noObject
  /// The key of a value that is an object or an array.
  case nested(String)
  /// A key that no line had at the beginning of what cannot be read again.
  case unknownKey(String)
  case repeatedKey(String)
  /// The key of something that is no value.
  case noValue(String)
}

/// Strings of JSON with their escapes.
enum JSONText {
  /// A string as text; bytes that are not UTF-8 appear as U+FFFD.
  static func text(_ string: UnsafeBufferPointer<UInt8>) -> String {
    String(decoding: unescaped(string), as: UTF8.self)
  }

  /// A string as the content of a field of CSV: quotes doubled, and blanks for line ends and other signs
  /// that control something.
  static func field(_ string: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var field: [UInt8] = []
    for byte in unescaped(string) {
      if byte == UInt8(ascii: "\"") { field.append(byte) }
      field.append(byte < 0x20 ? 0x20 : byte)
    }
    return field
  }

  private static let signs: [UInt8: UInt8] = [
    UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "b"): 8,
    UInt8(ascii: "f"): 12,
  ]

  private static func unescaped(_ string: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(string.count)
    var at = 0
    while at < string.count {
      guard string[at] == UInt8(ascii: "\\"), at + 1 < string.count else {
        result.append(string[at])
        at += 1
        continue
      }
      let sign = string[at + 1]
      if sign == UInt8(ascii: "u"), let unit = unit(string, at + 2) {
        at += 6
        if unit & 0xFC00 == 0xD800, at + 1 < string.count, string[at] == UInt8(ascii: "\\"),
          string[at + 1] == UInt8(ascii: "u"), let low = self.unit(string, at + 2),
          low & 0xFC00 == 0xDC00
        {
          result += String(decoding: [unit, low], as: UTF16.self).utf8
          at += 6
        } else {
          result += String(decoding: [unit], as: UTF16.self).utf8
        }
        continue
      }
      result.append(signs[sign] ?? sign)
      at += 2
    }
    return result
  }

  private static func unit(_ string: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt16? {
    guard start + 4 <= string.count else { return nil }
    return UInt16(String(decoding: string[start..<start + 4], as: UTF8.self), radix: 16)
  }
}
