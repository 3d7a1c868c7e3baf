/// A file that is open to be read, or bytes, whose form was found: a table, or one part of it.
struct TablePart: ~Copyable {
  /// What errors call it.
  let file: String
  private(set) var layout: CSVLayout
  private let text: TextStream?
  private let form: TextStream.Form
  /// All of the text, or what lies before its first piece.
  private var bytes: SourceBytes
  /// How many rows there are, as far as a glance tells.
  private let estimatedRows: Int?
  /// The label of the first row; nil where rows have none.
  let firstLabel: String?

  /// Opens the file at `path`.
  ///
  /// - Parameters:
  ///   - pieceSize: a file that is not larger is read at once.
  ///   - alike: the layout of the parts before this one, whose form it should have.
  static func open(
    path: String, file: String, options: DataOptions, pieceSize: Int, alike first: CSVLayout? = nil
  ) throws(DataError) -> TablePart {
    let stream = try ByteStream(path)
    let text = TextStream(stream, file: file, pieceSize: pieceSize)
    var source = try text.first()
    if text.isAtEnd {
      return try whole(&source, text, file: file, path: path, options: options, alike: first)
    }
    try refuseArray(source, file)
    var sample = try sample(source, stream, file)
    let lines = sample.bytes.reduce(1) { $1 == 10 ? $0 + 1 : $0 }
    let size = sample.count
    let keys =
      JSONLines.isLikely(source.bytes, path: path) ? try keys(source, stream, file) : nil
    text.putBack(source)
    let (layout, form) = try search(&sample, keys, file: file, Self.options(options, alike: first))
    // The line of the keys stands before the first piece, whose first row has the layout's place.
    let before = keys.map { JSONLines.header($0) } ?? []
    var part = TablePart(
      file: file, layout: layout, text: text, form: form,
      bytes: try SourceBytes.copy(before, file: file),
      estimatedRows: stream.size.map {
        Int(1.02 * Double($0) / Double(size) * Double(lines))
      }, firstLabel: firstLabel(sample, layout))
    if let first { try part.becomeLike(first) }
    return part
  }

  /// Takes all of a table's text, which is emptied.
  ///
  /// - Parameter text: where it came from; nil for bytes in memory.
  static func whole(
    _ source: inout SourceBytes, _ text: TextStream? = nil, file: String, path: String,
    options: DataOptions, alike first: CSVLayout? = nil
  ) throws(DataError) -> TablePart {
    try refuseArray(source, file)
    var keys: JSONKeys?
    if JSONLines.isLikely(source.bytes, path: path) {
      var found = JSONKeys()
      _ = try found.add(source.bytes, file: file, line: 1)
      keys = found
    }
    let (layout, form) = try search(&source, keys, file: file, Self.options(options, alike: first))
    let rows = RowEstimate.rows(source.bytes, from: layout.dataPosition, columns: layout.width)
    let label = firstLabel(source, layout)
    var bytes = try SourceBytes.empty(capacity: 1, file: file)
    swap(&bytes, &source)
    var part = TablePart(
      file: file, layout: layout, text: text, form: form, bytes: bytes, estimatedRows: rows,
      firstLabel: label)
    if let first { try part.becomeLike(first) }
    return part
  }

  private init(
    file: String, layout: CSVLayout, text: TextStream?, form: TextStream.Form,
    bytes: consuming SourceBytes, estimatedRows: Int?, firstLabel: String?
  ) {
    self.file = file
    self.layout = layout
    self.text = text
    self.form = form
    self.bytes = bytes
    self.estimatedRows = estimatedRows
    self.firstLabel = firstLabel
  }

  // MARK: Parts

  /// Checks that the columns are those of the first part, and takes over which of them tell the time.
  private mutating func becomeLike(_ first: CSVLayout) throws(DataError) {
    if let names = first.names, layout.names == nil, layout.width == names.count {
      // Only the first part of a file that was cut has the names.
      layout.names = names
    }
    let here = layout.kinds.indices.map(layout.name)
    let wanted = first.kinds.indices.map(first.name)
    let isSame =
      Set(here) == Set(wanted) && here.count == wanted.count
      && (layout.names == nil) == (first.names == nil)
    guard isSame else {
      throw .otherPart(
        file: file, missing: wanted.filter { !here.contains($0) },
        more: here.filter { !wanted.contains($0) })
    }
    func places(_ columns: some Sequence<Int>) -> [Int] {
      columns.compactMap { here.firstIndex(of: wanted[$0]) }
    }
    layout.timeColumns = places(first.timeColumns)
    layout.timePatterns = first.timePatterns
    layout.indexColumns = Set(places(first.indexColumns))
  }

  /// Takes no column for the labels of rows, whatever looks like one.
  mutating func forgetLabels() {
    layout.timeColumns = []
    layout.timePatterns = []
  }

  // MARK: The rows

  /// The label of the first row; nil where rows have none.
  private static func firstLabel(
    _ source: borrowing SourceBytes, _ layout: CSVLayout
  ) -> String? {
    if layout.timeColumns.isEmpty { return nil }
    var scanner = CSVScanner(
      source.bytes, delimiter: layout.delimiter, quote: layout.quote,
      position: layout.dataPosition, line: layout.dataLine)
    while scanner.skipBlankLine() || scanner.skipComment(layout.comment) {}
    guard !scanner.isAtEnd, let fields = try? scanner.record(), fields.count == layout.width else {
      return nil
    }
    return layout.timeColumns.map { scanner.text(fields[$0]) ?? "" }.joined(separator: " ")
  }

  /// What the rows of a part, and of those before it, are read into.
  struct Rows {
    var builder: SeriesBuilder
    let layout: CSVLayout
    let selection: ColumnSelection
    let leftOut: [LeftOutLines]
    /// Nil for what is no file.
    let file: DataFile?
  }

  /// Calls `body` with a reader before the first row; only where all of the text is there.
  func withReader<Result>(
    options: DataOptions, _ body: (CSVReader) -> Result
  ) throws(DataError) -> Result {
    body(try CSVReader(bytes.bytes, file: file, layout: layout, options: options))
  }

  /// Reads all rows, once.
  ///
  /// - Parameters:
  ///   - former: the rows of the parts before; nil for the first.
  ///   - isPart: whether there are others.
  mutating func rows(
    options: DataOptions, former: SeriesBuilder?, space: ColumnSpace?, isPart: Bool
  ) throws(DataError) -> Rows {
    var piece = try SourceBytes.empty(capacity: 1, file: file)
    swap(&piece, &bytes)
    let isWhole = text?.isAtEnd ?? true
    if let text, !isWhole {
      piece = try text.next(form, after: piece.bytes, line: 1)
      while !text.isAtEnd, piece.count < layout.dataPosition {
        piece = try text.next(form, after: piece.bytes, line: 1)
      }
    }
    // The reader's pointers are used within this call only, which holds their owner.
    var reader = try CSVReader(
      piece.bytes, file: file, layout: layout, options: options, former: former, space: space)
    if isPart { reader.beginPart() }
    if former == nil, let estimatedRows { try reader.builder.reserve(rows: estimatedRows) }
    while true {
      try reader.readRows(isLast: text?.isAtEnd ?? true)
      guard let text, !text.isAtEnd else { break }
      piece = try text.next(form, after: reader.unread, line: reader.scanner.line)
      reader.goOn(with: piece.bytes)
    }
    reader.end()
    return Rows(
      builder: reader.builder, layout: layout, selection: reader.selection,
      leftOut: reader.leftOut, file: try text?.stream.file())
  }
}
