/// Makes a text of tokens, one after the other.
///
/// Bytes are held back until they make a character. Words get a blank between them, but none before marks
/// that close something and none after those that open it; an unknown token is told as �.
public struct TokenText {
  private let vocabulary: Vocabulary
  private var bytes: [UInt8] = []
  /// Whether the next word stands right behind what was there.
  private var isOpen = true

  private static let closing: Set<String> = [
    ".", ",", ";", ":", "!", "?", ")", "]", "}", "”", "’", "»", "…", "%",
  ]
  private static let opening: Set<String> = ["(", "[", "{", "“", "‘", "«", "\n", "-", "—", "/"]
  private static let replacement = "\u{FFFD}"

  public init(_ vocabulary: Vocabulary) {
    self.vocabulary = vocabulary
  }

  /// What a token adds to the text.
  public mutating func append(_ id: Int32) -> String {
    let isKnown = id > Vocabulary.unknown && Int(id) < vocabulary.count
    let token = isKnown ? vocabulary.tokens[Int(id)] : Self.replacement
    switch vocabulary.tokenizer {
    case .characters: return token
    case .words: return word(token)
    case .bytes:
      guard isKnown, let byte = token.unicodeScalars.first.flatMap({ UInt8(exactly: $0.value) })
      else { return end() + token }
      return append(byte: byte)
    }
  }

  /// What is left of bytes that make no character.
  public mutating func end() -> String {
    defer { bytes = [] }
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func append(byte: UInt8) -> String {
    let isContinuation = byte & 0xC0 == 0x80
    // What began before a byte that goes on with nothing is no character.
    let before = isContinuation ? "" : end()
    bytes.append(byte)
    if let text = String(validating: bytes, as: UTF8.self) {
      bytes = []
      return before + text
    }
    return before + (bytes.count >= 4 ? end() : "")
  }

  private mutating func word(_ token: String) -> String {
    let isTight = isOpen || token == "\n" || Self.closing.contains(token) || token == "-"
    isOpen = Self.opening.contains(token)
    return isTight ? token : " " + token
  }
}
