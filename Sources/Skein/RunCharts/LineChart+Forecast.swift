extension LineChart {
  /// Known rows that a picture of so many rows of the future shows before them.
  package static func forecastRows(_ steps: Int) -> Int { min(max(2 * steps, 60), 600) }

  /// The last rows that are known, and those that a model says will follow, with their intervals. Of several
  /// targets, the first.
  ///
  /// - Parameter member: the name of the series, where there are many.
  package static func forecast(
    _ forecast: RunForecast, of name: String, beside company: ForecastCompany = ForecastCompany(),
    member: String? = nil
  ) -> LineChart {
    let series = forecast.series
    let steps = forecast.rows.count
    let shown = min(series.rows, forecastRows(steps))
    let rows = series.rows - shown..<series.rows + steps
    let continues = series.hasTimeLabels && forecast.continuesLabels
    let axis = RowAxis(series, rows: rows, future: continues ? forecast.rows.map(\.row) : nil)
    let column = series.targetColumns[0]
    let known = (rows.lowerBound..<series.rows).map { row in
      let value = series.value(row: row, column: column)
      return (x: axis.x(row), y: series.isFilled(row: row, column: column) ? .nan : value)
    }
    let last = known.last.flatMap { $0.y.isNaN ? nil : $0 }
    let future = (series.rows..<series.rows + steps).map { axis.x($0) }
    // Lines start where the known one ends.
    func following(_ values: [Double]) -> (x: [Double], y: [Double]) {
      let start = last.map { [$0] } ?? []
      return (start.map(\.x) + future.prefix(values.count), start.map(\.y) + values)
    }
    var lines = [
      ChartSeries("known", x: known.map(\.x), y: known.map(\.y), color: .neutral)
    ]
    if let earlier = company.earlier, let line = line(earlier, axis, from: rows.lowerBound) {
      lines.append(line)
    }
    if let simple = company.simple {
      let (x, y) = following(simple.values)
      lines.append(ChartSeries(simple.name, x: x, y: y, style: .dashed, color: .palette(1)))
    }
    let (x, y) = following(forecast.rows.map { $0.prediction[0] })
    lines.append(ChartSeries("forecast", x: x, y: y, color: .palette(0)))
    let target = forecast.targets[0] + (member.map { " of \($0)" } ?? "")
    return LineChart(
      title: "\(subject(name, target)), \(NumberText.count(steps, "row")) ahead",
      subtitle: forecast.targets.count == 1
        ? nil : "the first of \(forecast.targets.count) targets",
      xAxis: axis.axis, yAxis: ChartAxis(target), series: lines,
      bands: ForecastFan(forecast).bands(from: last, x: future),
      dividers: [ChartDivider(x: axis.x(before: series.rows), label: "forecast begins")])
  }

  /// What a model had said of the rows from `first` on; nil for none.
  private static func line(_ earlier: RunPredictions, _ axis: RowAxis, from first: Int)
    -> ChartSeries?
  {
    let indices = (0..<earlier.count).filter { earlier.targetRow($0) >= first }
    guard !indices.isEmpty else { return nil }
    return ChartSeries(
      "predicted before", x: indices.map { axis.x(earlier.targetRow($0)) },
      y: indices.map { earlier.prediction($0, target: 0) }, style: .thin, color: .palette(0))
  }
}
