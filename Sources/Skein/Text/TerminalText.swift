/// Text from outside, such as a column's name or a path, made fit for one line of a terminal.
package enum TerminalText {
  /// `text` with control characters escaped, cut after `limit` characters; `''` if it is empty.
  package static func plain(_ text: String, limit: Int = 4096) -> String {
    if text.isEmpty { return "''" }
    var result = ""
    for (index, character) in text.unicodeScalars.enumerated() {
      if index == limit { return result + "…" }
      result +=
        character.properties.generalCategory.actsOnTerminals
        ? character.escaped(asASCII: true) : String(character)
    }
    return result
  }

  /// `plain` text of at most 40 characters between single quotes.
  package static func quoted(_ text: String) -> String {
    text.isEmpty ? "''" : "'\(plain(text, limit: 40))'"
  }

  /// A name in a file's header, in double quotes, with quotes, backslashes and control characters
  /// escaped, cut after 80 characters.
  package static func literal(_ name: String) -> String { "\"\(escaped(name))\"" }

  /// The same without the quotes around it.
  package static func escaped(_ name: String) -> String {
    var result = ""
    for (index, scalar) in name.unicodeScalars.enumerated() {
      if index == 80 { return result + "…" }
      let isPlain = !scalar.isASCII && !scalar.properties.generalCategory.actsOnTerminals
      // Escaping leaves printable ASCII as it is, but for quotes and backslashes.
      result += isPlain ? String(scalar) : scalar.escaped(asASCII: true)
    }
    return result
  }

  /// A column's name among others: at most 40 characters.
  package static func name(_ text: String) -> String { plain(text, limit: 40) }

  /// Names of columns, separated by commas.
  package static func names(_ texts: [String]) -> String {
    texts.map(name).joined(separator: ", ")
  }
}

extension Unicode.GeneralCategory {
  /// Of characters that a terminal obeys rather than shows, or that end a line.
  var actsOnTerminals: Bool {
    self == .control || self == .lineSeparator || self == .paragraphSeparator
  }
}
