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

  @inline(__always)
  mutating func note(row: Int, line: Int) {
    if let last = breaks.last, line - last.line == row - last.row { return }
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
