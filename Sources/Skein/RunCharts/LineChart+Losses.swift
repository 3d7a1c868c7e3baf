extension LineChart {
  /// The loss of each epoch, on the training windows and on the validation windows.
  ///
  /// - Parameters:
  ///   - name: what the run is about, for the title.
  ///   - kept: the epoch whose weights the model has, where it is not the last one.
  package static func losses(
    _ history: [EpochRecord], of name: String, loss: Loss, scaling: Scaling, kept: Int? = nil
  ) -> LineChart {
    let epochs = history.map { Double($0.epoch) }
    var series = [
      ChartSeries("training loss", x: epochs, y: history.map(\.loss), color: .palette(0))
    ]
    if history.contains(where: { $0.validationLoss != nil }) {
      series.append(
        ChartSeries(
          "validation loss", x: epochs, y: history.map { $0.validationLoss ?? .nan },
          color: .palette(1)))
    }
    let shown = series.flatMap(\.y).filter(\.isFinite)
    let (least, most) = (shown.min() ?? 1, shown.max() ?? 1)
    // A steep start would press the rest of the curve onto the axis; a likelihood's loss may be below 0.
    let scale: ChartAxis.Scale = least > 0 && most > 10 * least ? .logarithmic : .linear
    let measure = loss.head.measure
    let title = scaling == .none ? measure : "\(measure) of scaled values"
    let marks = kept.map { [ChartDivider(x: Double($0), label: "kept: epoch \($0)")] } ?? []
    return LineChart(
      title: "\(name): loss", xAxis: ChartAxis("epoch", scale: .wholeNumbers),
      yAxis: ChartAxis(title, scale: scale), series: series, dividers: marks)
  }
}
