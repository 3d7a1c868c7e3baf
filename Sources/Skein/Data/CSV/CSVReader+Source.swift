extension CSVReader {
  /// The series in the file at `path`.
  static func read(path: String, options: DataOptions) throws(DataError) -> Series {
    var source = try SourceBytes.read(file: path)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return try read(&source, file: path, name: name, path: path, options)
  }

  /// The series that comes by standard input, which has no path.
  static func readStandardInput(options: DataOptions) throws(DataError) -> Series {
    var source = try SourceBytes.read(file: SourceBytes.standardInput)
    return try read(&source, file: "standard input", name: "standard input", path: nil, options)
  }

  /// The series in `bytes`; `name` stands for the file in errors.
  package static func read(
    bytes: [UInt8], name: String, options: DataOptions
  ) throws(DataError) -> Series {
    var source = try SourceBytes.copy(bytes, file: name)
    return try read(&source, file: name, name: name, path: nil, options)
  }

  private static func read(
    _ source: inout SourceBytes, file: String, name: String, path: String?,
    _ options: DataOptions
  ) throws(DataError) -> Series {
    // The reader's pointers are used within this call only, which holds their owner.
    var reader = try prepared(&source, file: file, options: options)
    try reader.readRows(forgets: source.isFile)
    var assembly = RowAssembly(
      file: file, name: name, path: path, layout: reader.layout, selection: reader.selection,
      options: options, leftOut: reader.leftOut)
    do {
      return try assembly.series(&reader.builder)
    } catch {
      guard case .repeatedTimes(let found) = error, options.order.series == nil, !options.order.sort
      else { throw error }
      // Rows of several series look like this; a column that tells them apart is worth another look.
      let columns = seriesColumns(&source, file: file, options)
      if columns.isEmpty { throw .repeatedTimes(found) }
      throw .severalSeries(found, columns: columns)
    }
  }

  private static func seriesColumns(
    _ source: inout SourceBytes, file: String, _ options: DataOptions
  ) -> [String] {
    // The bytes of a file are forgotten while they are read.
    if source.isFile {
      guard var again = try? SourceBytes.read(file: file) else { return [] }
      return SeriesColumnSearch.columns(&again, file: file, options: options)
    }
    return SeriesColumnSearch.columns(&source, file: file, options: options)
  }

  /// A reader that stands before the first row.
  static func prepared(
    _ source: inout SourceBytes, file: String, options: DataOptions
  ) throws(DataError) -> CSVReader {
    var options = options
    var dialect = Dialect()
    dialect.encoding = try TextEncoding.decode(&source, wanted: options.form.encoding, file: file)
    source.joinLineEnds()
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let start = source.bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    let hasBlanks = source.hasBlankColumns(
      start: start, file: file, options: options, dialect: dialect)
    if hasBlanks {
      source.joinBlanks()
      options.delimiter = 9
    }
    var search = LayoutSearch(source.bytes, file: file, options: options, dialect: dialect)
    var layout = try search.find(start: start)
    if hasBlanks { layout.dialect.delimiter = " " }
    return try CSVReader(source.bytes, file: file, layout: layout, options: options)
  }
}
