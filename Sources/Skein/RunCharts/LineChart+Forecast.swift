extension LineChart {
  /// The last rows that are known, and those that a model says will follow. Of several targets, the
  /// first.
  package static func forecast(_ forecast: RunForecast, of name: String) -> LineChart {
    let series = forecast.series
    let steps = forecast.rows.count
    let shown = min(series.rows, max(2 * steps, 60), 600)
    let rows = series.rows - shown..<series.rows + steps
    let continues = series.hasTimeLabels && forecast.continuesLabels
    let axis = RowAxis(series, rows: rows, future: continues ? forecast.rows.map(\.row) : nil)
    let column = series.targetColumns[0]
    let known = (rows.lowerBound..<series.rows).map {
      (axis.x($0), series.value(row: $0, column: column))
    }
    // The line starts where the known one ends.
    var future = known.suffix(1)
    for (step, row) in forecast.rows.enumerated() {
      future.append((axis.x(series.rows + step), row.prediction[0]))
    }
    let target = forecast.targets[0]
    let others =
      forecast.targets.count == 1 ? "" : "the first of \(forecast.targets.count) targets"
    return LineChart(
      title: "\(subject(name, target)), \(NumberText.count(steps, "row")) ahead",
      subtitle: others.isEmpty ? nil : others, xAxis: axis.axis, yAxis: ChartAxis(target),
      series: [
        ChartSeries("known", x: known.map(\.0), y: known.map(\.1), color: .neutral),
        ChartSeries("forecast", x: future.map(\.0), y: future.map(\.1), color: .palette(0)),
      ], dividers: [ChartDivider(x: axis.x(series.rows) - 0.5, label: "forecast begins")])
  }
}
