import Foundation

/// Files of the numbers of tables that do not fit into memory.
package enum ColumnFile {
  static let ending = ".columns"
  private static let blockBytes = 1 << 20

  /// The series of some files: from the column file that was made of them before, or by `read`, whose
  /// numbers are kept as one where they did not fit into memory.
  static func series(
    for parts: [String], options: DataOptions, _ read: () throws(DataError) -> Series
  ) throws(DataError) -> Series {
    guard options.columnFile != .never, let key = ColumnKey(parts, options) else {
      return try read()
    }
    let folder = ColumnFolder.path(options.columnFile)
    if let series = open("\(folder)/\(key.fileName)", key) { return series }
    var series = try read()
    guard series.isInFile else { return series }
    do {
      let path = try keep(&series, key)
      series.reading = series.reading?.adding(note(path))
    } catch {
      series.reading = series.reading?.adding(
        "the numbers are in a file that is not kept, since \(error)")
    }
    return series
  }

  private static func note(_ path: String?) -> String {
    path.map { "the numbers are in \($0)" }
      ?? "the numbers are in a file that is removed when the program ends"
  }

  // MARK: Keeping

  /// Makes the file of a series' values one that is found again; gives its path, nil where it cannot.
  private static func keep(_ series: inout Series, _ key: ColumnKey) throws(FileError) -> String? {
    let encoder = JSONEncoder()
    // So that the same table gives the same bytes.
    encoder.outputFormatting = .sortedKeys
    guard let file = series.storage.file, key.isOf(series.files) else { return nil }
    series.knownFingerprint = series.fingerprint
    guard let record = ColumnRecord(series, key), let json = try? encoder.encode(record) else {
      return nil
    }
    var header = ColumnHeader()
    header.values = series.storage.count
    header.labels = series.labels?.count ?? 0
    header.labelBytes = series.labels?.storages.bytes.count ?? 0
    header.filledWords = series.filled.words.count
    header.jsonBytes = json.count
    if let labels = series.labels?.storages {
      try write(labels.ends, to: file, at: header.endsOffset)
      try write(labels.bytes, to: file, at: header.labelsOffset)
    }
    let gap = header.filledOffset - header.labelsOffset - header.labelBytes
    try write([UInt8](repeating: 0, count: gap), file, at: header.filledOffset - gap)
    try write(series.filled.words, file, at: header.filledOffset)
    try write(Array(json), file, at: header.jsonOffset)
    try file.shorten(to: header.total)
    header.hash = try hash(file, count: header.total)
    try write(header.bytes, file, at: 0)
    try file.keep(as: key.fileName)
    return file.path
  }

  private static func write<Value>(
    _ values: SeriesStorage<Value>, to file: MappedFile, at offset: Int
  ) throws(FileError) {
    let stride = MemoryLayout<Value>.stride
    try values.forEachBlock(of: 0..<values.count, width: 1) { indices throws(FileError) in
      try file.write(
        UnsafeRawBufferPointer(
          start: values.base + indices.lowerBound, count: indices.count * stride),
        at: offset + indices.lowerBound * stride)
    }
  }

  private static func write<Value: BitwiseCopyable>(
    _ values: [Value], _ file: MappedFile, at offset: Int
  ) throws(FileError) {
    try values.withUnsafeBufferPointer { values throws(FileError) in
      try file.write(UnsafeRawBufferPointer(values), at: offset)
    }
  }

  /// The hash of everything behind the header, read a block at a time.
  private static func hash(_ file: MappedFile, count: Int) throws(FileError) -> UInt64 {
    var hash = XXHash64()
    var block = [UInt8](repeating: 0, count: blockBytes)
    var at = ColumnHeader.size
    while at < count {
      let length = min(block.count, count - at)
      try block.withUnsafeMutableBufferPointer { block throws(FileError) in
        let part = UnsafeMutableRawBufferPointer(
          UnsafeMutableBufferPointer(rebasing: block[..<length]))
        try file.read(part, at: at)
        hash.update(UnsafeRawBufferPointer(part))
      }
      at += length
    }
    return hash.digest
  }

  // MARK: Opening

  /// The series of the column file at `path`; nil where there is none, it is damaged, or made of something
  /// else, and so has to be made anew.
  private static func open(_ path: String, _ key: ColumnKey) -> Series? {
    guard let file = try? MappedFile(path: path), var series = series(of: file, key) else {
      return nil
    }
    series.reading = series.reading?.adding(note(path))
    return series
  }

  /// The series of the column file at `path`, whatever it was made of; nil where it is damaged.
  package static func series(ofFile path: String) throws(FileError) -> Series? {
    series(of: try MappedFile(path: path), nil)
  }

  /// A column file's bytes with the hashes that they should have, where they have a header.
  package static func sealed(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count > ColumnHeader.size else { return bytes }
    let content = Array(bytes[ColumnHeader.size...])
    return ColumnHeader.sealed(
      Array(bytes.prefix(ColumnHeader.size)), hash: XXHash64.digest(content)) + content
  }

  /// - Parameter key: what it should have been made of; nil takes whatever it was.
  private static func series(of file: MappedFile, _ key: ColumnKey?) -> Series? {
    let total = file.capacity
    guard let head = bytes(file, 0..<ColumnHeader.size),
      let header = ColumnHeader(head, count: total),
      let json = bytes(file, header.jsonOffset..<total),
      let record = try? JSONDecoder().decode(ColumnRecord.self, from: Data(json)),
      key.map({ record.fits($0) }) ?? true,
      let found = try? hash(file, count: total), found == header.hash
    else { return nil }
    let values = SeriesStorage<Double>(file, count: header.values)
    let ends = SeriesStorage<Int>(file, offset: header.endsOffset, count: header.labels)
    let labels = SeriesStorage<UInt8>(
      file, offset: header.labelsOffset, count: header.labelBytes)
    let filled = (file.base + header.filledOffset).assumingMemoryBound(to: UInt64.self)
    let words = Array(UnsafeBufferPointer(start: filled, count: header.filledWords))
    guard areAscending(ends, to: header.labelBytes) else { return nil }
    return record.series(
      values, header.labels > 0 ? RowLabels(bytes: labels, ends: ends) : nil,
      FilledCells(words: words))
  }

  /// Whether labels end one after the other, within their bytes.
  private static func areAscending(_ ends: SeriesStorage<Int>, to limit: Int) -> Bool {
    var last = 0
    var isAscending = true
    ends.forEachBlock(of: 0..<ends.count, width: 1) { indices in
      for index in indices {
        isAscending = isAscending && ends.base[index] >= last
        last = ends.base[index]
      }
    }
    return isAscending && last <= limit
  }

  private static func bytes(_ file: MappedFile, _ range: Range<Int>) -> [UInt8]? {
    guard range.upperBound <= file.capacity else { return nil }
    var bytes = [UInt8](repeating: 0, count: range.count)
    let isThere = bytes.withUnsafeMutableBytes { (try? file.read($0, at: range.lowerBound)) != nil }
    return isThere ? bytes : nil
  }
}
