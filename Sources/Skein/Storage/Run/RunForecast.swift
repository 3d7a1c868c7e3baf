/// The future of a series as a model sees it, with labels for its rows.
package struct RunForecast: Sendable {
  /// One row of the future: a number per target.
  package struct Row: Codable, Sendable, Equatable {
    package var row: String
    package var prediction: [Double]
    /// The narrowest first; left out where none were learnt, or the row rests on predictions.
    package var intervals: [RunInterval]?
    /// Rising; left out where none were asked for, or the row rests on predictions.
    package var quantiles: [RunQuantile]?

    /// One line of a table, with quantiles where there are any, otherwise with intervals.
    ///
    /// - Parameters: how many the table has; their fields are empty where the row has none.
    func fields(levels: Int, quantiles count: Int) -> [CSVWriter.Field] {
      [.text(row)]
        + prediction.indices.flatMap { target -> [CSVWriter.Field] in
          let own =
            count > 0
            ? quantiles.map { $0.map { .double($0.values[target]) } }
            : intervals.map { $0.flatMap { $0.fields(target) } }
          let none = [CSVWriter.Field](repeating: .missing, count: count > 0 ? count : 2 * levels)
          return [.double(prediction[target])] + (own ?? none)
        }
    }
  }

  package let series: Series
  package let rows: [Row]
  /// Whether the labels go on from those of the series; otherwise they are row numbers.
  package let continuesLabels: Bool
  /// Of the intervals, per cent.
  package let levels: [Double]
  /// Those that were asked for, between 0 and 1.
  package let quantiles: [Double]

  /// - Parameters:
  ///   - told: in the targets' own units.
  ///   - scaler: what they were scaled with, which decides how many digits they have.
  ///   - quantiles: those that are told, in place of intervals.
  package init(
    _ told: FutureRows, of series: Series, scaler: Scaler, quantiles: [Double] = []
  ) {
    self.quantiles = quantiles
    let columns = series.targetColumns
    let steps = told.count
    let labels = series.labelsAfterEnd(steps)
    levels = told.bounds.first { !$0.isEmpty }?.map(\.level) ?? []
    self.series = series
    continuesLabels = labels != nil || !series.hasTimeLabels
    rows = (0..<steps).map { step in
      let places = columns.indices.map { step * columns.count + $0 }
      let intervals = RunInterval.all(
        places.map { told.bounds[$0] }, columns: columns, scaler)
      return Row(
        row: labels?[step] ?? String(series.rows + step + 1),
        prediction: zip(places, columns).map { scaler.rounded(told.values[$0], column: $1) },
        intervals: intervals.isEmpty ? nil : intervals,
        quantiles: RunQuantile.all(
          quantiles, places.map { told.quantiles[$0] }, columns: columns, scaler))
    }
  }

  package var targets: [String] { series.targetColumns.map { series.columns[$0] } }

  /// The name of the time column, or `row`, then `prediction, lower 90, upper 90`, or `prediction, quantile 0.1`
  /// where quantiles were asked for; with several targets such columns for each, as `prediction temp`.
  package var header: [String] {
    let names =
      quantiles.isEmpty
      ? RunInterval.names(["prediction"], levels: levels, targets: targets)
      : RunInterval.names(
        ["prediction"] + RunQuantile.names(quantiles), levels: [], targets: targets)
    return [series.labelName(beside: names)] + names
  }

  /// Writes courses that were drawn: a column for each, such as `sample 1`, with several targets `sample 1 temp`.
  ///
  /// - Parameter paths: [paths] of [steps, targets].
  @discardableResult
  package func write(
    _ paths: [[Double]], scaler: Scaler, to place: FilePlace
  ) throws(FileError) -> FileDigest {
    var table = try CSVWriter(replacing: place, columns: pathHeader(paths.count))
    for step in rows.indices { try table.append(pathFields(paths, step, scaler)) }
    return try table.commit()
  }

  /// The columns of that table.
  func pathHeader(_ count: Int) -> [String] {
    let names = (1...count).flatMap { path in
      targets.map { targets.count == 1 ? "sample \(path)" : "sample \(path) \($0)" }
    }
    return [series.labelName(beside: names)] + names
  }

  /// Its line of a row.
  func pathFields(_ paths: [[Double]], _ step: Int, _ scaler: Scaler) -> [CSVWriter.Field] {
    let columns = series.targetColumns
    return [.text(rows[step].row)]
      + paths.flatMap { path in
        columns.enumerated().map { target, column in
          .double(scaler.rounded(path[step * columns.count + target], column: column))
        }
      }
  }

  /// The table as text.
  package var text: String {
    CSVWriter.line(header.map { .text($0) })
      + rows.map { CSVWriter.line($0.fields(levels: levels.count, quantiles: quantiles.count)) }
      .joined()
  }

  /// Writes the table to a file.
  @discardableResult
  package func write(to place: FilePlace) throws(FileError) -> FileDigest {
    var table = try CSVWriter(replacing: place, columns: header)
    for row in rows {
      try table.append(row.fields(levels: levels.count, quantiles: quantiles.count))
    }
    return try table.commit()
  }
}
