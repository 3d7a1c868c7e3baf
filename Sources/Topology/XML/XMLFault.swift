/// What is wrong with a topology file, and where.
struct XMLFault: Error {
  let line: Int
  let reason: String

  /// Names and values are those of the file, and the sentence may go to a terminal.
  init(line: Int, _ reason: String) {
    self.line = line
    var text = ""
    for scalar in reason.unicodeScalars.prefix(400) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        text += scalar.escaped(asASCII: true)
      default: text += String(scalar)
      }
    }
    self.reason = text
  }
}
