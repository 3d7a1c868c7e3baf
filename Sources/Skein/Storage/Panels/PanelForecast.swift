/// The futures of many series as a model sees them, one after the other.
package struct PanelForecast: Sendable {
  /// One row of a future: a number per target.
  package struct Row: Codable, Sendable, Equatable {
    package var series: String
    package var row: String
    package var prediction: [Double]
    /// As of `RunForecast.Row`.
    package var intervals: [RunInterval]?
    package var quantiles: [RunQuantile]?
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

  /// Of each row the numbers of its courses, where those were drawn.
  private var samples: [[CSVWriter.Field]] = []
  private var sampleHeader: [String] = []

  init(column: String) { self.column = column }

  mutating func add(
    _ forecast: RunForecast, paths: [[Double]], scaler: Scaler, isPadded: Bool
  ) {
    if !paths.isEmpty {
      samples += forecast.rows.indices.map {
        [.text(forecast.series.name)] + forecast.pathFields(paths, $0, scaler)
      }
      sampleHeader = [column] + forecast.pathHeader(paths.count)
    }
    let name = forecast.series.name
    rows += forecast.rows.map {
      Row(
        series: name, row: $0.row, prediction: $0.prediction, intervals: $0.intervals,
        quantiles: $0.quantiles)
    }
    if first == nil { first = forecast }
    if isPadded { padded.append(name) }
    if !forecast.continuesLabels { unlabelled += 1 }
  }

  /// As of one series, with a column before it that tells the series.
  package var header: [String] { [column] + (first?.header ?? []) }

  private func fields(_ row: Row) -> [CSVWriter.Field] {
    let own = RunForecast.Row(
      row: row.row, prediction: row.prediction, intervals: row.intervals,
      quantiles: row.quantiles)
    return [.text(row.series)]
      + own.fields(levels: first?.levels.count ?? 0, quantiles: first?.quantiles.count ?? 0)
  }

  /// The table as text.
  package var text: String {
    CSVWriter.line(header.map { .text($0) }) + rows.map { CSVWriter.line(fields($0)) }.joined()
  }

  /// Writes the courses that were drawn, as `RunForecast` does, with the column that tells the series.
  package func writeSamples(to place: FilePlace) throws(FileError) {
    var table = try CSVWriter(replacing: place, columns: sampleHeader)
    for row in samples { try table.append(row) }
    _ = try table.commit()
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
  ///   - quantiles: what is told in the place of intervals; nil for those.
  ///   - samples: how many courses are drawn of each, and by what.
  /// - Throws: `PanelError` for a name that no series has or more rows than can be told, and what
  ///   `Model.forecast` throws.
  package func panelForecast(
    other: DataNames? = nil, reading: RunSettings? = nil, only: [String], steps: Int,
    coming: PanelComing? = nil, quantiles: ForecastQuantiles? = nil,
    samples: (count: Int, seed: UInt64)? = nil
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
    let most = Self.mostForecast / (samples?.count ?? 1)
    guard numbers.count <= most / steps else {
      throw PanelError.tooManyRows(series: numbers.count, steps: steps, most: most)
    }
    let window = record.settings.window
    let forecaster = try forecaster()
    // Those of rows that rest on predictions are learnt from the run's own data, where that is there.
    let isFar =
      steps > record.settings.farthest && (forecaster.intervals != nil || quantiles != nil)
    let far = try (isFar ? try? material().dataset : nil).map {
      try FarErrors(forecaster, steps: steps, from: $0)
    }
    let teller = PanelForecaster(forecaster, known, quantiles: quantiles, far: far)
    var forecast = PanelForecast(column: known.column ?? "series")
    for number in numbers {
      let own = series.member(number, of: panel)
      let ahead = coming?.rows(of: own.name)
      let told = try teller.future(of: own, steps: steps, coming: ahead)
      let paths = try samples.map {
        try teller.paths(of: own, steps: steps, count: $0.count, seed: $0.seed, coming: ahead)
      }
      forecast.add(
        RunForecast(told, of: own, scaler: record.scaler, quantiles: quantiles?.all ?? []),
        paths: paths ?? [], scaler: record.scaler,
        isPadded: (own.runs.last?.count ?? 0) < window)
    }
    return (forecast, notes)
  }
}
