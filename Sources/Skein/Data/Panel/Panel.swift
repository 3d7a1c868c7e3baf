/// Several series in one table: what each is called, and which rows are its own.
public struct Panel: Sendable, Equatable {
  /// The column that tells them apart; nil where each had a column of its own.
  public let column: String?
  /// In the order in which they came, each once.
  public let names: [String]
  /// The rows of each; they follow each other and cover the table.
  public let rows: [Range<Int>]
  /// Of each, what is known of the rows after its last target; empty where nothing is of any.
  public let coming: [ComingRows]

  init(column: String?, names: [String], rows: [Range<Int>], coming: [ComingRows] = []) {
    precondition(names.count == rows.count, "\(names.count) names of \(rows.count) series")
    precondition(
      coming.isEmpty || coming.count == rows.count, "\(coming.count) of \(rows.count) series")
    self.coming = coming
    self.column = column
    self.names = names
    self.rows = rows
  }

  public var count: Int { names.count }

  /// Which of the series a row belongs to. Cost: logarithmic in their number.
  public func member(of row: Int) -> Int {
    var (low, high) = (0, rows.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if rows[middle].lowerBound <= row { low = middle } else { high = middle - 1 }
    }
    return low
  }
}

extension Series {
  /// The series that a table holds; one of all is a panel of one, with a name of its own where it was asked for by
  /// that.
  package func asPanel(named name: String) -> Panel {
    panel
      ?? Panel(
        column: nil, names: [memberName ?? name], rows: [0..<rows],
        coming: coming.map { [$0] } ?? [])
  }

  /// One of several series as a table of its own. Cost: a copy of its rows.
  func member(_ number: Int, of panel: Panel) -> Series {
    let rows = panel.rows[number]
    let width = columns.count
    let copy = SeriesStorage<Double>()
    guard copy.reserve(rows.count * width) else {
      preconditionFailure("there is no memory for \(rows.count) rows")
    }
    forEachBlock(of: rows) { block, values in
      let added = copy.append(
        contentsOf: UnsafeBufferPointer(start: values, count: block.count * width))
      precondition(added, "there is no memory for \(rows.count) rows")
    }
    var own = FilledCells()
    if hasFilledValues {
      for index in rows.lowerBound * width..<rows.upperBound * width where filled.contains(index) {
        own.insert(index - rows.lowerBound * width)
      }
    }
    var member = Series(
      name: panel.names[number], path: path, columns: columns, inputCount: inputColumns.count,
      targetColumns: targetColumns, labels: labels?.reordered(rows), storage: copy, filled: own)
    member.runs = runs(within: rows).map {
      $0.lowerBound - rows.lowerBound..<$0.upperBound - rows.lowerBound
    }
    member.reading = reading
    member.futureColumns = futureColumns
    member.calendar = calendar
    member.statics = statics
    if !panel.coming.isEmpty { member.coming = panel.coming[number] }
    member.times = times.map { RowTimes(pattern: $0.pattern, step: $0.step) }
    return member
  }

  /// The runs that lie within some rows. Cost: logarithmic in the number of runs, and their number.
  func runs(within rows: Range<Int>) -> ArraySlice<Range<Int>> {
    var (low, high) = (0, runs.count)
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].lowerBound < rows.lowerBound { low = middle + 1 } else { high = middle }
    }
    var end = low
    while end < runs.count, runs[end].upperBound <= rows.upperBound { end += 1 }
    return runs[low..<end]
  }
}
