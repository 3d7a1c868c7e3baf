/// The numbers that a model learns from: the only copy of the data, shared by all workers.
///
/// values: [rows, columns], row-major, doubles as they stand in the file, every one finite. The inputs are
/// the first columns, so that one row's inputs are neighbours in memory; targets that are no input
/// follow. Copying a series copies a reference.
public struct Series: Sendable {
  /// What the series is called: a built-in name, or the file's name without its folder.
  public let name: String
  /// The path of the file it was read from, as the user gave it; nil for other sources.
  public let path: String?
  /// The files that it was read from, several where a table lies in parts; empty for other sources.
  public internal(set) var files: [DataFile] = []
  /// The columns' names, in the order of the values.
  public let columns: [String]
  /// The columns that the model sees: always `0..<inputColumns.count`.
  public let inputColumns: Range<Int>
  /// The columns that the model predicts, which may be among the inputs, in the order asked for.
  public let targetColumns: [Int]
  /// The number of time steps.
  public let rows: Int
  /// Input columns whose values are known before they come, those of the calendar among them.
  public internal(set) var futureColumns: [Int] = []
  /// What of the calendar is among the columns, behind the other inputs.
  public internal(set) var calendar: [CalendarFeature] = []
  /// What is the same in all rows of each of many series, before the calendar among the inputs.
  public internal(set) var statics: [StaticColumn] = []
  /// Rows after the last one that has a target.
  public internal(set) var coming: ComingRows?
  let labels: RowLabels?
  /// Rows that follow each other without a gap, in order; windows do not cross their ends.
  public internal(set) var runs: [Range<Int>]
  /// Which rows are whose, where the table holds several series; nil for one.
  public internal(set) var panel: Panel?
  /// Which of the series of its table it is, where one was asked for.
  var memberName: String?
  /// When the rows are, where their labels say so.
  var times: RowTimes?
  /// Which values were missing and filled.
  var filled: FilledCells
  /// How the series was read; nil where it was not read from text.
  public internal(set) var reading: Reading?
  /// `fingerprint`, where it was computed before.
  var knownFingerprint: UInt64?
  /// Keep it, or the series, alive for as long as a pointer to its values is in use.
  package let storage: SeriesStorage<Double>

  init(
    name: String, path: String?, columns: [String], inputCount: Int, targetColumns: [Int],
    labels: RowLabels?, storage: SeriesStorage<Double>, filled: FilledCells = FilledCells()
  ) {
    precondition(
      !columns.isEmpty && inputCount > 0 && inputCount <= columns.count
        && targetColumns.allSatisfy(columns.indices.contains) && !targetColumns.isEmpty,
      "\(inputCount) inputs and targets \(targetColumns) of \(columns.count) columns")
    precondition(
      storage.count.isMultiple(of: columns.count),
      "\(storage.count) values are no whole rows of \(columns.count)")
    rows = storage.count / columns.count
    precondition(
      labels == nil || labels?.count == rows, "\(labels?.count ?? 0) labels for \(rows) rows")
    self.name = name
    self.path = path
    self.columns = columns
    inputColumns = 0..<inputCount
    self.targetColumns = targetColumns
    self.labels = labels
    self.storage = storage
    self.filled = filled
    runs = [0..<rows]
  }

  /// The value of a column at a row, in the units of the source.
  public func value(row: Int, column: Int) -> Double {
    precondition(columns.indices.contains(column), "no column \(column) of \(columns.count)")
    precondition(row >= 0 && row < rows, "no row \(row) of \(rows)")
    storage.note(row * columns.count)
    return storage.values[row * columns.count + column]
  }

  /// Calls `body` with all rows, some at a time: their numbers, and the values, [rows, columns].
  ///
  /// Of a series in a file, only these are in memory.
  func forEachBlock<Failure: Error>(
    of rows: Range<Int>, _ body: (Range<Int>, UnsafePointer<Double>) throws(Failure) -> Void
  ) throws(Failure) {
    let width = columns.count
    try storage.forEachBlock(of: rows.lowerBound * width..<rows.upperBound * width, width: width) {
      (indices) throws(Failure) in
      try body(
        indices.lowerBound / width..<indices.upperBound / width,
        UnsafePointer(storage.base + indices.lowerBound))
    }
  }

  /// Whether the values are in a file, since they did not fit into memory.
  package var isInFile: Bool { storage.isMapped }

  /// Calls `body` with all values, [rows, columns], row-major; they must not be used after it.
  public func withValues<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(storage.values)
  }

  /// Whether a value was missing in the source and is a guess.
  public func isFilled(row: Int, column: Int) -> Bool {
    filled.contains(row * columns.count + column)
  }

  /// Whether any value was missing in the source.
  package var hasFilledValues: Bool { !filled.isEmpty }

  /// What the source calls a row: its time as written there, or the row's number from 1.
  public func rowLabel(_ row: Int) -> String {
    precondition(row >= 0 && row < rows, "no row \(row) of \(rows)")
    return labels?[row] ?? String(row + 1)
  }

  /// - Throws: `DataError.notEnoughMemory` when a second copy of the values does not fit.
  func checkMemoryForCopy() throws(DataError) {
    // A series in a file is scaled where it is read.
    if !isInFile { try ReadingMemory.check(4 * storage.count, for: name) }
  }

  /// - Throws: `DataError.notEnoughMemory` when a copy in doubles does not fit.
  func checkMemoryForScaledCopy() throws(DataError) {
    if !isInFile { try ReadingMemory.check(8 * storage.count, for: name) }
  }

  /// The same rows with other values.
  func replacing(_ storage: SeriesStorage<Double>) -> Series {
    var series = Series(
      name: name, path: path, columns: columns, inputCount: inputColumns.count,
      targetColumns: targetColumns, labels: labels, storage: storage, filled: filled)
    series.take(context: self)
    return series
  }

  /// Whether the source has a time column.
  public var hasTimeLabels: Bool { labels != nil }

  /// What the source calls the column that labels the rows, `row` where there is none, or where another
  /// column of a table is called so.
  package func labelName(beside others: [String]) -> String {
    let names = hasTimeLabels ? reading?.dialect.timeColumns ?? [] : []
    let name = names.joined(separator: " ")
    return name.isEmpty || others.contains(name) ? "row" : name
  }
}
