extension ChartSheet {
  /// Lags of the autocorrelation: two days of hours.
  private static let mostLags = 50

  /// The residuals of a target over time, how often each size comes, and what one says about later ones.
  ///
  /// A good forecast's are around zero, without a drift, and their autocorrelation stays within its band:
  /// what is outside of it a better model could still learn.
  ///
  /// - Parameter tested: predictions of the test part.
  /// - Returns: nil where no window counts.
  package static func residuals(
    _ tested: RunPredictions, of name: String, target: Int = 0
  ) -> ChartSheet? {
    guard let residuals = Residuals(tested, target: target) else { return nil }
    let column = tested.targets[target]
    let title = "\(LineChart.subject(name, column)), residuals of the test part"
    let over = overTime(residuals, tested, title: title, target: target)
    let charts = [histogram(residuals, column), autocorrelation(residuals)].compactMap(\.self)
    return ChartSheet(
      title: title, rows: [Row([over], height: 300), Row(charts, height: 320)])
  }

  private static func overTime(
    _ residuals: Residuals, _ tested: RunPredictions, title: String, target: Int
  ) -> LineChart {
    let rows = residuals.rows[0]..<residuals.rows[residuals.rows.count - 1] + 1
    let axis = RowAxis(tested.dataset.series, rows: rows)
    let windows = tested.dataset.windows
    let ahead =
      windows.horizon == 1
      ? "" : ", \(NumberText.count(windows.ahead.lowerBound, "row")) ahead"
    return LineChart(
      title: title,
      subtitle:
        "actual less predicted\(ahead): mean \(FigureText.figure(residuals.mean, digits: 3)),"
        + " standard deviation \(FigureText.figure(residuals.deviation, digits: 3))"
        + LineChart.place(target, of: tested.targets),
      xAxis: axis.axis, yAxis: ChartAxis(tested.targets[target], includesZero: true),
      series: [
        ChartSeries(
          "residual", x: residuals.rows.map { axis.x($0) }, y: residuals.values, style: .thin,
          color: .palette(0))
      ])
  }

  private static func histogram(_ residuals: Residuals, _ column: String) -> LineChart? {
    guard let histogram = Histogram(residuals.finite) else { return nil }
    return LineChart(
      title: "How often each comes", xAxis: ChartAxis("residual, \(column)"),
      yAxis: ChartAxis("predictions", scale: .wholeNumbers),
      bars: [
        ChartBars(
          "residuals", x: histogram.middles, y: histogram.counts.map(Double.init),
          width: histogram.width)
      ])
  }

  private static func autocorrelation(_ residuals: Residuals) -> LineChart? {
    let count = residuals.finite.count
    let lags = min(mostLags, count / 4)
    guard lags >= 1,
      let found = Autocorrelation.coefficients(of: residuals.values, lags: lags)
    else { return nil }
    let bound = Autocorrelation.bound(count: count)
    let outside = found.count { abs($0) > bound }
    let ends = [0.5, Double(lags) + 0.5]
    return LineChart(
      title: "What one says about later ones",
      subtitle: "\(outside) of \(lags) outside the 95 % band of none",
      xAxis: ChartAxis("rows later", scale: .wholeNumbers), yAxis: ChartAxis("autocorrelation"),
      bands: [
        ChartBand(
          "95 % band", x: ends, lower: [-bound, -bound], upper: [bound, bound], color: .neutral)
      ],
      bars: [
        ChartBars(
          "autocorrelation", x: (1...lags).map(Double.init), y: found, width: 0.6)
      ])
  }
}
