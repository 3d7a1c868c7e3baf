/// The future of a series as a model sees it, with labels for its rows.
package struct RunForecast: Sendable {
  /// One row of the future: a number per target.
  package struct Row: Codable, Sendable, Equatable {
    package var row: String
    package var prediction: [Float]
  }

  package let series: Series
  package let rows: [Row]
  /// Whether the labels go on from those of the series; otherwise they are row numbers.
  package let continuesLabels: Bool

  /// - Parameter values: [steps, targets] in the targets' own units, as `Model.forecast` gives them.
  package init(_ values: [Double], of series: Series) {
    let width = series.targetColumns.count
    let steps = values.count / width
    let labels = series.labelsAfterEnd(steps)
    self.series = series
    continuesLabels = labels != nil || !series.hasTimeLabels
    rows = (0..<steps).map { step in
      Row(
        row: labels?[step] ?? String(series.rows + step + 1),
        prediction: (0..<width).map { Float(values[step * width + $0]) })
    }
  }

  package var targets: [String] { series.targetColumns.map { series.columns[$0] } }

  /// `row, prediction`; with several targets a column for each, such as `prediction temp`.
  package var header: [String] {
    ["row"] + (targets.count == 1 ? ["prediction"] : targets.map { "prediction \($0)" })
  }

  /// Writes the table to a file.
  @discardableResult
  package func write(to place: FilePlace) throws(FileError) -> FileDigest {
    var table = try CSVWriter(replacing: place, columns: header)
    for row in rows { try table.append([.text(row.row)] + row.prediction.map { .float($0) }) }
    return try table.commit()
  }
}
