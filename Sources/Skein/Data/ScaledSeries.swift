/// The values of a series as a model sees them: scaled, as 32-bit floats, [rows, columns], row-major.
///
/// Of a series in memory they are a copy; of one in a file each is scaled when it is read, to the same bits.
public struct ScaledSeries: Sendable {
  /// As in the series.
  public let columns: [String]
  public let inputColumns: Range<Int>
  public let targetColumns: [Int]
  public let rows: Int
  /// Nil where the series is in a file.
  let copy: SeriesStorage<Float>?
  /// The values before they are scaled.
  let source: SeriesStorage<Double>
  let scaler: Scaler

  /// Cost: one pass over the values, where they are in memory.
  init(_ series: Series, _ scaler: Scaler) {
    columns = series.columns
    inputColumns = series.inputColumns
    targetColumns = series.targetColumns
    rows = series.rows
    source = series.storage
    self.scaler = scaler
    copy = series.isInFile ? nil : Self.scaled(series.storage, scaler, width: series.columns.count)
  }

  private static func scaled(
    _ source: SeriesStorage<Double>, _ scaler: Scaler, width: Int
  ) -> SeriesStorage<Float> {
    let copy = SeriesStorage<Float>()
    guard copy.reserve(source.count), let target = copy.append(source.count)
    else { preconditionFailure("there is no memory for \(source.count) scaled values") }
    source.forEachBlock(of: 0..<source.count, width: width) { indices in
      var index = indices.lowerBound
      while index < indices.upperBound {
        for column in 0..<width {
          target[index + column] = scaler.scale(source.base[index + column], column: column)
        }
        index += width
      }
    }
    return copy
  }

  public func value(row: Int, column: Int) -> Float {
    precondition(columns.indices.contains(column), "no column \(column) of \(columns.count)")
    precondition(row >= 0 && row < rows, "no row \(row) of \(rows)")
    let index = row * columns.count + column
    if let copy { return copy.values[index] }
    source.note(index)
    return scaler.scale(source.values[index], column: column)
  }

  /// Calls `body` with all values, [rows, columns], row-major; they must not be used after it. Of a
  /// series in a file this makes a copy in memory.
  public func withValues<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let values = copy ?? Self.scaled(source, scaler, width: columns.count)
    return try body(values.values)
  }
}
