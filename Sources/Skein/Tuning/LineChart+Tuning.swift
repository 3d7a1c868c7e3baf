import Topology

extension LineChart {
  /// Throughput over the number of workers, a line for each placement, with the 95 % intervals of
  /// the ratios to the default as bands.
  package static func tuning(_ outcome: Tuner.Outcome, of shape: String) -> LineChart {
    var policies: [PlacementPolicy] = []
    for row in outcome.rows where !policies.contains(row.policy) { policies.append(row.policy) }
    policies.sort { $0.description < $1.description }
    let standard = outcome.rows.first { $0.isStandard }
    var series: [ChartSeries] = []
    var bands: [ChartBand] = []
    for (index, policy) in policies.enumerated() {
      let rows = outcome.rows.filter { $0.policy == policy }.sorted { $0.workers < $1.workers }
      let color = ChartColor.palette(index)
      series.append(
        ChartSeries(
          policy.description, x: rows.map { Double($0.workers) }, y: rows.map(\.samplesPerSecond),
          style: rows.count > 1 ? .solid : .dots, color: color))
      let measured = rows.filter { $0.estimate.interval != nil && !$0.isStandard }
      guard let base = standard?.samplesPerSecond, measured.count > 1 else { continue }
      bands.append(
        ChartBand(
          "\(policy), 95 %", x: measured.map { Double($0.workers) },
          lower: measured.map { base * ($0.estimate.interval?.lowerBound ?? 1) },
          upper: measured.map { base * ($0.estimate.interval?.upperBound ?? 1) }, color: color))
    }
    let chosen = outcome.chosen
    return LineChart(
      title: "Throughput by workers and placement",
      subtitle: "\(shape) · choice: \(chosen.workers) × \(chosen.place)",
      xAxis: ChartAxis("workers", scale: .wholeNumbers), yAxis: ChartAxis("samples/s"),
      series: series, bands: bands)
  }
}
