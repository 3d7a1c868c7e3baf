/// Text from outside, such as a column's name or a path, made fit for a terminal.
///
/// Escaped is what a terminal obeys, what it shows nothing for, such as a zero-width space, and what
/// turns the order of the text around it. Joiners stay within words of other scripts and emoji.
/// Cost: the characters that are shown, however long the text is.
package enum TerminalText {
  /// `text` on one line, cut after `limit` characters; `''` if it is empty.
  package static func plain(_ text: String, limit: Int = 4096) -> String {
    text.isEmpty ? "''" : visible(text.unicodeScalars, limit: limit) { String($0) }
  }

  /// `plain` text of at most 40 characters between single quotes.
  package static func quoted(_ text: String) -> String {
    text.isEmpty ? "''" : "'\(plain(text, limit: 40))'"
  }

  /// A name in a file's header, in double quotes, with quotes and backslashes escaped as well, cut
  /// after 80 characters.
  package static func literal(_ name: String) -> String { "\"\(escaped(name))\"" }

  /// The same without the quotes around it.
  package static func escaped(_ name: String) -> String {
    // Escaping leaves printable ASCII as it is, but for quotes and backslashes.
    visible(name.unicodeScalars, limit: 80) {
      $0.isASCII ? $0.escaped(asASCII: true) : String($0)
    }
  }

  /// A column's name among others: at most 40 characters.
  package static func name(_ text: String) -> String { plain(text, limit: 40) }

  /// Names of columns, separated by commas: twenty, and how many more there are.
  package static func names(_ texts: [String]) -> String {
    let more = texts.count - 20
    return texts.prefix(20).map(name).joined(separator: ", ")
      + (more > 0 ? " and \(more) more" : "")
  }

  /// Lines for people, whole: all that is not a line's end is as in `plain`.
  package static func lines(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x0A }
    if isPlain { return text }
    return text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map { visible($0, limit: .max) { String($0) } }.joined(separator: "\n")
  }

  /// - Parameter shown: how a character is written that need not be escaped.
  private static func visible(
    _ scalars: some Sequence<Unicode.Scalar>, limit: Int, _ shown: (Unicode.Scalar) -> String
  ) -> String {
    var result = ""
    var joins = false
    for (index, scalar) in scalars.enumerated() {
      if index == limit { return result + "…" }
      let isShown = !scalar.isHidden || joins && scalar.isJoiner
      result += isShown ? shown(scalar) : scalar.escaped(asASCII: true)
      joins = isShown && !scalar.isASCII
    }
    return result
  }
}

extension Unicode.Scalar {
  /// Whether a terminal obeys it rather than shows it, or shows nothing for it.
  var isHidden: Bool {
    if (0x20...0x7E).contains(value) { return false }
    return switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  /// Whether it joins or parts the letters of some scripts, and joins emoji.
  var isJoiner: Bool { self == "\u{200C}" || self == "\u{200D}" }
}
