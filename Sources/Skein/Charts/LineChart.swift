/// Lines over a common x-axis, drawn as SVG by `svg()` and in characters by `terminal(…)`.
///
/// Values that an axis cannot show (NaN, infinities, magnitudes above 10³⁰⁰, and zero or less on a
/// logarithmic axis) leave a gap. Many more points than pixels are thinned such that every pixel
/// column keeps its extremes.
package struct LineChart: Sendable {
  package var title: String
  package var subtitle: String?
  package var xAxis: ChartAxis
  package var yAxis: ChartAxis
  /// Drawn in this order, the first one lowest.
  package var series: [ChartSeries]
  /// Areas between two curves, drawn below all lines.
  package var bands: [ChartBand]
  /// Bars from zero, drawn above the areas; in a picture only.
  package var bars: [ChartBars]
  /// Intervals of single points, drawn above the lines; in a picture only.
  package var whiskers: [ChartWhisker]
  /// Stretches of the x-axis, shaded, drawn below all else.
  package var regions: [ChartRegion]
  /// Vertical lines.
  package var dividers: [ChartDivider]

  package init(
    title: String, subtitle: String? = nil, xAxis: ChartAxis = ChartAxis(),
    yAxis: ChartAxis = ChartAxis(), series: [ChartSeries] = [], bands: [ChartBand] = [],
    bars: [ChartBars] = [], whiskers: [ChartWhisker] = [], regions: [ChartRegion] = [],
    dividers: [ChartDivider] = []
  ) {
    self.title = title
    self.subtitle = subtitle
    self.xAxis = xAxis
    self.yAxis = yAxis
    self.series = series
    self.bands = bands
    self.bars = bars
    self.whiskers = whiskers
    self.regions = regions
    self.dividers = dividers
  }
}

/// One line of a chart: points in ascending order of x.
package struct ChartSeries: Sendable, Equatable {
  package enum Style: Sendable, Equatable {
    case solid
    case dashed
    /// For dense or secondary data.
    case thin
    /// Points without a line.
    case dots
  }

  /// The name in the legend; empty for a line that is not listed, such as one of many of a kind.
  package var name: String
  package var x: [Double]
  package var y: [Double]
  package var style: Style
  /// The colour, or nil for the next of the palette.
  package var color: ChartColor?

  /// - Precondition: `x` and `y` have the same count.
  package init(
    _ name: String, x: [Double], y: [Double], style: Style = .solid, color: ChartColor? = nil
  ) {
    precondition(x.count == y.count, "series \(name) has \(x.count) x and \(y.count) y")
    self.name = name
    self.x = x
    self.y = y
    self.style = style
    self.color = color
  }

  /// Values one apart, the first at `firstX`.
  package init(
    _ name: String, y: [Double], firstX: Double = 0, style: Style = .solid, color: ChartColor? = nil
  ) {
    self.init(
      name, x: y.indices.map { firstX + Double($0) }, y: y, style: style, color: color)
  }
}

/// The area between two curves over the same x, such as the spread of a forecast.
package struct ChartBand: Sendable, Equatable {
  package var name: String
  package var x: [Double]
  package var lower: [Double]
  package var upper: [Double]
  package var color: ChartColor

  /// - Precondition: the three have the same count.
  package init(
    _ name: String, x: [Double], lower: [Double], upper: [Double], color: ChartColor = .palette(0)
  ) {
    precondition(
      x.count == lower.count && x.count == upper.count,
      "band \(name) has \(x.count) x, \(lower.count) lower and \(upper.count) upper")
    self.name = name
    self.x = x
    self.lower = lower
    self.upper = upper
    self.color = color
  }
}

/// Bars from zero to values, such as those of a histogram.
package struct ChartBars: Sendable, Equatable {
  package var name: String
  /// The bars' middles.
  package var x: [Double]
  package var y: [Double]
  /// Of each bar, in units of the x-axis.
  package var width: Double
  package var color: ChartColor

  /// - Precondition: `x` and `y` have the same count.
  package init(
    _ name: String, x: [Double], y: [Double], width: Double, color: ChartColor = .palette(0)
  ) {
    precondition(x.count == y.count, "bars \(name) have \(x.count) x and \(y.count) y")
    self.name = name
    self.x = x
    self.y = y
    self.width = width
    self.color = color
  }
}

/// The interval of one point: a line from its lower to its upper end.
package struct ChartWhisker: Sendable, Equatable {
  package var x: Double
  package var lower: Double
  package var upper: Double
  package var color: ChartColor

  package init(x: Double, lower: Double, upper: Double, color: ChartColor = .palette(0)) {
    self.x = x
    self.lower = lower
    self.upper = upper
    self.color = color
  }
}

/// A stretch of the x-axis, shaded, with a label above the plot.
package struct ChartRegion: Sendable, Equatable {
  package var from: Double
  package var to: Double
  package var label: String

  package init(from: Double, to: Double, label: String = "") {
    self.from = from
    self.to = to
    self.label = label
  }
}

/// A vertical line with a label above the plot, such as “test begins”.
package struct ChartDivider: Sendable, Equatable {
  package var x: Double
  package var label: String

  package init(x: Double, label: String = "") {
    self.x = x
    self.label = label
  }
}
