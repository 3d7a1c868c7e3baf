/// A look through the bytes of an ONNX file before its messages are made of them.
///
/// An empty message takes two bytes in a file and over a hundred in memory, so what a file holds is counted first:
/// its fields, and the numbers of those that are packed. Messages are followed as far as the schema has them;
/// what it does not have is stepped over, however it is nested.
struct OnnxSurvey {
  /// In all; a network of a hundred layers has some thousand.
  static let mostFields = 50_000
  /// Bytes of a name.
  static let longestName = 1000
  /// A list in several pieces is copied for each of them.
  private static let pieceCost = 64

  /// Messages that the schema has, by what may stand in them.
  private enum Message {
    case model, graph, node, attribute, tensor, value, type, tensorType, shape, extent, pair, set

    /// What a field holds.
    func content(of field: UInt64) -> Content {
      switch (self, field) {
      case (.model, 7): .message(.graph)
      case (.model, 8): .message(.set)
      case (.model, 14), (.tensor, 13): .message(.pair)
      case (.graph, 1): .message(.node)
      case (.graph, 5), (.attribute, 5): .message(.tensor)
      case (.graph, 11), (.graph, 12): .message(.value)
      case (.node, 5): .message(.attribute)
      case (.value, 2): .message(.type)
      case (.type, 1): .message(.tensorType)
      case (.tensorType, 2): .message(.shape)
      case (.shape, 1): .message(.extent)
      case (.node, 1...4), (.node, 7), (.attribute, 1), (.tensor, 8), (.value, 1), (.extent, 2),
        (.pair, 1), (.set, 1), (.graph, 2), (.model, 2), (.model, 3), (.attribute, 4),
        (.attribute, 9):
        .name
      case (.tensor, 1), (.tensor, 7), (.attribute, 8): .numbers
      case (.tensor, 4), (.attribute, 7): .floats
      default: .other
      }
    }
  }

  private enum Content {
    case message(Message)
    case name, numbers, floats, other
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private let file: String
  private var position = 0
  private var fields = 0

  /// - Throws: `OnnxError.malformed` where the bytes are no such message, or one of too many parts.
  static func check(_ bytes: [UInt8], file: String) throws(OnnxError) {
    try bytes.withUnsafeBufferPointer { buffer throws(OnnxError) in
      var survey = Self(bytes: buffer, file: file)
      try survey.read(.model, until: buffer.count)
    }
  }

  private init(bytes: UnsafeBufferPointer<UInt8>, file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// As deep as the schema is.
  private mutating func read(_ message: Message, until end: Int) throws(OnnxError) {
    while position < end {
      try count(1)
      let tag = try number(before: end)
      let content = message.content(of: tag >> 3)
      switch tag & 7 {
      case 0: _ = try number(before: end)
      case 1: try skip(8, before: end)
      case 5: try skip(4, before: end)
      case 2:
        let size = try number(before: end)
        guard size <= UInt64(end - position) else {
          throw malformed("a field of \(size) bytes, where \(end - position) are left")
        }
        let next = position + Int(size)
        switch content {
        case .message(let inner): try read(inner, until: next)
        case .name:
          guard size <= UInt64(Self.longestName) else {
            throw malformed("a name of \(size) bytes")
          }
        case .numbers: try count(Self.pieceCost + Int(size))
        case .floats: try count(Self.pieceCost)
        case .other: break
        }
        position = next
      default: throw malformed("a field of a form that ONNX does not use")
      }
    }
  }

  private mutating func count(_ more: Int) throws(OnnxError) {
    fields += more
    if fields > Self.mostFields { throw malformed("over \(Self.mostFields) fields") }
  }

  private mutating func skip(_ count: Int, before end: Int) throws(OnnxError) {
    guard count <= end - position else { throw malformed("it ends within a number") }
    position += count
  }

  /// Seven bits a byte, the lowest first.
  private mutating func number(before end: Int) throws(OnnxError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard position < end else { throw malformed("it ends within a number") }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw malformed("a number of more than ten bytes")
  }

  private func malformed(_ problem: String) -> OnnxError {
    .malformed(file: file, problem: "byte \(position), \(problem)")
  }
}
