/// The part of the data that a window's target lies in.
package enum RunPart: String, Codable, Sendable {
  case training, validation, test
  /// Data that the run was not trained with.
  case new

  package init(of window: Int, in splits: Splits) {
    self =
      splits.test.windows.contains(window)
      ? .test : splits.validation.windows.contains(window) ? .validation : .training
  }
}

/// A model's predictions for some windows beside what happened, in the targets' own units.
///
/// Where windows predict several rows, those are listed that follow each other without a common row, back
/// from the last one: each row once, as it would be forecast in time.
package struct RunPredictions: Sendable {
  /// One row that a window predicts, and a number per target.
  package struct Row: Codable, Sendable, Equatable {
    /// Its name, where there are several.
    package var series: String?
    package var row: String
    package var split: RunPart
    /// How many rows after the window it lies; nil where all lie alike.
    package var ahead: Int?
    /// What stands in the file; null where it is missing or yet to come.
    package var actual: [Double?]
    package var prediction: [Double]
    /// The narrowest first; left out where none were learnt.
    package var intervals: [RunInterval]?
    /// Rising; left out where none were asked for.
    package var quantiles: [RunQuantile]?
  }

  package let told: ToldWindows
  package let intervals: Intervals?
  /// What is listed in place of intervals.
  private let quantiles: ForecastQuantiles?
  private let isNew: Bool
  /// Of new data, the windows that trained the model.
  private let fitted: Range<Int>
  /// The first window that is listed.
  private let first: Int
  /// The windows that are listed of a panel that predicts several rows; nil where they are evenly apart.
  private let listed: [Int]?

  package var dataset: Dataset { told.dataset }
  package var windows: Range<Int> { told.windows }

  /// - Parameters:
  ///   - told: what the model tells of windows that follow each other.
  ///   - quantiles: what is listed in place of intervals; nil for those.
  ///   - fitted: windows of new data that trained the model.
  package init(
    _ told: ToldWindows, intervals: Intervals?, quantiles: ForecastQuantiles? = nil,
    isNew: Bool = false, fitted: Range<Int> = 0..<0
  ) {
    self.quantiles = quantiles
    self.told = told
    self.intervals = intervals
    self.isNew = isNew
    self.fitted = fitted
    let (dataset, windows) = (told.dataset, told.windows)
    let steps = dataset.windows.steps
    first = windows.lowerBound + (dataset.windows.count - 1 - windows.lowerBound) % steps
    let all = dataset.windows
    listed =
      dataset.series.panel == nil || steps == 1
      ? nil
      : windows.filter { window in
        let last = all.lastRow(window)
        let end = dataset.series.run(of: last).upperBound
        return (end - all.horizon - 1 - last) % steps == 0
      }
  }

  /// Those of some of the windows, of which there is at least one.
  package func part(_ windows: Range<Int>) -> RunPredictions {
    RunPredictions(
      told.part(windows), intervals: intervals, quantiles: quantiles, isNew: isNew, fitted: fitted)
  }

  /// Rows that are listed.
  package var count: Int {
    let steps = dataset.windows.steps
    if let listed { return listed.count * steps }
    return first < windows.upperBound
      ? ((windows.upperBound - 1 - first) / steps + 1) * steps : 0
  }

  /// The window that a listed row belongs to, and the row's place among those that it predicts.
  private func place(_ index: Int) -> (window: Int, step: Int) {
    let steps = dataset.windows.steps
    if let listed { return (listed[index / steps], index % steps) }
    return (first + index / steps * steps, index % steps)
  }

  /// Whether a prediction counts for the errors: nothing of it rests on a filled value.
  private func isMeasured(_ index: Int) -> Bool { dataset.isMeasured(place(index).window) }

  package var targets: [String] {
    dataset.series.targetColumns.map { dataset.series.columns[$0] }
  }

  /// The row of the series that prediction `index` is for.
  package func targetRow(_ index: Int) -> Int {
    let (window, step) = place(index)
    return dataset.windows.targetRows(window).lowerBound + step
  }

  /// What happened, NaN where that is not known.
  package func actual(_ index: Int, target: Int) -> Double {
    let (row, column) = (targetRow(index), dataset.series.targetColumns[target])
    return dataset.series.isFilled(row: row, column: column)
      ? .nan : dataset.series.value(row: row, column: column)
  }

  /// As many digits as the scaled float has.
  package func prediction(_ index: Int, target: Int) -> Double {
    let targets = dataset.series.targetColumns
    let (window, step) = place(index)
    return dataset.scaler.rounded(
      told[window].point(step * targets.count + target), column: targets[target])
  }

  package subscript(index: Int) -> Row {
    let columns = dataset.series.targetColumns
    let targets = columns.indices
    let (window, step) = place(index)
    let one = told[window]
    let places = targets.map { step * targets.count + $0 }
    let panel = dataset.series.panel
    return Row(
      series: panel.map { $0.names[$0.member(of: targetRow(index))] },
      row: dataset.series.rowLabel(targetRow(index)),
      split: isNew
        ? fitted.contains(window) ? .training : .new : RunPart(of: window, in: dataset.splits),
      ahead: dataset.windows.steps > 1 ? step + 1 : nil,
      actual: targets.map {
        let value = actual(index, target: $0)
        return value.isNaN ? nil : value
      },
      prediction: zip(places, columns).map { place, column in
        dataset.scaler.rounded(one.point(place), column: column)
      },
      intervals: intervals.map { intervals in
        RunInterval.all(
          places.map { intervals.bounds(of: one, $0) }, columns: columns, dataset.scaler)
      },
      quantiles: quantiles.flatMap { quantiles in
        RunQuantile.all(
          quantiles.all, places.map { quantiles.values(of: one, $0) }, columns: columns,
          dataset.scaler)
      })
  }

  /// The name of the time column, or `row`, then `split, actual, prediction`, with `ahead` before them where
  /// windows predict several rows, `lower 90, upper 90` behind them for intervals of 90 %, or `quantile 0.1`, and `filled` where
  /// values were missing; with several targets such columns for each, `actual temp, prediction temp`.
  package var header: [String] {
    series + [dataset.series.labelName(beside: series + ownHeader)] + ownHeader
  }

  /// The name of the column that tells the series, where there are several.
  private var series: [String] { dataset.series.panel.map { [$0.column ?? "series"] } ?? [] }

  private var ownHeader: [String] {
    ["split"] + (dataset.windows.steps > 1 ? ["ahead"] : [])
      + RunInterval.names(
        ["actual", "prediction"] + RunQuantile.names(quantiles?.all ?? []),
        levels: quantiles == nil ? intervals?.levels ?? [] : [], targets: targets)
      + (hasFilled ? ["filled"] : [])
  }

  /// Whether the series has values that were missing, so that the table tells which rows rest on them.
  private var hasFilled: Bool { dataset.series.hasFilledValues }

  /// One line of the table.
  package func fields(_ index: Int) -> [CSVWriter.Field] {
    let row = self[index]
    let numbers = row.prediction.indices.flatMap { target -> [CSVWriter.Field] in
      [row.actual[target].map { .double($0) } ?? .missing, .double(row.prediction[target])]
        + (row.quantiles?.map { .double($0.values[target]) }
          ?? (row.intervals ?? []).flatMap { $0.fields(target) })
    }
    let mark = row.actual.contains(nil) ? "target" : isMeasured(index) ? "" : "inputs"
    return (row.series.map { [.text($0)] } ?? []) + [.text(row.row), .text(row.split.rawValue)]
      + (row.ahead.map { [.integer($0)] } ?? []) + numbers + (hasFilled ? [.text(mark)] : [])
  }

  /// Writes the table to a file.
  @discardableResult
  package func write(to place: FilePlace) throws(FileError) -> FileDigest {
    var table = try CSVWriter(replacing: place, columns: header)
    try append(to: &table)
    return try table.commit()
  }

  /// Appends the lines of the table, of windows from `first` on.
  func append(to table: inout CSVWriter, from first: Int = 0) throws(FileError) {
    for index in 0..<count where place(index).window >= first { try table.append(fields(index)) }
  }
}
