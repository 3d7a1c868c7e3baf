extension BacktestRecord {
  /// Writes every row that was forecast beside what came: the label of the last row that was known, the
  /// row's own under the name of the time column, how far ahead it lies, and for each target what came,
  /// empty where that is not known, and the forecast.
  package func writeRows(of series: Series, to place: FilePlace) throws(FileError) {
    var table = try CSVWriter(replacing: place, columns: Self.header(of: series))
    for fold in folds {
      for step in fold.rows.indices { try table.append(fold.fields(step)) }
    }
    _ = try table.commit()
  }

  /// The columns of that table.
  static func header(of series: Series) -> [String] {
    let targets = series.targetColumns.map { series.columns[$0] }
    let names =
      targets.count == 1
      ? ["actual", "predicted"] : targets.flatMap { ["actual \($0)", "predicted \($0)"] }
    let others = ["origin", "ahead"] + names
    return ["origin", series.labelName(beside: others), "ahead"] + names
  }
}

extension BacktestFold {
  /// The line of a row that was forecast.
  func fields(_ step: Int) -> [CSVWriter.Field] {
    [.text(origin), .text(rows[step]), .integer(step + 1)]
      + targets.flatMap { target -> [CSVWriter.Field] in
        [target.actual[step].map { .double($0) } ?? .missing, .double(target.predicted[step])]
      }
  }
}
