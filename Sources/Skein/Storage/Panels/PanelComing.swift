/// What is known ahead of many series, in a table of its own.
package struct PanelComing: Sendable {
  /// The rows of all series alike; nil where each has its own.
  private let shared: ComingRows?
  /// By the names of the series.
  private let own: [String: ComingRows]
  private let none: ComingRows

  /// - Parameter series: a table of nothing but columns that are known ahead.
  init(_ series: Series) {
    let panel = series.panel
    shared = panel == nil ? ComingRows(series) : nil
    own = Dictionary(
      (panel?.names ?? []).enumerated().compactMap { number, name in
        panel.map { (name, ComingRows(series.member(number, of: $0))) }
      }
    ) { first, _ in first }
    none = ComingRows(columns: series.inputNames, labels: [], values: [])
  }

  /// Those of a series; no row where the table has none of it.
  func rows(of name: String) -> ComingRows { shared ?? own[name] ?? none }
}

extension StoredRun {
  /// The columns that are known ahead of many series in a table of their own, and what is to be said about
  /// it.
  ///
  /// - Throws: `PanelError.noGroups` for a run of a wide table of several groups, and what reading throws.
  package func panelComing(
    _ data: DataNames, reading: RunSettings? = nil
  ) throws -> (rows: PanelComing, notes: [String]) {
    let order = record.settings.order
    if order.wide, order.series != nil { throw PanelError.noGroups(run: path) }
    let series = try comingSeries(data, reading)
    return (PanelComing(series), series.reading?.notes ?? [])
  }
}
