extension RowAssembly {
  /// Which rows are whose, where a column tells several series apart that are kept as such.
  func panel(of rows: RowTable, _ builder: SeriesBuilder) -> Panel? {
    guard options.order.isPanel, builder.series != nil,
      let (column, value) = selection.seriesColumn, value == nil
    else { return nil }
    let own = rows.groups.indices.filter { !rows.groups[$0].isEmpty }
    return Panel(
      column: layout.name(column), names: own.map { builder.seriesNames[$0] },
      rows: own.map { rows.groups[$0] }, coming: coming.isEmpty ? [] : own.map { coming[$0] })
  }

  /// Takes the rows after the last target of one series, or of each that is kept as such; returns the rows
  /// that stay, where they move.
  mutating func takeComing(
    _ rows: inout RowTable, _ builder: SeriesBuilder
  ) throws(DataError) -> [Int]? {
    guard rows.groups.count == 1 || options.order.isPanel else { return nil }
    let (found, kept) = try ComingRows.take(
      from: &rows, names: builder.names, selection, file: file)
    coming = found
    return kept
  }

  /// What is to be said about them.
  func comingNotes(_ series: Series) -> [String] {
    guard let first = coming.first else { return [] }
    let own = coming.filter { $0.count > 0 }
    let rows = NumberText.count(own.reduce(0) { $0 + $1.count }, "row")
    let whose =
      series.panel == nil ? "" : " of \(NumberText.grouped(own.count)) of the series"
    return [
      "\(rows) after the last value of \(TerminalText.names(series.targetNames))\(whose) tell of"
        + " \(TerminalText.names(first.columns)) ahead"
    ]
  }

  /// What is to be said about one series, and of how many more.
  static func note(_ first: String, more: Int) -> String {
    more > 0 ? "\(first); the like of \(NumberText.grouped(more)) more" : first
  }
}
