/// Rows after the last one that has a target, with columns whose values are known ahead: promotions,
/// holidays, the weather forecast.
public struct ComingRows: Sendable, Equatable {
  /// The columns that are known ahead.
  public let columns: [String]
  /// What the source calls the rows; empty where it does not label them.
  public let labels: [String]
  /// [rows, columns], NaN where a value is missing.
  let values: [Double]

  public var count: Int { values.count / max(columns.count, 1) }
}

extension ComingRows {
  /// Takes the last rows of a table, in which no target has a value, and what is known ahead of them; nil
  /// where there are none.
  static func take(
    from rows: inout RowTable, names: [String], _ selection: ColumnSelection
  ) -> ComingRows? {
    guard !selection.future.isEmpty, rows.groups.count == 1 else { return nil }
    let (width, count) = (rows.width, rows.count)
    var first = count
    while first > 0,
      selection.targets.allSatisfy({ rows.storage.base[(first - 1) * width + $0].isNaN })
    { first -= 1 }
    // A table without any target is refused as such.
    guard first > 0, first < count else { return nil }
    let labels = rows.labels.map { labels in (first..<count).map { labels[$0] } } ?? []
    let values = (first..<count).flatMap { row in
      selection.future.map { rows.storage.base[row * width + $0] }
    }
    rows.truncate(to: first)
    return ComingRows(
      columns: selection.future.map { names[$0] }, labels: labels, values: values)
  }

  /// Rows behind the first ones of a series that are taken over: more than a forecast looks at.
  private static let mostFollowing = 10_000

  /// What is known ahead of the rows that follow the first ones of a series; nil where nothing is, but for
  /// the calendar.
  init?(after count: Int, of series: Series) {
    let calendar = series.calendarColumns
    let places = series.futureColumns.filter { !calendar.contains($0) }
    let rows = (count..<series.rows).prefix(Self.mostFollowing)
    if places.isEmpty || rows.isEmpty { return nil }
    columns = places.map { series.columns[$0] }
    labels = series.hasTimeLabels ? rows.map(series.rowLabel) : []
    values = rows.flatMap { row in places.map { series.value(row: row, column: $0) } }
  }

  /// All rows of a table that holds nothing but columns that are known ahead.
  package init(_ series: Series) {
    columns = series.inputNames
    labels = series.hasTimeLabels ? (0..<series.rows).map(series.rowLabel) : []
    var values: [Double] = []
    for row in 0..<series.rows {
      for column in series.inputColumns { values.append(series.value(row: row, column: column)) }
    }
    self.values = values
  }
}
