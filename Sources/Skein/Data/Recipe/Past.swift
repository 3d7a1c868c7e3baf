/// The values up to a row, as far back as they follow each other: what a forecast may rest on.
///
/// A view: the series or buffer that it was made of must outlive it.
struct Past {
  /// [columns]: the last row.
  private let row: UnsafePointer<Double>
  private let columns: Int
  /// Rows that there are, the last one included.
  let count: Int

  init(_ row: UnsafePointer<Double>, columns: Int, count: Int) {
    self.row = row
    self.columns = columns
    self.count = count
  }

  /// The value of a column so many rows before the last one; before the first row there is nothing but
  /// the first one. Of rows behind the last one, which have negative numbers, only columns are there that
  /// are known ahead, and not farther than predictions go.
  @inline(__always)
  func value(_ back: Int, _ column: Int) -> Double {
    row[column - min(back, count - 1) * columns]
  }
}

extension Series {
  /// The values up to a row, at most `reach` of them.
  func past(_ row: Int, reach: Int) -> Past {
    let count = min(row - run(of: row).lowerBound + 1, reach)
    storage.noteRange(count: count * columns.count)
    return Past(
      UnsafePointer(storage.base) + row * columns.count, columns: columns.count, count: count)
  }
}
