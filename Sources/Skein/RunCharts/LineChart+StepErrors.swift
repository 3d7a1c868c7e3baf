extension LineChart {
  /// The root of the mean squared error for each row ahead, of a model and of the best simple method.
  ///
  /// - Parameters:
  ///   - target: with errors by row ahead; otherwise the picture has a point alone.
  ///   - name: what the errors are of, for the title.
  ///   - subtitle: on which rows.
  package static func stepErrors(
    _ target: RunTarget, of name: String, subtitle: String
  ) -> LineChart {
    let best = target.methods?.first
    let model = (target.steps ?? [target.test]).map(\.rmse)
    let other = (target.methodSteps ?? best.map { [$0.errors] } ?? []).map(\.rmse)
    var series = [ChartSeries("model", y: model, firstX: 1, color: .palette(0))]
    if let best {
      series.insert(
        ChartSeries(best.name, y: other, firstX: 1, color: .neutral), at: 0)
    }
    return LineChart(
      title: "\(subject(name, target.column)), errors by row ahead", subtitle: subtitle,
      xAxis: ChartAxis("rows ahead", scale: .wholeNumbers), yAxis: ChartAxis("RMSE"),
      series: series)
  }
}
