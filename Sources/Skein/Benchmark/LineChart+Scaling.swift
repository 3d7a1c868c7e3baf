extension LineChart {
  /// The speed-up of each worker count beside the ideal line and the fitted law.
  package static func scaling(_ report: BenchmarkReport) -> LineChart {
    let workers = report.results.map { Double($0.workers) }
    let last = report.results.map(\.workers).max() ?? 1
    let settings = report.settings
    var series = [
      ChartSeries(
        "ideal", x: [Double(report.results.map(\.workers).min() ?? 1), Double(last)],
        y: [Double(report.results.map(\.workers).min() ?? 1), Double(last)], style: .dashed,
        color: .neutral)
    ]
    if let fit = report.fit {
      let counts = (0...200).map { 1 + Double(last - 1) * Double($0) / 200 }
      series.append(
        ChartSeries(
          "\(fit.law.rawValue), serial \((fit.serialFraction * 1000).rounded() / 10) %",
          x: counts, y: counts.map(fit.speedup), style: .thin, color: .palette(1)))
    }
    series.append(
      ChartSeries("measured", x: workers, y: report.results.map(\.speedup), color: .palette(0)))
    series.append(
      ChartSeries(
        "worker counts", x: workers, y: report.results.map(\.speedup), style: .dots,
        color: .palette(0)))
    let batch = settings.scaling == .strong ? "batch" : "batch for each worker"
    return LineChart(
      title: "\(settings.scaling.rawValue) scaling: \(settings.model)",
      subtitle: "input \(settings.inputSize), \(settings.sequenceLength) time steps, \(batch)"
        + " \(settings.batchSize), placement \(settings.placement), \(settings.isa)",
      xAxis: ChartAxis("workers", scale: .wholeNumbers), yAxis: ChartAxis("speed-up"),
      series: series)
  }
}
