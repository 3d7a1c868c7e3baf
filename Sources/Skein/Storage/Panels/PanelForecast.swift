/// The futures of many series as a model sees them, one after the other.
package struct PanelForecast: Sendable {
  /// One row of a future: a number per target.
  package struct Row: Codable, Sendable, Equatable {
    package var series: String
    package var row: String
    package var prediction: [Double]
    /// As of `RunForecast.Row`.
    package var intervals: [RunInterval]?
  }

  /// What the series are told apart by.
  package let column: String
  package private(set) var rows: [Row] = []
  /// The first of the futures, for a chart.
  package private(set) var first: RunForecast?
  /// Series that have fewer rows than a window, whose first row stood for those before it.
  package private(set) var padded: [String] = []
  /// Series whose labels do not go on, so that their rows are numbered.
  package private(set) var unlabelled = 0

  init(column: String) { self.column = column }

  mutating func add(_ forecast: RunForecast, isPadded: Bool) {
    let name = forecast.series.name
    rows += forecast.rows.map {
      Row(series: name, row: $0.row, prediction: $0.prediction, intervals: $0.intervals)
    }
    if first == nil { first = forecast }
    if isPadded { padded.append(name) }
    if !forecast.continuesLabels { unlabelled += 1 }
  }

  /// As of one series, with a column before it that tells the series.
  package var header: [String] { [column] + (first?.header ?? []) }

  private func fields(_ row: Row) -> [CSVWriter.Field] {
    let own = RunForecast.Row(
      row: row.row, prediction: row.prediction, intervals: row.intervals)
    return [.text(row.series)] + own.fields(levels: first?.levels.count ?? 0)
  }

  /// The table as text.
  package var text: String {
    CSVWriter.line(header.map { .text($0) }) + rows.map { CSVWriter.line(fields($0)) }.joined()
  }

  /// Writes the table to a file.
  @discardableResult
  package func write(to place: FilePlace) throws(FileError) -> FileDigest {
    var table = try CSVWriter(replacing: place, columns: header)
    for row in rows { try table.append(fields(row)) }
    return try table.commit()
  }
}

extension StoredRun {
  /// Rows that are forecast in all.
  private static let mostForecast = 20_000_000

  /// What follows each series' last row; nil for a run of one series.
  ///
  /// - Parameters:
  ///   - only: names of series; empty for all.
  ///   - steps: rows of each.
  ///   - coming: what is known ahead; nil takes what the series' own table holds.
  /// - Throws: `PanelError` for a name that no series has or more rows than can be told, and what
  ///   `Model.forecast` throws.
  package func panelForecast(
    other: DataNames? = nil, reading: RunSettings? = nil, only: [String], steps: Int,
    coming: PanelComing? = nil
  ) throws -> (forecast: PanelForecast, notes: [String])? {
    guard let known = record.panel else { return nil }
    let (name, series, panel, notes) = try panelSeries(known, other, reading)
    for wanted in only where !panel.names.contains(wanted) {
      throw PanelError.noSeries(
        source: name, wanted: wanted,
        suggestion: Suggestion.nearest(to: wanted, among: panel.names), count: panel.count)
    }
    let chosen = Set(only)
    let numbers = panel.names.indices.filter {
      chosen.isEmpty || chosen.contains(panel.names[$0])
    }
    guard numbers.count <= Self.mostForecast / steps else {
      throw PanelError.tooManyRows(series: numbers.count, steps: steps, most: Self.mostForecast)
    }
    let window = record.settings.window
    let teller = PanelForecaster(try forecaster(), known)
    var forecast = PanelForecast(column: known.column ?? "series")
    for number in numbers {
      let own = series.member(number, of: panel)
      let told = try teller.future(
        of: own, steps: steps, coming: coming?.rows(of: own.name))
      forecast.add(
        RunForecast(told, of: own, scaler: record.scaler),
        isPadded: (own.runs.last?.count ?? 0) < window)
    }
    return (forecast, notes)
  }
}
