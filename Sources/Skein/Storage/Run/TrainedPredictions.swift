/// The predictions of a model that was trained for all windows of its data, made some at a time: those of
/// a table that does not fit into memory would not either.
package struct TrainedPredictions: ~Copyable {
  /// Of the test part, [windows, steps, targets], scaled.
  package let tested: [Float]
  /// The last ones, for a chart.
  package let last: RunPredictions
  private var table: CSVWriter

  /// Windows before the end that a chart may show.
  package static let mostLast = 1000

  /// Makes the predictions and writes them beside `place`, where `commit()` puts them.
  package init(
    of model: Model, _ dataset: Dataset, crew: Crew, to place: FilePlace
  ) throws {
    let count = dataset.windows.count
    let test = dataset.splits.test.windows
    let begin = test.isEmpty ? count : test.lowerBound
    let none = RunPredictions([], dataset: dataset, windows: 0..<0)
    var table = try CSVWriter(replacing: place, columns: none.header)
    var last: [Float] = []
    var tested: [Float] = []
    var first = 0
    while first < count {
      let end = first < begin ? min(first + MemoryNeed.predictedAtOnce, begin) : count
      let windows = WindowSet(dataset: dataset, windows: first..<end)
      let part = RunPredictions(
        try model.predict(windows, crew: crew), dataset: dataset, windows: first..<end)
      try part.append(to: &table)
      let outputs = dataset.outputs
      last = Array((last + part.scaledEnd(Self.mostLast)).suffix(Self.mostLast * outputs))
      if first >= begin { tested = part.scaledValues }
      first = end
    }
    self.table = table
    self.tested = tested
    self.last = RunPredictions(
      last, dataset: dataset, windows: max(0, count - Self.mostLast)..<count)
  }

  /// Those of the test part, row by row; nil without one.
  package var testedRows: RunPredictions? {
    let dataset = last.dataset
    if tested.isEmpty { return nil }
    return RunPredictions(tested, dataset: dataset, windows: dataset.splits.test.windows)
  }

  /// Puts the table in place.
  package consuming func commit() throws(FileError) -> FileDigest { try table.commit() }
}
