import Foundation
import Skein

/// Why standard output could not be written.
enum OutputError: Error, CustomStringConvertible {
  /// Whoever read it has closed it, such as `head`.
  case closed
  case failed(code: Int32)

  var description: String {
    switch self {
    case .closed: "standard output was closed by its reader"
    case .failed(let code):
      "standard output could not be written: \(String(cString: strerror(code))); free some space"
        + " or write to another place"
    }
  }
}

/// Where results go.
enum StandardOutput {
  /// Text for people: names from files have no effect on the terminal.
  static func tell(_ text: String) throws(OutputError) { try write(TerminalText.lines(text)) }

  /// CSV and JSON, byte for byte.
  static func write(_ text: String) throws(OutputError) {
    guard let code = writeAll(STDOUT_FILENO, text) else { return }
    throw code == EPIPE ? .closed : .failed(code: code)
  }
}

/// Where everything meant for people goes.
enum StandardError {
  /// Text for people: names from files have no effect on the terminal.
  static func write(_ text: String) { draw(TerminalText.lines(text)) }

  /// What is drawn with escape sequences of our own.
  static func draw(_ text: String) {
    // Nobody can be told that this failed, so it may.
    _ = writeAll(STDERR_FILENO, text)
  }
}

/// Writes all of `text`, or gives the `errno` of what went wrong.
private func writeAll(_ descriptor: Int32, _ text: String) -> Int32? {
  var text = text
  return text.withUTF8 { Descriptor.writeAll(descriptor, UnsafeRawBufferPointer($0)) }
}
