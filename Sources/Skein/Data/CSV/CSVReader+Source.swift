extension CSVReader {
  /// The series in the file at `path`.
  ///
  /// - Parameter pieceSize: a file that is not larger is read at once, others in pieces of about this many
  ///   bytes.
  package static func read(
    path: String, options: DataOptions, pieceSize: Int = TextStream.usualPiece
  ) throws(DataError) -> Series {
    let isInput = path == SourceBytes.standardInput
    let file = isInput ? "standard input" : path
    let space = ColumnSpace(options.columnFile)
    var part = try TablePart.open(path: path, file: file, options: options, pieceSize: pieceSize)
    let rows = try part.rows(options: options, former: nil, space: space, isPart: false)
    return try series(
      rows, file: file, name: isInput ? file : FilePath.name(of: path),
      path: isInput ? nil : path, files: rows.file.map { [$0] } ?? [], options
    ) {
      guard rows.file != nil else { return [] }
      return seriesColumns(path, options)
    }
  }

  /// The series in `bytes`; `name` stands for the file in errors.
  package static func read(
    bytes: [UInt8], name: String, options: DataOptions
  ) throws(DataError) -> Series {
    var source = try SourceBytes.copy(bytes, file: name)
    var part = try TablePart.whole(&source, file: name, path: name, options: options)
    let rows = try part.rows(options: options, former: nil, space: nil, isPart: false)
    return try series(rows, file: name, name: name, path: nil, files: [], options) {
      guard var source = try? SourceBytes.copy(bytes, file: name),
        let again = try? TablePart.whole(&source, file: name, path: name, options: options)
      else { return [] }
      return SeriesColumnSearch.columns(again, options: options)
    }
  }

  /// The series in several files, each a part of one table.
  ///
  /// - Parameters:
  ///   - parts: in their order, unless the times of their first rows say otherwise.
  ///   - name: what stands for all of them.
  ///   - path: the folder or the pattern that they were given as; nil where they were named.
  package static func read(
    parts: [String], name: String, path: String?, options: DataOptions,
    pieceSize: Int = TextStream.usualPiece
  ) throws(DataError) -> Series {
    let space = ColumnSpace(options.columnFile)
    let order = try ordered(parts, options, pieceSize)
    var options = options
    var last: TablePart.Rows?
    var first: TablePart.Rows?
    var files: [DataFile] = []
    var leftOut: [LeftOutLines] = []
    for path in order {
      var part = try TablePart.open(
        path: path, file: path, options: options, pieceSize: pieceSize, alike: first?.layout)
      let rows = try part.rows(
        options: options, former: last?.builder, space: space, isPart: true)
      if let file = rows.file { files.append(file) }
      leftOut += rows.leftOut
      if first == nil {
        first = rows
        // The other parts have the columns that were chosen here, wherever they stand.
        let names = rows.layout.kinds.indices.map(rows.layout.name)
        options.targets = rows.selection.targets.map { names[rows.selection.columns[$0]] }
        let inputs = rows.selection.inputCount - rows.selection.statics.count
        options.inputs = rows.selection.columns.prefix(inputs).map { names[$0] }
        options.statics = rows.selection.statics.map { names[rows.selection.columns[$0]] }
        options.future = rows.selection.future.map { names[rows.selection.columns[$0]] }
        options.takesAllNumbers = false
      }
      last = rows
    }
    guard let first, let last else { throw .emptyFile(file: name) }
    let all = TablePart.Rows(
      builder: last.builder, layout: first.layout, selection: first.selection, leftOut: leftOut,
      file: nil)
    return try series(all, file: path ?? name, name: name, path: path, files: files, options) {
      seriesColumns(order[0], options)
    }
  }

  /// Parts in order of the times of their first rows; as they are where these have none.
  private static func ordered(
    _ parts: [String], _ options: DataOptions, _ pieceSize: Int
  ) throws(DataError) -> [String] {
    var first: CSVLayout?
    var labels: [String] = []
    for path in parts {
      let part = try TablePart.open(
        path: path, file: path, options: options, pieceSize: pieceSize, alike: first)
      if first == nil { first = part.layout }
      guard let label = part.firstLabel else { return parts }
      labels.append(label)
    }
    // The pattern in which all are times; the first where several are.
    for pattern in first?.timePatterns ?? [] {
      let times = labels.compactMap { pattern.time($0) }
      guard times.count == parts.count else { continue }
      return parts.indices.sorted { (times[$0], $0) < (times[$1], $1) }.map { parts[$0] }
    }
    return parts
  }

  private static func series(
    _ rows: TablePart.Rows, file: String, name: String, path: String?, files: [DataFile],
    _ options: DataOptions, seriesColumns: () -> [String]
  ) throws(DataError) -> Series {
    var builder = rows.builder
    var assembly = RowAssembly(
      file: file, name: name, path: path, files: files, layout: rows.layout,
      selection: rows.selection, options: options, leftOut: rows.leftOut)
    do {
      return try assembly.series(&builder)
    } catch {
      guard case .repeatedTimes(let found) = error, options.order.series == nil, !options.order.sort
      else { throw error }
      // Rows of several series look like this; a column that tells them apart is worth another look.
      let columns = seriesColumns()
      if columns.isEmpty { throw .repeatedTimes(found) }
      throw .severalSeries(found, columns: columns)
    }
  }

  /// Looks at the beginning of a file once more.
  private static func seriesColumns(_ path: String, _ options: DataOptions) -> [String] {
    guard let text = try? TextStream(ByteStream(path), file: path),
      var source = try? text.first(),
      let part = try? TablePart.whole(&source, file: path, path: path, options: options)
    else { return [] }
    return SeriesColumnSearch.columns(part, options: options)
  }
}
