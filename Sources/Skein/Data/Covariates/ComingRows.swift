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
  /// Takes the last rows of each series of a table, in which no target has a value, and what is known ahead
  /// of them: for each series, or nothing where there are no such rows.
  ///
  /// Cost: a copy of the values, where one of several series has such rows.
  ///
  /// - Returns: with them the rows that stay, where those of several series move; nil for as they were.
  static func take(
    from rows: inout RowTable, names: [String], _ selection: ColumnSelection, file: String
  ) throws(DataError) -> (coming: [ComingRows], kept: [Int]?) {
    if selection.future.isEmpty { return ([], nil) }
    let (width, storage) = (rows.width, rows.storage)
    let ends = rows.groups.map { group -> Int in
      var end = group.upperBound
      while end > group.lowerBound,
        selection.targets.allSatisfy({ storage.base[(end - 1) * width + $0].isNaN })
      { end -= 1 }
      // A series without any target is refused as such.
      return end > group.lowerBound ? end : group.upperBound
    }
    let taken = zip(rows.groups, ends).map { $1..<$0.upperBound }
    if taken.allSatisfy(\.isEmpty) { return ([], nil) }
    let labels = rows.labels
    let coming = taken.map { rows in
      ComingRows(
        columns: selection.future.map { names[$0] },
        labels: labels.map { labels in rows.map { labels[$0] } } ?? [],
        values: rows.flatMap { row in selection.future.map { storage.base[row * width + $0] } })
    }
    guard rows.groups.count > 1 else {
      rows.truncate(to: ends[0])
      return (coming, nil)
    }
    let stays = zip(rows.groups, ends).map { $0.lowerBound..<$1 }
    let kept = stays.flatMap { Array($0) }
    var groups: [Range<Int>] = []
    for own in stays {
      let begin = groups.last?.upperBound ?? 0
      groups.append(begin..<begin + own.count)
    }
    rows = try rows.reordered(kept, means: [], groups: groups, file: file)
    return (coming, kept)
  }

  /// These rows and others behind them.
  func followed(by rows: ComingRows) -> ComingRows {
    ComingRows(columns: columns, labels: labels + rows.labels, values: values + rows.values)
  }

  /// The same in other units.
  ///
  /// - Parameter change: of a value of the column of a name.
  func map(_ change: (_ value: Double, _ column: String) -> Double) -> ComingRows {
    let changed = values.enumerated().map { change($1, columns[$0 % columns.count]) }
    return ComingRows(columns: columns, labels: labels, values: changed)
  }

  /// Rows behind the first ones of a series that are taken over: more than a forecast looks at.
  private static let mostFollowing = 10_000

  /// What is known ahead of the rows that follow the first ones of a series, or of one of many; nil where
  /// nothing is, but for the calendar.
  ///
  /// - Parameter end: the row behind the last one; nil for that of the table.
  init?(after count: Int, of series: Series, to end: Int? = nil) {
    let calendar = series.calendarColumns
    let places = series.futureColumns.filter { !calendar.contains($0) }
    let rows = (count..<(end ?? series.rows)).prefix(Self.mostFollowing)
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
