import Skein

/// Files as people are told about them.
enum FilesText {
  /// What was written, a file a line.
  static func wrote(_ files: [String]) -> String {
    "wrote " + files.map { TerminalText.plain($0) }.joined(separator: "\n      ")
  }
}
