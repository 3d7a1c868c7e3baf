extension LineChart {
  /// The errors of a target by how far ahead they are predicted, beside the best simple method's; nil where
  /// one row is predicted.
  ///
  /// - Parameters:
  ///   - subtitle: on which rows.
  ///   - folds: the sizes of the errors in each of some parts of them, thin beneath the whole; NaN where
  ///     what happened is not known.
  package static func errorsByStep(
    _ target: RunTarget, of name: String,
    subtitle: String = "root mean square over the test part, beside the best simple method",
    folds: [[Double]] = []
  ) -> LineChart? {
    guard let steps = target.steps, steps.count > 1 else { return nil }
    var series = folds.enumerated().map { number, errors in
      // One name for all: the others are of its kind.
      ChartSeries(
        number == 0 ? "each fold" : "", y: errors, firstX: 1, style: .thin, color: .neutral)
    }
    if let others = target.methodSteps, let best = target.methods?.first {
      series.append(
        ChartSeries(
          best.name, y: others.map(\.rmse), firstX: 1, style: .dashed, color: .palette(1)))
    }
    series.append(ChartSeries("model", y: steps.map(\.rmse), firstX: 1, color: .palette(0)))
    return LineChart(
      title: "\(subject(name, target.column)), errors by rows ahead", subtitle: subtitle,
      xAxis: ChartAxis("rows ahead", scale: .wholeNumbers),
      yAxis: ChartAxis("RMSE, \(target.column)", includesZero: true), series: series)
  }
}
