/// Where the parts of an SVG chart lie, so that no text meets another or the data.
struct ChartLayout {
  /// A label above the plot, beside the line that it belongs to.
  struct Flag {
    let place: Double
    let text: String
    let isDivider: Bool
    /// Whether the text lies left of the line, for want of room at its right.
    let isLeft: Bool
    let extent: ClosedRange<Double>
    /// Counted upwards from the plot.
    var row: Int
  }

  /// An entry of the legend, from the left end of its sample.
  struct LegendEntry {
    let index: Int
    let text: String
    let x: Double
    let y: Double
  }

  static let width = 880.0
  static let height = 440.0
  static let titleSize = 17.0
  static let textSize = 12.5
  static let sampleWidth = 24.0
  static let rowHeight = 18.0
  static let margin = 24.0

  let x: ChartProjection?
  let y: ChartProjection?
  let xTicks: [AxisTick]
  let yTicks: [AxisTick]
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double
  let yTitleBaseline: Double
  let legend: [LegendEntry]
  let flags: [Flag]

  init(_ chart: LineChart, legendNames: [String]) {
    let ranges = ChartRanges(chart)
    right = Self.width - Self.margin

    // The y labels set the left edge; how many there are hardly depends on the plot's height.
    yTicks = ranges.map { AxisTick.covering(chart.yAxis, $0.y, atMost: 8, isASCII: false) } ?? []
    let labelWidths = yTicks.map { TextWidth.estimate($0.label, size: Self.textSize) }
    left = Self.margin + max(labelWidths.max() ?? 0, 16) + 8
    let plotWidth = right - left

    xTicks = Self.xTicks(chart, ranges, plotWidth)
    let hasContext = xTicks.contains { $0.context != nil }
    bottom =
      Self.height - 34 - (hasContext ? Self.rowHeight - 2 : 0)
      - (chart.xAxis.title.isEmpty ? 0 : 22)

    var header = 20 + Self.titleSize
    if chart.subtitle != nil { header += 20 }
    let yTitleWidth = TextWidth.estimate(chart.yAxis.title, size: Self.textSize)
    let rows = Self.legendRows(legendNames, width: right - Self.margin)
    let legendWidth = rows.first.map { $0.reduce(0) { $0 + $1.width } } ?? 0
    let isBesideTitle = rows.count == 1 && legendWidth + yTitleWidth + 40 <= right - Self.margin
    var legend: [LegendEntry] = []
    header += 10
    for row in rows {
      header += Self.rowHeight
      var start = isBesideTitle ? right - legendWidth : Self.margin
      for entry in row {
        legend.append(LegendEntry(index: entry.index, text: entry.text, x: start, y: header))
        start += entry.width
      }
    }
    self.legend = legend
    if !chart.yAxis.title.isEmpty && !isBesideTitle { header += Self.rowHeight }
    yTitleBaseline = header

    let (left, right) = (self.left, self.right)
    x = ranges.map {
      ChartProjection(
        range: $0.x, isLogarithmic: chart.xAxis.scale == .logarithmic, start: left, end: right)
    }
    flags = x.map { Self.flags(chart, $0) } ?? []
    let flagRows = flags.map { $0.row + 1 }.max() ?? 0
    top = header + (flagRows > 0 ? 12 : 18) + Double(flagRows) * Self.rowHeight
    let (top, bottom) = (self.top, self.bottom)
    if let first = yTicks.first, let last = yTicks.last {
      y = ChartProjection(
        range: first.value...last.value, isLogarithmic: chart.yAxis.scale == .logarithmic,
        start: bottom, end: top)
    } else {
      y = nil
    }
  }

  /// As many x ticks as fit: labels are measured, and the count reduced until none meet.
  private static func xTicks(
    _ chart: LineChart, _ ranges: ChartRanges?, _ width: Double
  ) -> [AxisTick] {
    guard let ranges else { return [] }
    var count = max(Int(width / 56), 2)
    while true {
      let ticks = AxisTick.along(chart.xAxis, ranges.x, atMost: count, isASCII: false)
      let axis = ChartProjection(
        range: ranges.x, isLogarithmic: chart.xAxis.scale == .logarithmic, start: 0, end: width)
      if count <= 2
        || areApart(ticks.map { (axis.place($0.value), $0.label) })
          && areApart(
            ticks.compactMap { tick in tick.context.map { (axis.place(tick.value), $0) } })
      {
        return ticks
      }
      count -= 1
    }
  }

  private static func areApart(_ labels: [(place: Double, text: String)]) -> Bool {
    zip(labels, labels.dropFirst()).allSatisfy { first, second in
      let widths = TextWidth.estimate(first.text + second.text, size: textSize)
      return second.place - first.place >= widths / 2 + 12
    }
  }

  private static func legendRows(
    _ names: [String], width: Double
  ) -> [[(index: Int, text: String, width: Double)]] {
    guard names.count > 1 else { return [] }
    var rows: [[(index: Int, text: String, width: Double)]] = []
    var free = 0.0
    for (index, name) in names.enumerated() {
      let text = TextWidth.fitted(name, size: textSize, width: width / 3)
      let entry = sampleWidth + 8 + TextWidth.estimate(text, size: textSize) + 16
      if entry > free {
        rows.append([])
        free = width
      }
      rows[rows.count - 1].append((index, text, entry))
      free -= entry
    }
    return rows
  }

  private static func flags(_ chart: LineChart, _ axis: ChartProjection) -> [Flag] {
    var wanted: [(place: Double, text: String, isDivider: Bool)] = []
    for region in chart.regions where !region.label.isEmpty {
      guard region.to >= axis.range.lowerBound, region.from <= axis.range.upperBound else {
        continue
      }
      wanted.append((axis.place(region.from), region.label, false))
    }
    for divider in chart.dividers where axis.range.contains(divider.x) {
      wanted.append((axis.place(divider.x), divider.label, true))
    }
    let flags = wanted.filter { !$0.text.isEmpty }.map { place, text, isDivider in
      let text = TextWidth.fitted(text, size: textSize, width: (axis.end - axis.start) / 2)
      let width = TextWidth.estimate(text, size: textSize) + 12
      let isLeft = place + width > axis.end + 8
      let extent = isLeft ? place - width...place : place...place + width
      return Flag(
        place: place, text: text, isDivider: isDivider, isLeft: isLeft, extent: extent, row: 0)
    }
    return stacked(flags)
  }

  /// Rows such that no text meets another text or the line of another flag, which goes up to that
  /// flag's row: texts to the right are stacked from the right, those to the left from the left.
  private static func stacked(_ flags: [Flag]) -> [Flag] {
    let toTheRight = flags.filter { !$0.isLeft }.sorted { $0.place > $1.place }
    let toTheLeft = flags.filter(\.isLeft).sorted { $0.place < $1.place }
    var stacked: [Flag] = []
    for var flag in toTheRight + toTheLeft {
      while stacked.contains(where: { other in
        let meets = other.row == flag.row && other.extent.overlaps(flag.extent)
        return meets || other.row >= flag.row && flag.extent.contains(other.place)
      }) { flag.row += 1 }
      stacked.append(flag)
    }
    return stacked
  }
}
