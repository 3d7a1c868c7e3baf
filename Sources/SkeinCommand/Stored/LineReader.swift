import Foundation

/// The lines of standard input, each as soon as it is there.
struct LineReader {
  enum Failure: Error, CustomStringConvertible {
    case unreadable(code: Int32)
    case tooLong(line: Int)

    var description: String {
      switch self {
      case .unreadable(let code):
        "standard input could not be read: \(String(cString: strerror(code)))"
      case .tooLong(let line):
        "line \(line) of standard input has more than \(LineReader.longestLine) bytes"
      }
    }
  }

  /// Longer than any reading; without an end a line would take all memory.
  static let longestLine = 1 << 20

  /// Lines read so far.
  private(set) var lines = 0
  private var buffer: [UInt8] = []
  private var isAtEnd = false

  /// The next line without its end; nil after the last one.
  mutating func next() throws(Failure) -> String? {
    var searched = 0
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        return take(upTo: end, dropping: 1)
      }
      searched = buffer.count
      if isAtEnd { return buffer.isEmpty ? nil : take(upTo: buffer.count, dropping: 0) }
      if buffer.count > Self.longestLine { throw .tooLong(line: lines + 1) }
      try fill()
    }
  }

  private mutating func fill() throws(Failure) {
    var chunk = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let count = chunk.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
      if count > 0 {
        buffer += chunk[..<count]
        return
      }
      if count == 0 {
        isAtEnd = true
        return
      }
      if errno != EINTR { throw .unreadable(code: errno) }
    }
  }

  private mutating func take(upTo end: Int, dropping: Int) -> String {
    lines += 1
    var line = buffer[..<end]
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    defer { buffer.removeFirst(end + dropping) }
    return String(decoding: line, as: UTF8.self)
  }
}
