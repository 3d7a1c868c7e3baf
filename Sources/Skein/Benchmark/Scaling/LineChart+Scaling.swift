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

extension LineChart {
  /// Predicted speed-ups beside the ideal line and what was measured.
  package static func scaling(_ report: ScalingReport) -> LineChart {
    let lines = report.lines
    let workers = lines.map { Double($0.prediction.workers) }
    let last = workers.max() ?? 1
    let one = Double(report.profile.batchSize) / report.profile.stepSeconds
    var series = [
      ChartSeries("ideal", x: [1, last], y: [1, last], style: .dashed, color: .neutral),
      ChartSeries(
        "predicted", x: workers, y: lines.map(\.prediction.speedup), color: .palette(1)),
      ChartSeries(
        "worker counts", x: workers, y: lines.map(\.prediction.speedup), style: .dots,
        color: .palette(1)),
    ]
    let measured = lines.filter { $0.measured != nil }
    if !measured.isEmpty {
      series.append(
        ChartSeries(
          "measured", x: measured.map { Double($0.prediction.workers) },
          y: measured.map { ($0.measured ?? 0) / one }, style: .dots, color: .palette(0)))
    }
    let batch = report.scaling == .strong ? "batch" : "batch for each worker"
    return LineChart(
      title: "\(report.scaling.rawValue) scaling, predicted: \(report.model)",
      subtitle: "\(report.target.source) · \(report.profile.sequenceLength) time steps, \(batch)"
        + " \(report.profile.batchSize)",
      xAxis: ChartAxis("workers", scale: .wholeNumbers), yAxis: ChartAxis("speed-up"),
      series: series)
  }
}
