import Topology

extension LineChart {
  /// Throughput over the number of workers, a line for each placement, with the 95 % intervals of the
  /// ratios to the default, and the choice.
  ///
  /// From zero, so that the height of a point is its speed: on an axis that begins just below the
  /// slowest, noise looks like a choice.
  package static func tuning(_ outcome: Tuner.Outcome, of shape: String) -> LineChart {
    var places: [String] = []
    for row in outcome.rows where !places.contains(row.candidate.place) {
      places.append(row.candidate.place)
    }
    places.sort()
    let standard = outcome.rows.first { $0.isStandard }
    var series: [ChartSeries] = []
    var whiskers: [ChartWhisker] = []
    for (index, place) in places.enumerated() {
      let rows = outcome.rows.filter { $0.candidate.place == place }
        .sorted { $0.workers < $1.workers }
      let color = ChartColor.palette(index)
      series.append(
        ChartSeries(
          place, x: rows.map { Double($0.workers) }, y: rows.map(\.samplesPerSecond),
          style: rows.count > 1 ? .solid : .dots, color: color))
      guard let base = standard?.samplesPerSecond else { continue }
      // Several placements of as many workers stand side by side.
      let shift = 0.04 * (Double(index) - Double(places.count - 1) / 2)
      for row in rows where !row.isStandard {
        guard let interval = row.estimate.interval else { continue }
        whiskers.append(
          ChartWhisker(
            x: Double(row.workers) + shift, lower: base * interval.lowerBound,
            upper: base * interval.upperBound, color: color))
      }
    }
    let chosen = outcome.chosen
    let rate = outcome.rows.first { $0.isChosen }?.samplesPerSecond
    series.append(
      ChartSeries(
        "choice", x: rate == nil ? [] : [Double(chosen.workers)], y: rate.map { [$0] } ?? [],
        style: .dots, color: .palette(places.count)))
    return LineChart(
      title: "Throughput by workers and placement",
      subtitle:
        "\(shape) · choice: \(chosen.workers) × \(chosen.place) · intervals: 95 %, of the ratio"
        + " to the default",
      xAxis: ChartAxis("workers", scale: .wholeNumbers),
      yAxis: ChartAxis("samples/s", includesZero: true),
      series: series, whiskers: whiskers,
      dividers: rate == nil
        ? [] : [ChartDivider(x: Double(chosen.workers), label: "choice: \(chosen.place)")])
  }
}
