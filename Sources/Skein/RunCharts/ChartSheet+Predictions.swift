extension ChartSheet {
  /// More rows than this would hide how the curves differ.
  private static let mostRows = 600

  /// What happened and what the model predicted: the test part with some rows before it, or the last rows
  /// where it is long, below the whole series.
  ///
  /// - Parameters:
  ///   - predictions: of the last windows at least, so that rows before the test part have theirs.
  ///   - tested: of the test part, for the picture of the whole; nil draws what happened alone there.
  ///   - target: the place of the target among several.
  package static func predictions(
    _ predictions: RunPredictions, tested: RunPredictions? = nil, of name: String, target: Int = 0
  ) -> ChartSheet {
    let dataset = predictions.dataset
    let test = dataset.splits.test
    let wanted = test.windows.isEmpty ? predictions.count : test.windows.count * 4 / 3
    let count = min(max(wanted, 1), predictions.count, mostRows)
    let indices = predictions.count - count..<predictions.count
    guard let first = indices.first, let last = indices.last else {
      return ChartSheet(LineChart(title: "\(name): prediction"))
    }
    let rows = predictions.targetRow(first)...predictions.targetRow(last)
    let parts = TestRegion(dataset)
    let detail = LineChart.predictions(predictions, indices, rows, parts, of: name, target: target)
    // The whole adds nothing to a picture that shows most of it, and many series are no whole.
    if rows.count * 2 > dataset.series.rows || dataset.series.panel != nil {
      return ChartSheet(detail)
    }
    let whole = LineChart.whole(dataset, tested, rows, parts, target: target)
    return ChartSheet(
      title: detail.title,
      rows: [
        Row([detail], height: ChartSize.wide.height), Row([whole], height: 320),
      ])
  }
}

extension LineChart {
  fileprivate static func predictions(
    _ predictions: RunPredictions, _ indices: Range<Int>, _ rows: ClosedRange<Int>,
    _ parts: TestRegion, of name: String, target: Int
  ) -> LineChart {
    let dataset = predictions.dataset
    let axis = RowAxis(dataset.series, rows: rows.lowerBound..<rows.upperBound + 1)
    let x = indices.map { axis.x(predictions.targetRow($0)) }
    let member = indices.last.flatMap { predictions[$0].series }
    let column = predictions.targets[target] + (member.map { " of \($0)" } ?? "")
    let horizon = dataset.windows.horizon
    let ahead =
      dataset.windows.steps > 1
      ? "1 to \(horizon) rows ahead" : horizon == 1 ? "one row ahead" : "\(horizon) rows ahead"
    return LineChart(
      title: "\(subject(name, column)), predicted \(ahead)",
      subtitle: axis.text(rows) + place(target, of: predictions.targets),
      xAxis: axis.axis, yAxis: ChartAxis(column),
      series: [
        ChartSeries(
          "actual", x: x, y: indices.map { predictions.actual($0, target: target) },
          color: .neutral),
        ChartSeries(
          "predicted", x: x, y: indices.map { predictions.prediction($0, target: target) },
          color: .palette(0)),
      ], regions: parts.regions(axis, within: rows))
  }

  /// The whole series, thinned, with what was predicted of the test part.
  fileprivate static func whole(
    _ dataset: Dataset, _ tested: RunPredictions?, _ detail: ClosedRange<Int>, _ parts: TestRegion,
    target: Int
  ) -> LineChart {
    let series = dataset.series
    let all = 0..<series.rows
    let axis = RowAxis(series, rows: all)
    let actual = ThinnedColumn(series, column: series.targetColumns[target], rows: all)
    var lines = [
      ChartSeries(
        "actual", x: actual.rows.map { axis.x($0) }, y: actual.values, style: .thin, color: .neutral
      )
    ]
    if let tested, tested.count > 0 {
      var predicted = ThinnedColumn(
        tested.targetRow(0)..<tested.targetRow(tested.count - 1) + 1)
      for index in 0..<tested.count {
        predicted.add(tested.targetRow(index), tested.prediction(index, target: target))
      }
      predicted.finish()
      lines.append(
        ChartSeries(
          "predicted", x: predicted.rows.map { axis.x($0) }, y: predicted.values, style: .thin,
          color: .palette(0)))
    }
    let rows = 0...series.rows - 1
    let isWholeTest = parts.first.map { detail.lowerBound <= $0 } ?? false
    return LineChart(
      title: "All \(NumberText.count(series.rows, "row"))", subtitle: axis.text(rows),
      xAxis: axis.axis, yAxis: ChartAxis(series.columns[series.targetColumns[target]]),
      series: lines, regions: parts.regions(axis, within: rows),
      dividers: isWholeTest
        ? [] : [ChartDivider(x: axis.x(before: detail.lowerBound), label: "shown above")])
  }

  /// What a chart is about: the run and its target, once where they are called the same.
  static func subject(_ name: String, _ target: String) -> String {
    name == target ? name : "\(name): \(target)"
  }

  /// Which of several targets a chart shows, for the end of its subtitle.
  static func place(_ target: Int, of targets: [String]) -> String {
    targets.count == 1 ? "" : ", target \(target + 1) of \(targets.count)"
  }
}

/// Where the rows lie that the test part predicts.
struct TestRegion {
  /// Its first row; nil without a test part, and where the rows are not in order of time.
  let first: Int?
  private let last: Int

  init(_ dataset: Dataset) {
    let windows = dataset.splits.test.windows
    guard let begin = windows.first, let end = windows.last, dataset.windows.areInRowOrder else {
      first = nil
      last = 0
      return
    }
    first = dataset.windows.targetRows(begin).lowerBound
    last = dataset.windows.targetRow(end)
  }

  /// The shaded part of a chart of some rows, with a word.
  func regions(_ axis: RowAxis, within rows: ClosedRange<Int>) -> [ChartRegion] {
    guard let first, first <= rows.upperBound, last >= rows.lowerBound else { return [] }
    return [
      ChartRegion(
        from: first > rows.lowerBound ? axis.x(before: first) : axis.x(rows.lowerBound),
        to: axis.x(min(last, rows.upperBound)), label: "test part")
    ]
  }
}
