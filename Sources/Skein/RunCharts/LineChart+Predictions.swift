extension LineChart {
  /// More rows than this would hide how the curves differ.
  private static let mostRows = 600

  /// What happened and what the model predicted: the test part with some rows before it, or the
  /// last rows where it is long. Of several targets, the first.
  ///
  /// - Parameter predictions: of all windows, so that rows before the test part have theirs.
  package static func predictions(_ predictions: RunPredictions, of name: String) -> LineChart {
    let dataset = predictions.dataset
    let series = dataset.series
    let test = dataset.splits.test
    let wanted = test.windows.isEmpty ? predictions.count : test.windows.count * 4 / 3
    let count = min(max(wanted, 1), predictions.count, mostRows)
    let indices = predictions.count - count..<predictions.count
    guard let first = indices.first, let last = indices.last else {
      return LineChart(title: "\(name): prediction")
    }
    let firstRow = predictions.targetRow(first)
    let axis = RowAxis(series, rows: firstRow..<predictions.targetRow(last) + 1)
    let x = indices.map { axis.x(predictions.targetRow($0)) }
    let target = predictions.targets[0]
    var dividers: [ChartDivider] = []
    if !test.windows.isEmpty {
      let begin = dataset.windows.targetRows(test.windows.lowerBound).lowerBound
      if begin > firstRow {
        dividers.append(ChartDivider(x: axis.x(begin) - 0.5, label: "test begins"))
      }
    }
    let horizon = dataset.windows.horizon
    let ahead =
      dataset.windows.steps > 1
      ? "1 to \(horizon) rows ahead" : horizon == 1 ? "one row ahead" : "\(horizon) rows ahead"
    let others =
      predictions.targets.count == 1 ? "" : ", the first of \(predictions.targets.count) targets"
    return LineChart(
      title: "\(subject(name, target)), predicted \(ahead)",
      subtitle: "\(axis.text(firstRow)) to \(axis.text(predictions.targetRow(last)))\(others)",
      xAxis: axis.axis, yAxis: ChartAxis(target),
      series: [
        ChartSeries(
          "actual", x: x, y: indices.map { predictions.actual($0, target: 0) },
          color: .neutral),
        ChartSeries(
          "predicted", x: x, y: indices.map { predictions.prediction($0, target: 0) },
          color: .palette(0)),
      ], dividers: dividers)
  }

  /// What a chart is about: the run and its target, once where they are called the same.
  static func subject(_ name: String, _ target: String) -> String {
    name == target ? name : "\(name): \(target)"
  }
}

/// The x-axis of a chart over some rows of a series: their dates, or their numbers from 1.
struct RowAxis {
  let axis: ChartAxis
  private let series: Series
  private let origin: Double

  /// - Parameter future: labels of rows that follow the series' last one.
  init(_ series: Series, rows: Range<Int>, future: [String]? = nil) {
    self.series = series
    guard series.hasTimeLabels, rows.upperBound <= series.rows || future != nil else {
      axis = ChartAxis("row", scale: .wholeNumbers)
      origin = -1
      return
    }
    let known = (rows.lowerBound..<min(rows.upperBound, series.rows)).map(series.rowLabel)
    let labels = known + (future ?? [])
    axis = ChartAxis("", scale: .rows(labels, dates: series.dates(of: labels)))
    origin = Double(rows.lowerBound)
  }

  func x(_ row: Int) -> Double { Double(row) - origin }

  func text(_ row: Int) -> String {
    series.hasTimeLabels ? TerminalText.name(series.rowLabel(row)) : "row \(row + 1)"
  }
}
