extension ToldWindows {
  /// Numbers that are kept to be sorted, at most: of long validation parts, those of the last windows,
  /// of many series those of some windows of each.
  private static let mostNumbers = 2_000_000
  private static let leastWindows = 1000

  /// Windows from which is learnt how far actual values lie from what is told.
  ///
  /// - Parameter count: of numbers that are kept of each.
  func learning(numbers count: Int) -> [Int] {
    let most = max(Self.mostNumbers / max(count, 1), Self.leastWindows)
    let all = windows.filter(dataset.isMeasured)
    // Of many series some windows of each.
    return dataset.series.panel == nil || all.count <= most
      ? Array(all.suffix(most)) : (0..<most).map { all[$0 * all.count / most] }
  }

  /// Calls `body` with what is told of each window, a place among the outputs, and what came there.
  func forEachActual(
    _ windows: [Int], _ body: (_ told: ToldWindow, _ place: Int, _ actual: Double) -> Void
  ) {
    let targets = dataset.series.targetColumns
    for window in windows {
      let one = self[window]
      for (step, row) in dataset.windows.targetRows(window).enumerated() {
        for (target, column) in targets.enumerated() {
          body(
            one, step * targets.count + target, dataset.series.value(row: row, column: column))
        }
      }
    }
  }
}
