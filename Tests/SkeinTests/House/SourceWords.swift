/// The words of a Swift source, and the marks `{ } < > , .`, each with its line; comments and the
/// text of string literals are left out, code that is interpolated in a string is not.
///
/// Regex literals in slashes are not understood: their words count as code.
struct SourceWords {
  struct Word: Equatable {
    var text: String
    var line: Int
  }

  private(set) var words: [Word] = []
  private let bytes: [UInt8]
  private var place = 0
  private var line = 1

  /// The words of `text`.
  static func of(_ text: String) -> [Word] {
    var source = SourceWords(bytes: Array(text.utf8))
    source.readCode(insideString: false)
    return source.words
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private func sees(_ text: String) -> Bool {
    bytes[place...].starts(with: text.utf8)
  }

  private mutating func skip(_ count: Int) {
    for _ in 0..<count where place < bytes.count {
      if bytes[place] == UInt8(ascii: "\n") { line += 1 }
      place += 1
    }
  }

  /// Reads to the end, or inside a string to the parenthesis that ends the interpolation.
  private mutating func readCode(insideString: Bool) {
    var open = 0
    while place < bytes.count {
      let byte = bytes[place]
      if sees("//") {
        while place < bytes.count, bytes[place] != UInt8(ascii: "\n") { skip(1) }
      } else if sees("/*") {
        skipComment()
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "#") {
        readString()
      } else if Self.belongsToWord(byte) {
        readWord()
      } else {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "<"), UInt8(ascii: ">"),
          UInt8(ascii: ","), UInt8(ascii: "."):
          words.append(Word(text: String(UnicodeScalar(byte)), line: line))
        case UInt8(ascii: "("): open += 1
        case UInt8(ascii: ")"):
          if open == 0, insideString { return skip(1) }
          open -= 1
        default: break
        }
        skip(1)
      }
    }
  }

  /// Block comments nest.
  private mutating func skipComment() {
    var depth = 0
    repeat {
      if sees("/*") {
        depth += 1
        skip(2)
      } else if sees("*/") {
        depth -= 1
        skip(2)
      } else {
        skip(1)
      }
    } while depth > 0 && place < bytes.count
  }

  /// A string of one or of several lines, with any number of `#` around it; a `#` that begins none
  /// is skipped.
  private mutating func readString() {
    var hashes = ""
    while place < bytes.count, bytes[place] == UInt8(ascii: "#") {
      hashes += "#"
      skip(1)
    }
    guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else { return }
    let quotes = sees("\"\"\"") ? "\"\"\"" : "\""
    skip(quotes.utf8.count)
    let end = quotes + hashes
    let escape = "\\" + hashes
    while place < bytes.count {
      if sees(end) { return skip(end.utf8.count) }
      if sees(escape + "(") {
        skip(escape.utf8.count + 1)
        readCode(insideString: true)
      } else if sees(escape) {
        skip(escape.utf8.count + 1)
      } else {
        skip(1)
      }
    }
  }

  private mutating func readWord() {
    let start = place
    let first = line
    while place < bytes.count, Self.belongsToWord(bytes[place]) { skip(1) }
    words.append(Word(text: String(decoding: bytes[start..<place], as: UTF8.self), line: first))
  }

  private static func belongsToWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }
}
