/// Finds the words of a text: runs of letters, marks and digits, in small letters.
///
/// An apostrophe between letters and a point or comma between digits belong to the word, as in Unicode's
/// standard annex 29; an ideograph is a word by itself. Keras's `TextVectorization` takes away ASCII
/// punctuation wherever it stands (`don't` becomes `dont`) and cuts at white space alone, so that other
/// punctuation stays on its words; here no sign is part of a word but those two.
enum WordScanner {
  private enum Kind { case letter, digit, ideograph, blank, lineEnd, sign }

  /// - Parameter signs: whether signs and line ends are tokens, too.
  static func scan(_ text: String, signs: Bool, _ body: (String) -> Void) {
    var word = ""
    var last = Kind.blank
    var scalars = text.unicodeScalars.makeIterator()
    var upcoming = scalars.next()
    func end() {
      if !word.isEmpty { body(word) }
      word = ""
    }
    while let scalar = upcoming {
      upcoming = scalars.next()
      var kind = kind(of: scalar)
      switch kind {
      case .letter, .digit:
        if last == .ideograph { end() }
        append(scalar, to: &word)
      case .ideograph:
        end()
        word = String(scalar)
      case .sign where !word.isEmpty && isInside(scalar, after: last, before: upcoming):
        word += scalar.value == 0x2019 ? "'" : String(scalar)
        kind = last
      case .sign, .lineEnd:
        end()
        if signs { body(String(scalar)) }
      case .blank: end()
      }
      last = kind
    }
    end()
  }

  private static func append(_ scalar: UnicodeScalar, to word: inout String) {
    if scalar.isASCII {
      let isCapital = (65...90).contains(scalar.value)
      word.unicodeScalars.append(
        isCapital ? UnicodeScalar(UInt8(scalar.value) | 0x20) : scalar)
    } else {
      word += scalar.properties.lowercaseMapping
    }
  }

  /// Whether a sign joins what stands on its two sides.
  private static func isInside(
    _ sign: UnicodeScalar, after last: Kind, before next: UnicodeScalar?
  ) -> Bool {
    guard let next else { return false }
    switch sign.value {
    case 0x27, 0x2019: return last == .letter && kind(of: next) == .letter
    case 0x2E, 0x2C: return last == .digit && kind(of: next) == .digit
    default: return false
    }
  }

  private static func kind(of scalar: UnicodeScalar) -> Kind {
    switch scalar.value {
    case 97...122, 65...90: return .letter
    case 48...57: return .digit
    case 10, 0x2028, 0x2029: return .lineEnd
    case 0...32, 127: return .blank
    case 33...126: return .sign
    default: break
    }
    let properties = scalar.properties
    if properties.isWhitespace { return .blank }
    if properties.isIdeographic { return .ideograph }
    switch properties.generalCategory {
    case .decimalNumber: return .digit
    case .nonspacingMark, .spacingMark, .enclosingMark, .letterNumber, .otherNumber: return .letter
    case .control, .format: return .blank
    default: return properties.isAlphabetic ? .letter : .sign
    }
  }
}
