import Foundation

/// The text of a table in UTF-8, in pieces of whole lines, so that a table takes no more memory than a
/// piece however large it is.
///
/// Invariant: what was read and not handed out yet is in `rest`.
final class TextStream {
  /// How the bytes become lines of a table.
  struct Form {
    var encoding: Dialect.Encoding
    /// Whether runs of blanks separate the columns.
    var joinsBlanks = false
    /// The columns of JSON lines, which become lines of CSV; nil for other text.
    var jsonKeys: JSONKeys?
  }

  let stream: ByteStream
  let file: String
  /// Bytes of a piece.
  private let pieceSize: Int
  private var rest: [UInt8] = []
  /// The first piece, which was looked at.
  private var held: SourceBytes?
  private var heldCount = 0
  private var jsonLine = 1
  /// Blank ones that no object has followed yet.
  private var blankLines = 0
  private(set) var isAtEnd = false

  /// As much as is read at once; a file that is not larger is read as a whole.
  static let usualPiece = 16 << 20

  init(_ stream: ByteStream, file: String, pieceSize: Int = usualPiece) {
    self.stream = stream
    self.file = file
    self.pieceSize = max(pieceSize, 2)
  }

  /// The first piece as it stands in the file.
  ///
  /// - Throws: `DataError`; also for a zero byte, where the text is not UTF-16.
  func first() throws(DataError) -> SourceBytes {
    let expected = stream.size.map { min($0, pieceSize) + 1 } ?? min(1 << 20, pieceSize)
    var source = try SourceBytes.empty(capacity: expected, file: file)
    try fill(&source, to: pieceSize, checksZeros: true, line: 1)
    if isAtEnd { return source }
    try cut(&source, after: 0, isWide: TextEncoding.mayHoldZeros(source.base, source.count))
    return source
  }

  /// Puts a piece back, which is to be the next one.
  func putBack(_ source: consuming SourceBytes) {
    heldCount = source.count
    held = consume source
  }

  /// The next piece, decoded, behind `tail`, the end of the piece before.
  ///
  /// - Parameter line: that of the tail's first byte.
  func next(
    _ form: Form, after tail: UnsafeBufferPointer<UInt8>, line: Int
  ) throws(DataError) -> SourceBytes {
    let isPlain = form.encoding == .utf8 && form.jsonKeys == nil
    let kept = isPlain ? tail.count : 0
    let first = held.take()
    let there = heldCount + rest.count
    heldCount = 0
    let wanted = kept + max(there, pieceSize)
    var source = try SourceBytes.empty(capacity: wanted + 1, file: file)
    if isPlain { source.append(tail) }
    if let first { source.append(first.bytes) }
    rest.withUnsafeBufferPointer { source.append($0) }
    rest = []
    let wide = form.encoding == .utf16LittleEndian || form.encoding == .utf16BigEndian
    try fill(&source, to: wanted, checksZeros: !wide, line: line)
    if !isAtEnd { try cut(&source, after: kept, isWide: wide) }
    if let keys = form.jsonKeys {
      jsonLine += try JSONLines.convert(
        &source, keys, file: file, line: jsonLine, blankLines: &blankLines)
    } else if !isPlain {
      _ = try TextEncoding.decode(&source, wanted: form.encoding, file: file)
    }
    if !isPlain, !tail.isEmpty {
      var whole = try SourceBytes.empty(capacity: tail.count + source.count + 1, file: file)
      whole.append(tail)
      whole.append(source.bytes)
      swap(&whole, &source)
    }
    source.joinLineEnds()
    if form.joinsBlanks { source.joinBlanks() }
    return source
  }

  /// Reads until there are `wanted` bytes, or the stream ends.
  private func fill(
    _ source: inout SourceBytes, to wanted: Int, checksZeros: Bool, line: Int
  ) throws(DataError) {
    let block = 1 << 20
    while source.count < wanted {
      if source.room == 0 { try source.makeRoom(for: block, most: wanted + 1, file: file) }
      let room = min(source.room, max(wanted - source.count, 1))
      let start = source.count
      let received = try stream.read(into: source.base + start, room: room)
      if received == 0 {
        isAtEnd = true
        break
      }
      source.extend(by: received)
      if checksZeros, memchr(source.base + start, 0, received) != nil,
        !TextEncoding.mayHoldZeros(source.base, source.count)
      {
        throw source.zeroError(file: file, firstLine: line)
      }
    }
  }

  /// Keeps what follows the last line end for the next piece; reads on where there is none.
  ///
  /// - Parameter begin: where the bytes begin that are new, some of which must be in the piece.
  private func cut(
    _ source: inout SourceBytes, after begin: Int, isWide: Bool
  ) throws(DataError) {
    while true {
      if let end = Self.lastLineEnd(source.bytes, isWide: isWide), end > begin {
        rest = Array(source.bytes[end...])
        source.truncate(to: end)
        return
      }
      // A line that has no end is one piece.
      try fill(&source, to: 2 * source.count, checksZeros: !isWide, line: 1)
      if isAtEnd { return }
    }
  }

  /// Where the last line ends that surely does.
  static func lastLineEnd(_ bytes: UnsafeBufferPointer<UInt8>, isWide: Bool) -> Int? {
    if isWide {
      var at = bytes.count / 2 * 2 - 2
      while at >= 0 {
        let unit = (bytes[at], bytes[at + 1])
        if unit == (10, 0) || unit == (0, 10) { return at + 2 }
        at -= 2
      }
      return nil
    }
    if let feed = bytes.lastIndex(of: 10) { return feed + 1 }
    // A return before a line feed, another return or the very end may be a part of a line end.
    let last = bytes.indices.dropLast().last {
      bytes[$0] == 13 && bytes[$0 + 1] != 10 && bytes[$0 + 1] != 13
    }
    return last.map { $0 + 1 }
  }
}
