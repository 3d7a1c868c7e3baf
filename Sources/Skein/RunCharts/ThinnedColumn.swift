/// A column of many rows as few enough points for a picture, made row by row.
///
/// Of each of many equal ranges of rows the first, the lowest, the highest and the last value are kept, so
/// that a line through them covers the pixels that the whole line does. NaN is a missing value: a gap, unless
/// it is narrower than a pixel. Memory: the points that are kept, however long the series is.
package struct ThinnedColumn {
  private typealias Point = (row: Int, value: Double)

  package private(set) var rows: [Int] = []
  package private(set) var values: [Double] = []
  private let range: Range<Int>
  private let perBucket: Int
  private var bucket = 0
  private var ends: (first: Point, last: Point)?
  private var extremes: (low: Point, high: Point)?

  /// Ranges of rows: more than a picture has columns of pixels.
  private static let buckets = 1000

  /// - Parameter range: the rows that will be added, in ascending order.
  package init(_ range: Range<Int>) {
    self.range = range
    perBucket = (range.count + Self.buckets - 1) / Self.buckets
  }

  package mutating func add(_ row: Int, _ value: Double) {
    if range.count <= 4 * Self.buckets {
      rows.append(row)
      values.append(value)
      return
    }
    let place = (row - range.lowerBound) / perBucket
    if place != bucket {
      finish()
      bucket = place
    }
    let point: Point = (row, value)
    ends = (ends?.first ?? point, point)
    if value.isNaN { return }
    let (low, high) = extremes ?? (point, point)
    extremes = (value < low.value ? point : low, value > high.value ? point : high)
  }

  /// Keeps what is left; to be called after the last row.
  package mutating func finish() {
    let points = [ends?.first, extremes?.low, extremes?.high, ends?.last].compactMap(\.self)
    for point in points.sorted(by: { $0.row < $1.row }) where point.row > rows.last ?? -1 {
      rows.append(point.row)
      values.append(point.value)
    }
    ends = nil
    extremes = nil
  }
}

extension ThinnedColumn {
  /// A column of a series, without values that were missing and filled.
  init(_ series: Series, column: Int, rows: Range<Int>) {
    self.init(rows)
    let width = series.columns.count
    series.forEachBlock(of: rows) { block, values in
      for row in block {
        let isFilled = series.isFilled(row: row, column: column)
        add(row, isFilled ? .nan : values[(row - block.lowerBound) * width + column])
      }
    }
    finish()
  }
}
