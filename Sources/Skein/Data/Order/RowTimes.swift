/// When the rows of a series are.
struct RowTimes: Sendable {
  var pattern: TimePattern
  /// The distance of neighbours, where most are equally far apart.
  var step: TimeStep?
  /// For each row, in 100 ns; kept where several series lie in one table, whose windows are in order of
  /// time, and empty otherwise.
  var instants: [Int] = []
  /// Several series in one table: the name of each run.
  var names: [String] = []
}

/// The lines of a file in which rows stand: the first, and where they do not follow directly.
struct RowLines: Sendable {
  private var breaks: [(row: Int, line: Int)] = []
  /// The parts of the table and the rows with which they begin; none where it has one alone.
  private var parts: [(row: Int, file: String)] = []

  /// The row with which the newest part begins.
  private var partBegin = 0

  /// The part that is read.
  var part: String? { parts.last?.file }

  /// Says that the following rows are of another part.
  mutating func begin(part: String, row: Int) {
    parts.append((row, part))
    partBegin = row
  }

  /// The part in which a row stands.
  func part(of row: Int) -> String? { parts.last { $0.row <= row }?.file }

  @inline(__always)
  mutating func note(row: Int, line: Int) {
    if let last = breaks.last, line - last.line == row - last.row, last.row >= partBegin { return }
    breaks.append((row, line))
  }

  mutating func forget(from row: Int) {
    while let last = breaks.last, last.row >= row { breaks.removeLast() }
  }

  func line(of row: Int) -> Int {
    var low = 0
    var high = breaks.count
    while low < high {
      let middle = (low + high) / 2
      if breaks[middle].row <= row { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return row + 1 }
    return breaks[low - 1].line + row - breaks[low - 1].row
  }
}
