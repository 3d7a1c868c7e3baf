/// The file of a vocabulary: a token on each line, whose number less one is the id.
///
/// A token is written as it is, but a backslash, line ends and other controls as `\\` and `\u{…}`.
extension Vocabulary {
  package enum Problem: Error, Equatable, CustomStringConvertible {
    case noSpecialTokens
    case badEscape(line: Int)
    case repeated(line: Int)

    package var description: String {
      switch self {
      case .noSpecialTokens: "it does not begin with padding, the unknown token and one more"
      case .badEscape(let line): "line \(line) is no token"
      case .repeated(let line): "line \(line) has a token for the second time"
      }
    }
  }

  package var text: String { tokens.map { Self.escaped($0) + "\n" }.joined() }

  /// - Throws: `Problem` for a text that `text` never is.
  package init(
    text: String, tokenizer: Tokenizer, hasSigns: Bool
  ) throws(Problem) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    guard lines.count > Self.special.count, lines.prefix(2).map(String.init) == Self.special else {
      throw .noSpecialTokens
    }
    var tokens = Self.special
    var seen: Set<String> = []
    for (index, line) in lines.enumerated().dropFirst(2) {
      guard let token = Self.unescaped(line), !token.isEmpty else {
        throw .badEscape(line: index + 1)
      }
      guard seen.insert(token).inserted else { throw .repeated(line: index + 1) }
      tokens.append(token)
    }
    self.init(tokenizer: tokenizer, hasSigns: hasSigns, tokens: tokens)
  }

  private static func escaped(_ token: String) -> String {
    var text = ""
    for scalar in token.unicodeScalars {
      if scalar == "\\" {
        text += "\\\\"
      } else if isPlain(scalar) {
        text.unicodeScalars.append(scalar)
      } else {
        text += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return text
  }

  /// What shows as itself in any editor.
  private static func isPlain(_ scalar: UnicodeScalar) -> Bool {
    if scalar.isASCII { return scalar.value >= 32 && scalar.value != 127 }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
      return false
    default: return true
    }
  }

  private static func unescaped(_ line: Substring) -> String? {
    var token = ""
    var rest = line.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      guard scalar == "\\" else {
        token.unicodeScalars.append(scalar)
        continue
      }
      switch rest.popFirst() {
      case "\\": token += "\\"
      case "u":
        guard rest.popFirst() == "{", let end = rest.firstIndex(of: "}"),
          let value = UInt32(String(rest[..<end]), radix: 16), let escaped = UnicodeScalar(value)
        else { return nil }
        token.unicodeScalars.append(escaped)
        rest = rest[rest.index(after: end)...]
      default: return nil
      }
    }
    return token
  }
}
