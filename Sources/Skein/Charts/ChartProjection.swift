import Foundation

/// From values of one axis to places in a drawing.
struct ChartProjection: Sendable {
  let range: ClosedRange<Double>
  let isLogarithmic: Bool
  let start: Double
  let end: Double

  /// The place of `value`: the range's lower bound lies at `start`, its upper bound at `end`.
  func place(_ value: Double) -> Double {
    let share: Double
    if isLogarithmic {
      let low = log(range.lowerBound)
      share = (log(value) - low) / (log(range.upperBound) - low)
    } else {
      share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    }
    return start + min(max(share, 0), 1) * (end - start)
  }
}

/// The parts of the axes that a chart's data take up; nil if there is nothing to draw.
struct ChartRanges: Sendable {
  let x: ClosedRange<Double>
  let y: ClosedRange<Double>

  init?(_ chart: LineChart) {
    var xs: (low: Double, high: Double)?
    var ys: (low: Double, high: Double)?
    func add(_ value: Double, to ends: inout (low: Double, high: Double)?) {
      ends = ends.map { (min($0.low, value), max($0.high, value)) } ?? (value, value)
    }
    for series in chart.series {
      for index in series.x.indices where chart.shows(series, index) {
        add(series.x[index], to: &xs)
        add(series.y[index], to: &ys)
      }
    }
    for band in chart.bands {
      for index in band.x.indices where chart.shows(band, index) {
        add(band.x[index], to: &xs)
        add(band.lower[index], to: &ys)
        add(band.upper[index], to: &ys)
      }
    }
    for bars in chart.bars {
      for index in bars.x.indices where chart.shows(bars, index) {
        add(bars.x[index] - bars.width / 2, to: &xs)
        add(bars.x[index] + bars.width / 2, to: &xs)
        add(bars.y[index], to: &ys)
        if chart.yAxis.scale != .logarithmic { add(0, to: &ys) }
      }
    }
    for whisker in chart.whiskers where chart.shows(whisker) {
      add(whisker.x, to: &xs)
      add(whisker.lower, to: &ys)
      add(whisker.upper, to: &ys)
    }
    if chart.xAxis.includesZero, xs != nil { add(0, to: &xs) }
    if chart.yAxis.includesZero, ys != nil { add(0, to: &ys) }
    guard let xs, let ys else { return nil }
    x = Self.widened(xs, chart.xAxis)
    y = Self.widened(ys, chart.yAxis)
  }

  private static func widened(
    _ ends: (low: Double, high: Double), _ axis: ChartAxis
  ) -> ClosedRange<Double> {
    switch axis.scale {
    case .logarithmic: LogTicks.widened(ends.low, ends.high)
    case .linear: LinearTicks.widened(ends.low, ends.high)
    // A tenth of row 5000 is no neighbourhood: half a step to each side is.
    case .wholeNumbers, .rows:
      ends.low == ends.high
        ? LinearTicks.widened(ends.low - 0.5, ends.high + 0.5)
        : LinearTicks.widened(ends.low, ends.high)
    }
  }
}

extension LineChart {
  func shows(_ series: ChartSeries, _ index: Int) -> Bool {
    xAxis.shows(series.x[index]) && yAxis.shows(series.y[index])
  }

  func shows(_ band: ChartBand, _ index: Int) -> Bool {
    xAxis.shows(band.x[index]) && yAxis.shows(band.lower[index]) && yAxis.shows(band.upper[index])
  }

  func shows(_ bars: ChartBars, _ index: Int) -> Bool {
    xAxis.shows(bars.x[index] - bars.width / 2) && xAxis.shows(bars.x[index] + bars.width / 2)
      && yAxis.shows(bars.y[index])
  }

  func shows(_ whisker: ChartWhisker) -> Bool {
    xAxis.shows(whisker.x) && yAxis.shows(whisker.lower) && yAxis.shows(whisker.upper)
  }

  /// The colour of each series: its own, or the next of the palette.
  var colors: [ChartColor] {
    var next = 0
    return series.map { series in
      if let color = series.color { return color }
      defer { next += 1 }
      return .palette(next)
    }
  }
}
