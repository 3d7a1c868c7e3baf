/// Gathers windows from the one copy of a series; they are never stored as windows.
package struct WindowSource: Sendable {
  private let storage: SeriesStorage
  private let columns: Int
  private let targets: [Int]
  private let windows: Windows
  /// Leading columns of each row that are inputs.
  package let inputSize: Int

  package init(_ dataset: Dataset) {
    storage = dataset.scaledSeries.storage
    columns = dataset.scaledSeries.columns.count
    targets = dataset.scaledSeries.targetColumns
    windows = dataset.windows
    inputSize = dataset.scaledSeries.inputColumns.count
  }

  package var targetCount: Int { targets.count }

  /// Writes one window as row `row` of a batch [T, `rows`, I].
  package func gatherInput(
    _ window: Int, row: Int, rows: Int, into batch: UnsafeMutablePointer<Float>
  ) {
    precondition(window >= 0 && window < windows.count, "window \(window) of \(windows.count)")
    var source = UnsafePointer(storage.base) + window * columns
    var target = batch + row * inputSize
    for _ in 0..<windows.length {
      for column in 0..<inputSize { target[column] = source[column] }
      source += columns
      target += rows * inputSize
    }
  }

  /// Writes what one window should predict: a number per target.
  package func gatherTargets(_ window: Int, into row: UnsafeMutablePointer<Float>) {
    let source = storage.base + windows.targetRow(window) * columns
    for index in 0..<targets.count { row[index] = source[targets[index]] }
  }
}
