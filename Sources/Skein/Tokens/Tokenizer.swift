/// How a text is cut into tokens, the steps of its sequence.
public enum Tokenizer: String, Sendable, Codable, CaseIterable {
  /// Bytes of UTF-8, each told as the character whose number it is.
  case bytes
  /// Unicode scalars: the characters of Python, and of Keras's `split="character"`; neither folded nor
  /// made small.
  case characters
  /// Words in small letters, as `WordScanner` finds them.
  case words

  /// Calls `body` with each token of a text, in order.
  ///
  /// - Parameter signs: whether punctuation marks and line ends are tokens beside the words, so that a
  ///   text can be made of them again.
  package func tokens(of text: String, signs: Bool, _ body: (String) -> Void) {
    switch self {
    case .bytes: for byte in text.utf8 { body(String(UnicodeScalar(byte))) }
    case .characters: for scalar in text.unicodeScalars { body(String(scalar)) }
    case .words: WordScanner.scan(text, signs: signs, body)
    }
  }

  /// What one token is called: `character`.
  package var noun: String { String(rawValue.dropLast()) }
}
