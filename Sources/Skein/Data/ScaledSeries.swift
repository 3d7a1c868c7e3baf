/// The values of a series as a model sees them: scaled, as 32-bit floats, [rows, columns], row-major.
public struct ScaledSeries: Sendable {
  /// As in the series.
  public let columns: [String]
  public let inputColumns: Range<Int>
  public let targetColumns: [Int]
  public let rows: Int
  let storage: SeriesStorage<Float>

  /// Cost: one pass over the values.
  init(_ series: Series, _ scale: (Double, Int) -> Float) {
    columns = series.columns
    inputColumns = series.inputColumns
    targetColumns = series.targetColumns
    rows = series.rows
    storage = SeriesStorage()
    let width = columns.count
    guard storage.reserve(series.storage.count), let target = storage.append(series.storage.count)
    else { preconditionFailure("there is no memory for \(series.storage.count) scaled values") }
    series.withValues { values in
      for row in 0..<rows {
        for column in 0..<width {
          let index = row * width + column
          target[index] = scale(values[index], column)
        }
      }
    }
  }

  public func value(row: Int, column: Int) -> Float {
    precondition(columns.indices.contains(column), "no column \(column) of \(columns.count)")
    precondition(row >= 0 && row < rows, "no row \(row) of \(rows)")
    return storage.values[row * columns.count + column]
  }

  /// Calls `body` with all values, [rows, columns], row-major; they must not be used after it.
  public func withValues<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(storage.values)
  }
}
