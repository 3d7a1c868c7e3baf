/// The future of a series as a model sees it, with labels for its rows.
package struct RunForecast: Sendable {
  /// One row of the future: a number per target.
  package struct Row: Codable, Sendable, Equatable {
    package var row: String
    package var prediction: [Double]
    /// The narrowest first; left out where none were learnt, or the row rests on predictions.
    package var intervals: [RunInterval]?

    /// One line of a table.
    ///
    /// - Parameter levels: how many the table has; their fields are empty where the row has none.
    func fields(levels: Int) -> [CSVWriter.Field] {
      [.text(row)]
        + prediction.indices.flatMap { target -> [CSVWriter.Field] in
          let bounds =
            intervals.map { $0.flatMap { $0.fields(target) } }
            ?? [CSVWriter.Field](repeating: .missing, count: 2 * levels)
          return [.double(prediction[target])] + bounds
        }
    }
  }

  package let series: Series
  package let rows: [Row]
  /// Whether the labels go on from those of the series; otherwise they are row numbers.
  package let continuesLabels: Bool
  /// Of the intervals, per cent.
  package let levels: [Double]

  /// - Parameters:
  ///   - told: in the targets' own units.
  ///   - scaler: what they were scaled with, which decides how many digits they have.
  package init(_ told: FutureRows, of series: Series, scaler: Scaler) {
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
        intervals: intervals.isEmpty ? nil : intervals)
    }
  }

  package var targets: [String] { series.targetColumns.map { series.columns[$0] } }

  /// The name of the time column, or `row`, then `prediction, lower 90, upper 90`; with several targets such
  /// columns for each, as `prediction temp`.
  package var header: [String] {
    let names = RunInterval.names(["prediction"], levels: levels, targets: targets)
    return [series.labelName(beside: names)] + names
  }

  /// Writes courses that were drawn: a column for each, such as `sample 1`, with several targets `sample 1 temp`.
  ///
  /// - Parameter paths: [paths] of [steps, targets].
  @discardableResult
  package func write(
    _ paths: [[Double]], scaler: Scaler, to place: FilePlace
  ) throws(FileError) -> FileDigest {
    let columns = series.targetColumns
    let names = paths.indices.flatMap { path in
      targets.map { columns.count == 1 ? "sample \(path + 1)" : "sample \(path + 1) \($0)" }
    }
    var table = try CSVWriter(replacing: place, columns: [series.labelName(beside: names)] + names)
    for (step, row) in rows.enumerated() {
      let numbers = paths.flatMap { path in
        columns.enumerated().map { target, column in
          CSVWriter.Field.double(
            scaler.rounded(path[step * columns.count + target], column: column))
        }
      }
      try table.append([.text(row.row)] + numbers)
    }
    return try table.commit()
  }

  /// The table as text.
  package var text: String {
    CSVWriter.line(header.map { .text($0) })
      + rows.map { CSVWriter.line($0.fields(levels: levels.count)) }.joined()
  }

  /// Writes the table to a file.
  @discardableResult
  package func write(to place: FilePlace) throws(FileError) -> FileDigest {
    var table = try CSVWriter(replacing: place, columns: header)
    for row in rows { try table.append(row.fields(levels: levels.count)) }
    return try table.commit()
  }
}
