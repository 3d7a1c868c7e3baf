/// The future of a series as a model sees it, with labels for its rows.
package struct RunForecast: Sendable {
  /// One row of the future: a number per target.
  package struct Row: Codable, Sendable, Equatable {
    package var row: String
    package var prediction: [Double]
  }

  package let series: Series
  package let rows: [Row]
  /// Whether the labels go on from those of the series; otherwise they are row numbers.
  package let continuesLabels: Bool

  /// - Parameters:
  ///   - values: [steps, targets] in the targets' own units, as `Model.forecast` gives them.
  ///   - scaler: what they were scaled with, which decides how many digits they have.
  package init(_ values: [Double], of series: Series, scaler: Scaler) {
    let width = series.targetColumns.count
    let steps = values.count / width
    let labels = series.labelsAfterEnd(steps)
    self.series = series
    continuesLabels = labels != nil || !series.hasTimeLabels
    rows = (0..<steps).map { step in
      Row(
        row: labels?[step] ?? String(series.rows + step + 1),
        prediction: (0..<width).map {
          scaler.rounded(values[step * width + $0], column: series.targetColumns[$0])
        })
    }
  }

  package var targets: [String] { series.targetColumns.map { series.columns[$0] } }

  /// The name of the time column, or `row`, and `prediction`; with several targets a column for each, such
  /// as `prediction temp`.
  package var header: [String] {
    let names = targets.count == 1 ? ["prediction"] : targets.map { "prediction \($0)" }
    return [series.labelName(beside: names)] + names
  }

  private func fields(_ row: Row) -> [CSVWriter.Field] {
    [.text(row.row)] + row.prediction.map { .double($0) }
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
