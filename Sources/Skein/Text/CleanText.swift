/// Text that may come from anywhere, for one line of a terminal.
package enum CleanText {
  /// Characters that a terminal obeys are escaped, and what is longer than `limit` is cut.
  package static func line(_ text: String, limit: Int = 4096) -> String {
    shown(text, limit: limit) { !$0.properties.generalCategory.actsOnTerminals }
  }

  /// A name in quotes, with quotes, backslashes and control characters escaped, cut after 80
  /// characters.
  package static func quoted(_ name: String) -> String { "\"\(escaped(name))\"" }

  /// The same without the quotes around it.
  package static func escaped(_ name: String) -> String {
    shown(name, limit: 80) { !$0.isASCII && !$0.properties.generalCategory.actsOnTerminals }
  }

  private static func shown(
    _ text: String, limit: Int, isPlain: (Unicode.Scalar) -> Bool
  ) -> String {
    var result = ""
    for (index, scalar) in text.unicodeScalars.enumerated() {
      if index == limit { return result + "…" }
      // Escaping leaves printable ASCII as it is, but for quotes and backslashes.
      result += isPlain(scalar) ? String(scalar) : scalar.escaped(asASCII: true)
    }
    return result
  }
}

extension Unicode.GeneralCategory {
  /// Of characters that a terminal obeys rather than shows, or that end a line.
  var actsOnTerminals: Bool {
    self == .control || self == .lineSeparator || self == .paragraphSeparator
  }
}
