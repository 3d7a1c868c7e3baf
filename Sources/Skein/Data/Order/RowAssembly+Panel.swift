extension RowAssembly {
  /// Which rows are whose, where a column tells several series apart that are kept as such.
  func panel(of rows: RowTable, _ builder: SeriesBuilder) -> Panel? {
    guard options.order.isPanel, builder.series != nil,
      let (column, value) = selection.seriesColumn, value == nil
    else { return nil }
    let own = rows.groups.indices.filter { !rows.groups[$0].isEmpty }
    return Panel(
      column: layout.name(column), names: own.map { builder.seriesNames[$0] },
      rows: own.map { rows.groups[$0] })
  }

  /// What is to be said about one series, and of how many more.
  static func note(_ first: String, more: Int) -> String {
    more > 0 ? "\(first); the like of \(NumberText.grouped(more)) more" : first
  }
}
