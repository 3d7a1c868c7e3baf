/// Which predictions a run folder's table lists.
package enum ListedPredictions: String, Codable, Sendable, CaseIterable {
  /// Those of the test part; of a long one the last ones.
  case test
  case all, none

  /// The windows that are listed.
  ///
  /// - Parameter test: the windows of the test part.
  package func windows(of count: Int, test: Range<Int>) -> Range<Int> {
    switch self {
    case .test: max(test.lowerBound, test.upperBound - Self.most)..<test.upperBound
    case .all: 0..<count
    case .none: count..<count
    }
  }

  /// The most that `test` lists, so that the table of a long series stays small.
  package static let most = 100_000
}

/// The predictions of a model that was trained for all windows of its data, made some at a time: those of
/// a table that does not fit into memory would not either.
package struct TrainedPredictions: ~Copyable {
  /// Of the test part.
  package let tested: ToldWindows
  /// The last ones, for a chart.
  package let last: RunPredictions
  /// Predictions of the test part that the table would list, were it not so long.
  package let left: Int
  /// Nil where none is wanted.
  private var table: CSVWriter?

  /// Windows before the end that a chart may show.
  package static let mostLast = 1000

  /// Makes the predictions and writes those that are listed beside `place`, where `commit()` puts them.
  package init(
    of model: Model, _ dataset: Dataset, intervals: Intervals?, listed: ListedPredictions = .test,
    crew: Crew, to place: FilePlace
  ) throws {
    let count = dataset.windows.count
    let test = dataset.splits.test.windows
    let begin = test.isEmpty ? count : test.lowerBound
    // Of many series, those of the last one.
    let longest = dataset.series.panel.map {
      dataset.windows.byMember(0..<count, $0).last?.windows.count ?? 0
    }
    let most = min(longest ?? Self.mostLast, Self.mostLast)
    let shown = listed.windows(of: count, test: begin..<count)
    let none = ToldWindows([], of: dataset, windows: 0..<0, by: Loss.mse.head)
    let header = RunPredictions(none, intervals: intervals).header
    var table = listed == .none ? nil : try CSVWriter(replacing: place, columns: header)
    var last = none
    var tested = none
    var first = min(shown.lowerBound, begin, max(0, count - most))
    while first < count {
      let next = [begin, shown.lowerBound].filter { $0 > first }.min() ?? count
      let end = first < begin ? min(first + MemoryNeed.predictedAtOnce, next) : count
      let told = try model.told(WindowSet(dataset: dataset, windows: first..<end), crew: crew)
      if var writer = table.take() {
        try RunPredictions(told, intervals: intervals).append(to: &writer, from: shown.lowerBound)
        table = consume writer
      }
      last = last.followed(by: told).suffix(most)
      if first >= begin { tested = told }
      first = end
    }
    left = listed == .test ? shown.lowerBound - begin : 0
    self.table = table
    self.tested = tested
    self.last = RunPredictions(last, intervals: intervals)
  }

  /// Those of the test part, row by row; nil without one.
  package var testedRows: RunPredictions? {
    // Residuals of many series have no common unit.
    tested.windows.isEmpty || last.dataset.series.panel != nil
      ? nil : RunPredictions(tested, intervals: last.intervals)
  }

  /// Puts the table in place, where there is one.
  package consuming func commit() throws(FileError) -> FileDigest? {
    guard let writer = table.take() else { return nil }
    return try writer.commit()
  }
}
