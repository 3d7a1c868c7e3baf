/// What a run predicts for its test part, by the row after which it does.
struct TestedRun {
  let path: String
  let targets: [String]
  /// How far the predicted rows lie after the last row that the model sees.
  let ahead: ClosedRange<Int>
  /// The last row that the model sees of each measured window, ascending.
  let origins: [Int]
  /// For each of them what was predicted, and what happened: [steps, targets].
  private let predicted: [Double]
  private let actual: [Double]
  private let outputs: Int

  /// - Parameter material: what is predicted; nil takes the test part of the run's own data.
  /// - Throws: what loading the data throws, and `RunError.noTestPart`.
  init(_ run: StoredRun, material given: StoredRun.Material? = nil) throws {
    if run.record.panel != nil { throw RunContestError.panel(run.path) }
    let material = try given ?? run.material()
    if material.windows.isEmpty { throw RunError.noTestPart(path: run.path) }
    let values = try run.model.predict(material.windowSet)
    let dataset = material.dataset
    let (series, windows) = (dataset.series, dataset.windows)
    let outputs = dataset.outputs
    let measured = material.windows.filter(dataset.isMeasured)
      .sorted { windows.lastRow($0) < windows.lastRow($1) }
    var predicted: [Double] = []
    var actual: [Double] = []
    var restored = [Double](repeating: 0, count: outputs)
    for window in measured {
      let first = (window - material.windows.lowerBound) * outputs
      dataset.restore(values[first..<first + outputs], window: window, into: &restored)
      predicted += restored
      for row in windows.targetRows(window) {
        actual += series.targetColumns.map { series.value(row: row, column: $0) }
      }
    }
    path = run.path
    targets = series.targetColumns.map { series.columns[$0] }
    ahead = windows.ahead
    origins = measured.map { windows.lastRow($0) }
    self.predicted = predicted
    self.actual = actual
    self.outputs = outputs
  }

  /// What was predicted of a target after the origin at `index`, and what happened, step by step.
  func pairs(_ index: Int, target: Int) -> [(actual: Double, predicted: Double)] {
    stride(from: target, to: outputs, by: targets.count).map {
      (actual[index * outputs + $0], predicted[index * outputs + $0])
    }
  }
}
