extension BacktestRecord {
  /// Writes every row that was forecast beside what came: the label of the last row that was known, the
  /// row's own under the name of the time column, how far ahead it lies, and for each target what came,
  /// empty where that is not known, and the forecast.
  package func writeRows(of series: Series, to place: FilePlace) throws(FileError) {
    let names =
      data.targets.count == 1
      ? ["actual", "predicted"] : data.targets.flatMap { ["actual \($0)", "predicted \($0)"] }
    let others = ["origin", "ahead"] + names
    var table = try CSVWriter(
      replacing: place,
      columns: ["origin", series.labelName(beside: others), "ahead"] + names)
    for fold in folds {
      for step in fold.rows.indices {
        let numbers = fold.targets.flatMap { target -> [CSVWriter.Field] in
          [target.actual[step].map { .double($0) } ?? .missing, .double(target.predicted[step])]
        }
        try table.append(
          [.text(fold.origin), .text(fold.rows[step]), .integer(step + 1)] + numbers)
      }
    }
    _ = try table.commit()
  }
}
