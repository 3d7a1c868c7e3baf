/// The simple methods that a model is judged beside, fitted to the rows that trained it.
package struct Company: Codable, Sendable, Equatable {
  /// Of each target, copying the last value first.
  package let methods: [[SimpleMethod]]

  /// Values that the methods are fitted to at most: the last ones.
  private static let mostValues = 50_000

  /// Cost: milliseconds, whatever the length of the series.
  package init(_ series: Series, windows: Windows, trainingRuns: [Range<Int>]) {
    methods = series.targetColumns.map { column in
      var runs: [[Double]] = []
      var left = Self.mostValues
      for run in trainingRuns.reversed() where left > 0 && !run.isEmpty {
        let rows = run.suffix(left)
        runs.append(series.values(of: column, rows: rows))
        left -= rows.count
      }
      runs.reverse()
      return SimpleMethod.all(
        fittedTo: runs, season: series.season(column: column, runs: trainingRuns),
        steps: windows.ahead)
    }
  }

  /// Those fitted to a dataset's training part.
  package init(_ dataset: Dataset) {
    self.init(
      dataset.series, windows: dataset.windows, trainingRuns: dataset.splits.training.runs)
  }

  /// Whether methods that were read from a file can be asked.
  package func isUsable(targets: Int) -> Bool {
    methods.count == targets
      && methods.allSatisfy { $0.first == .lastValue && $0.allSatisfy(\.isUsable) }
  }

  /// Copying the last value alone, where nothing is known of the training.
  package init(targets: Int) {
    methods = [[SimpleMethod]](repeating: [.lastValue], count: targets)
  }
}

extension Series {
  /// The values of a column, one after the other.
  func values(of column: Int, rows: Range<Int>) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(rows.count)
    let width = columns.count
    forEachBlock(of: rows) { rows, block in
      for row in rows { values.append(block[(row - rows.lowerBound) * width + column]) }
    }
    return values
  }

  /// The run that a row lies in.
  func run(of row: Int) -> Range<Int> {
    var (low, high) = (0, runs.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if runs[middle].lowerBound <= row { low = middle } else { high = middle - 1 }
    }
    return runs[low]
  }
}
