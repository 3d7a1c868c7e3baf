import Foundation
import Hashing

/// What a column file was made of, and what its numbers are.
struct ColumnRecord: Codable, Equatable {
  /// A file that was read, as it was then.
  struct Source: Codable, Hashable {
    var path: String
    var bytes: Int
    var changed: Int
  }

  private struct Kind: Codable, Equatable {
    var name: String
    var kind: TableSurvey.Kind
  }

  /// Another version may read the same file in another way.
  private var skein = SkeinVersion.current
  private var sources: [Source]
  private var options: String
  /// The reading that was known before.
  private var known: Dialect?

  private var name: String
  private var path: String?
  private var files: [DataFile]
  private var columns: [String]
  private var inputCount: Int
  private var targetColumns: [Int]
  private var futureColumns: [Int]
  private var runs: [Range<Int>]
  private var pattern: TimePattern?
  private var step: TimeStep?
  private var fingerprint: UInt64

  private var dialect: Dialect
  private var summary: String
  private var notes: [String]
  private var rowsRead: Int
  private var leftOut: [LeftOutLines]
  private var mayBeMixed: Bool
  private var kinds: [Kind]

  /// Nil for a series of which more has to be known than stands here.
  init?(_ series: Series, _ key: ColumnKey) {
    guard let reading = series.reading, series.panel == nil, series.coming == nil,
      series.times?.instants.isEmpty ?? true
    else { return nil }
    sources = key.sources
    options = key.options
    known = key.known
    name = series.name
    path = series.path
    files = series.files
    columns = series.columns
    inputCount = series.inputColumns.count
    targetColumns = series.targetColumns
    futureColumns = series.futureColumns
    runs = series.runs
    pattern = series.times?.pattern
    step = series.times?.step
    fingerprint = series.fingerprint
    dialect = reading.dialect
    summary = reading.summary
    notes = reading.notes
    rowsRead = reading.rowsRead
    leftOut = reading.leftOut
    mayBeMixed = reading.mayBeMixed
    kinds = reading.kinds.map { Kind(name: $0.name, kind: $0.kind) }
  }

  /// Whether the numbers are those that reading with `key` would give.
  func fits(_ key: ColumnKey) -> Bool {
    skein == SkeinVersion.current && sources == key.sources && options == key.options
      && (known == key.known || key.known == nil || dialect == key.known)
  }

  /// The series of the numbers; nil where they do not fit together.
  func series(
    _ values: SeriesStorage<Double>, _ labels: RowLabels?, _ filled: FilledCells
  ) -> Series? {
    guard !columns.isEmpty, (1...columns.count).contains(inputCount), !targetColumns.isEmpty,
      targetColumns.allSatisfy(columns.indices.contains), values.count > 0,
      futureColumns.allSatisfy((0..<inputCount).contains),
      values.count.isMultiple(of: columns.count)
    else { return nil }
    let rows = values.count / columns.count
    guard labels.map({ $0.count == rows }) ?? true,
      runs.allSatisfy({ $0.lowerBound >= 0 && $0.upperBound <= rows }),
      zip(runs, runs.dropFirst()).allSatisfy({ $0.upperBound <= $1.lowerBound })
    else { return nil }
    var series = Series(
      name: name, path: path, columns: columns, inputCount: inputCount,
      targetColumns: targetColumns, labels: labels, storage: values, filled: filled)
    series.files = files
    series.futureColumns = futureColumns
    series.runs = runs
    series.times = pattern.map { RowTimes(pattern: $0, step: step) }
    series.knownFingerprint = fingerprint
    series.reading = Reading(
      dialect: dialect, summary: summary, notes: notes, rowsRead: rowsRead, leftOut: leftOut,
      mayBeMixed: mayBeMixed, kinds: kinds.map { ($0.name, $0.kind) })
    return series
  }
}

/// By what a column file is found again: the files that were read, and how.
struct ColumnKey: Equatable {
  let sources: [ColumnRecord.Source]
  /// As JSON, without what decides nothing about the numbers.
  let options: String
  let known: Dialect?

  /// Nil unless all parts are files.
  init?(_ parts: [String], _ options: DataOptions) {
    var sources: [ColumnRecord.Source] = []
    for part in parts {
      var status = stat()
      guard stat(part, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
      sources.append(
        ColumnRecord.Source(
          path: FilePath.absolute(part), bytes: Int(status.st_size),
          changed: Int(status.st_mtim.tv_sec) * 1_000_000_000 + status.st_mtim.tv_nsec))
    }
    var plain = options
    plain.columnFile = .auto
    plain.known = nil
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard let json = try? encoder.encode(plain) else { return nil }
    self.sources = sources
    self.options = String(decoding: json, as: UTF8.self)
    known = options.known
  }

  /// Such as `temps-0123456789abcdef.columns`: the same for other contents of the same files, whose numbers
  /// take the place of the former ones.
  var fileName: String {
    var hash = FNV1a()
    for text in sources.map(\.path) + [options] { hash.combine(text) }
    let name = FilePath.name(of: sources.first?.path ?? "").prefix { $0 != "." }
    let safe = name.prefix(40).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    return "\(String(safe))-\(hash.digits)\(ColumnFile.ending)"
  }

  /// Whether these files were read, and not changed meanwhile.
  func isOf(_ files: [DataFile]) -> Bool {
    let read = files.map {
      ColumnRecord.Source(
        path: FilePath.absolute($0.path), bytes: $0.bytes, changed: $0.changed)
    }
    // Parts may have been read in another order.
    return files.count == sources.count && Set(read) == Set(sources)
  }
}
