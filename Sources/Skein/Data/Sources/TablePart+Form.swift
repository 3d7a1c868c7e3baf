/// How the form of a table is found.
extension TablePart {
  /// Bytes of a large file that its form is found by: its beginning, and parts of the rest.
  private static let sampleHead = 4 << 20
  private static let sampleSlice = 64 << 10
  private static let sampleSlices = 24

  static func refuseArray(
    _ source: borrowing SourceBytes, _ file: String
  ) throws(DataError) {
    if JSONLines.isArray(source.bytes) { throw .notText(file: file, kind: "json") }
  }

  static func options(_ options: DataOptions, alike first: CSVLayout?) -> DataOptions {
    guard let first else { return options }
    var options = options
    options.known = first.dialect
    // A part without names has none of these; which columns they are is known from the first.
    options.targets = []
    options.inputs = []
    options.statics = []
    options.timeColumn = nil
    options.form.timeFormat = nil
    return options
  }

  /// The beginning of a file and parts of the rest of it, each of whole lines.
  static func sample(
    _ source: borrowing SourceBytes, _ stream: ByteStream, _ file: String
  ) throws(DataError) -> SourceBytes {
    let isWide = TextEncoding.mayHoldZeros(source.base, source.count)
    var sample =
      stream.isPlainFile
      ? stream.bytes(at: 0, count: sampleHead) : Array(source.bytes.prefix(sampleHead))
    let isAll = stream.isPlainFile && sample.count < sampleHead
    let end =
      isAll
      ? sample.count
      : sample.withUnsafeBufferPointer { TextStream.lastLineEnd($0, isWide: isWide) }
        ?? sample.count
    sample.removeLast(sample.count - end)
    // What a pipe holds beyond its first piece is not known yet; UTF-16 would have to be cut evenly.
    let size = stream.size ?? source.count
    for slice in 1...sampleSlices where !isWide && size > sampleHead {
      let offset = end + (size - end - sampleSlice) * slice / sampleSlices
      guard offset >= end else { continue }
      let bytes =
        stream.size == nil
        ? Array(source.bytes[offset..<min(offset + sampleSlice, source.count)])
        : stream.bytes(at: offset, count: sampleSlice)
      guard let begin = bytes.firstIndex(of: 10),
        let last = bytes.withUnsafeBufferPointer({ TextStream.lastLineEnd($0, isWide: false) }),
        begin + 1 < last
      else { continue }
      sample += bytes[(begin + 1)..<last]
    }
    return try SourceBytes.copy(sample, file: file)
  }

  /// The keys of all lines of a file; of a pipe those of the first piece, since it cannot be read again.
  static func keys(
    _ source: borrowing SourceBytes, _ stream: ByteStream, _ file: String
  ) throws(DataError) -> JSONKeys {
    var keys = JSONKeys()
    guard stream.fileSize != nil else {
      _ = try keys.add(source.bytes, file: file, line: 1)
      return keys
    }
    let text = TextStream(try ByteStream(stream.path), file: file)
    var line = 1
    var piece = try text.first()
    while true {
      line += try keys.add(piece.bytes, file: file, line: line)
      if text.isAtEnd { return keys }
      piece = try text.next(
        TextStream.Form(encoding: .utf8), after: UnsafeBufferPointer(start: nil, count: 0),
        line: line)
    }
  }

  /// Makes `source` text in UTF-8 with one sign between columns, and finds its layout.
  static func search(
    _ source: inout SourceBytes, _ keys: JSONKeys?, file: String, _ options: DataOptions
  ) throws(DataError) -> (layout: CSVLayout, form: TextStream.Form) {
    var options = options
    var dialect = Dialect()
    var form = TextStream.Form(encoding: .utf8)
    var firstLine = 1
    if let keys {
      form.jsonKeys = keys
      try becomeTable(&source, keys, file, &options)
      dialect.syntax = JSONLines.name
      firstLine = 0
    } else {
      dialect.encoding = try TextEncoding.decode(
        &source, wanted: options.form.encoding, file: file)
      form.encoding = dialect.encoding
    }
    source.joinLineEnds()
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let start = source.bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    if keys == nil {
      form.joinsBlanks = source.hasBlankColumns(
        start: start, file: file, options: options, dialect: dialect)
    }
    if form.joinsBlanks {
      source.joinBlanks()
      options.delimiter = 9
    }
    var search = LayoutSearch(source.bytes, file: file, options: options, dialect: dialect)
    var layout = try search.find(start: start, firstLine: firstLine)
    if form.joinsBlanks { layout.dialect.delimiter = " " }
    return (layout, form)
  }

  /// JSON lines as CSV, which is read in one way.
  private static func becomeTable(
    _ source: inout SourceBytes, _ keys: JSONKeys, _ file: String, _ options: inout DataOptions
  ) throws(DataError) {
    if keys.names.isEmpty { throw .emptyFile(file: file) }
    let header = JSONLines.header(keys)
    var blankLines = 0
    _ = try JSONLines.convert(&source, keys, file: file, line: 1, blankLines: &blankLines)
    var table = try SourceBytes.empty(capacity: header.count + source.count + 1, file: file)
    header.withUnsafeBufferPointer { table.append($0) }
    table.append(source.bytes)
    swap(&table, &source)
    options.delimiter = UInt8(ascii: ",")
    options.form.decimal = "."
    options.form.headerRows = 1
    options.form.skipLines = nil
    options.form.comment = String(UnicodeScalar(JSONLines.remark))
  }
}
