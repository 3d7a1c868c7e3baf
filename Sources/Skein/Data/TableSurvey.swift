/// What a table holds, column by column.
package struct TableSurvey: Sendable {
  package enum Kind: String, Sendable, Codable {
    case number, text, time, count
    case empty = "no value"
  }

  package struct Column: Sendable {
    package let name: String
    package let kind: Kind
    /// Its place in `series`; nil for what is no number.
    package let place: Int?
    /// The least and the largest value that is there, and how many are missing.
    package let range: ClosedRange<Double>?
    package let missing: Int
  }

  package let columns: [Column]
  /// All columns of numbers.
  package let series: Series

  /// - Throws: `DataError`, as reading does.
  package init(_ names: [String], options: DataOptions) throws(DataError) {
    var options = options
    options.takesAllNumbers = true
    // The columns as they stand.
    options.order.wide = false
    options.missingValues = .interpolate
    let series = try DataSource.load(names, options: options)
    self.series = series
    let kinds = series.reading?.kinds ?? []
    var columns: [Column] = []
    let names = kinds.isEmpty ? series.columns.map { ($0, Kind.number) } : kinds
    for (name, kind) in names {
      let place = kind == .number ? series.columns.firstIndex(of: name) : nil
      let (range, missing) = place.map { Self.range(series, $0) } ?? (nil, 0)
      columns.append(Column(name: name, kind: kind, place: place, range: range, missing: missing))
    }
    self.columns = columns
  }

  private static func range(_ series: Series, _ column: Int) -> (ClosedRange<Double>?, Int) {
    var (least, most) = (Double.infinity, -Double.infinity)
    var missing = 0
    for row in 0..<series.rows {
      if series.isFilled(row: row, column: column) {
        missing += 1
      } else {
        least = min(least, series.value(row: row, column: column))
        most = max(most, series.value(row: row, column: column))
      }
    }
    return (least <= most ? least...most : nil, missing)
  }

  /// The means of `count` parts of a column, from 0 for the least to 1 for the largest value.
  package func outline(_ column: Column, parts count: Int) -> [Double] {
    guard let place = column.place, let range = column.range, series.rows > 0 else { return [] }
    let parts = min(count, series.rows)
    let span = range.upperBound - range.lowerBound
    return (0..<parts).map { part in
      let rows = part * series.rows / parts..<(part + 1) * series.rows / parts
      let sum = rows.reduce(0.0) { $0 + series.value(row: $1, column: place) }
      let mean = sum / Double(rows.count)
      return span > 0 ? (mean - range.lowerBound) / span : 0.5
    }
  }
}
