/// What a run predicts for its test part, by the row after which it does.
struct TestedRun {
  /// The last row that the model sees of a window.
  struct Origin: Hashable, Comparable {
    /// Of one series its name is empty.
    let series: String
    /// From the first one of the series.
    let row: Int

    static func < (a: Origin, b: Origin) -> Bool { (a.series, a.row) < (b.series, b.row) }
  }

  let path: String
  /// By what errors are scaled, for each series and target; nil where there is one.
  let steps: [String: [NaiveSteps]]?
  let targets: [String]
  /// How far the predicted rows lie after the last row that the model sees.
  let ahead: ClosedRange<Int>
  /// Those of the measured windows, ascending.
  let origins: [Origin]
  /// For each of them what was predicted, and what happened: [steps, targets].
  private let predicted: [Double]
  private let actual: [Double]
  private let outputs: Int

  /// - Parameter material: what is predicted; nil takes the test part of the run's own data.
  /// - Throws: what loading the data throws, and `RunError.noTestPart`.
  init(_ run: StoredRun, material given: StoredRun.Material? = nil) throws {
    let material = try given ?? run.material()
    if material.windows.isEmpty { throw RunError.noTestPart(path: run.path) }
    let values = try run.model.predict(material.windowSet)
    let dataset = material.dataset
    let (series, windows) = (dataset.series, dataset.windows)
    let outputs = dataset.outputs
    let panel = run.record.panel == nil ? nil : series.panel
    func origin(_ window: Int) -> Origin {
      let row = windows.lastRow(window)
      guard let panel else { return Origin(series: "", row: row) }
      let member = panel.member(of: row)
      return Origin(series: panel.names[member], row: row - panel.rows[member].lowerBound)
    }
    let measured = material.windows.filter(dataset.isMeasured).map { (window: $0, origin($0)) }
      .sorted { $0.1 < $1.1 }
    var predicted: [Double] = []
    var actual: [Double] = []
    var restored = [Double](repeating: 0, count: outputs)
    for (window, _) in measured {
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
    origins = measured.map(\.1)
    steps = run.record.panel.map { known in
      Dictionary(known.members.map { ($0.name, $0.steps) }) { first, _ in first }
    }
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
