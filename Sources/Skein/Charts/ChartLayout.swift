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

  static let textSize = 12.5
  static let subtitleSize = 13.0
  static let sampleWidth = 24.0
  static let rowHeight = 18.0

  let size: ChartSize
  let titleSize: Double
  let titleLines: [String]
  let subtitleLines: [String]
  let margin: Double
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

  init(_ chart: LineChart, legendNames: [String], size: ChartSize) {
    let ranges = ChartRanges(chart)
    let margin: Double = size.isNarrow ? 12 : 24
    self.size = size
    self.margin = margin
    right = size.width - margin

    // The y labels set the left edge; how many there are hardly depends on the plot's height.
    let most = min(max(Int(size.height / 52), 3), 8)
    yTicks = ranges.map { AxisTick.covering(chart.yAxis, $0.y, atMost: most, isASCII: false) } ?? []
    let labelWidths = yTicks.map { TextWidth.estimate($0.label, size: Self.textSize) }
    left = margin + max(labelWidths.max() ?? 0, 16) + 8

    xTicks = Self.xTicks(chart, ranges, left...right, size)
    let hasContext = xTicks.contains { $0.context != nil }
    bottom =
      size.height - 34 - (hasContext ? Self.rowHeight - 2 : 0)
      - (chart.xAxis.title.isEmpty ? 0 : 22)

    let textWidth = right - margin
    titleSize = size.isNarrow ? 15 : 17
    titleLines = Self.lines(chart.title, size: titleSize * 1.06, width: textWidth)
    subtitleLines = Self.lines(chart.subtitle ?? "", size: Self.subtitleSize, width: textWidth)
    var header = 16 + Double(titleLines.count) * (titleSize + 4) + Double(subtitleLines.count) * 20
    if titleLines.isEmpty { header -= 6 }
    let yTitleWidth = TextWidth.estimate(chart.yAxis.title, size: Self.textSize)
    let rows = Self.legendRows(legendNames, width: textWidth)
    let legendWidth = rows.first.map { $0.reduce(0) { $0 + $1.width } } ?? 0
    let isBesideTitle = rows.count == 1 && legendWidth + yTitleWidth + 40 <= textWidth
    var legend: [LegendEntry] = []
    header += 10
    for row in rows {
      header += Self.rowHeight
      var start = isBesideTitle ? right - legendWidth : margin
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

  /// A text in at most two lines.
  private static func lines(_ text: String, size: Double, width: Double) -> [String] {
    let lines = TextWidth.lines(ShortText.cut(text, to: 300), size: size, width: width)
    guard lines.count > 2 else { return lines }
    let rest = lines.dropFirst().joined(separator: " ")
    return [lines[0], TextWidth.fitted(rest, size: size, width: width)]
  }

  /// Where the middle of a text below the axis lies: at its tick, or as near as it fits the picture.
  func middle(of text: String, at place: Double) -> Double {
    Self.middle(of: text, at: place, size)
  }

  private static func middle(of text: String, at place: Double, _ size: ChartSize) -> Double {
    // Dates below the labels are bold, which is wider.
    let half = TextWidth.estimate(text, size: textSize) * 0.55 + 3
    return half * 2 > size.width ? place : min(max(place, half), size.width - half)
  }

  /// As many x ticks as fit: labels are measured, and the count reduced until none meet.
  private static func xTicks(
    _ chart: LineChart, _ ranges: ChartRanges?, _ plot: ClosedRange<Double>, _ size: ChartSize
  ) -> [AxisTick] {
    guard let ranges else { return [] }
    var count = max(Int((plot.upperBound - plot.lowerBound) / 56), 2)
    while true {
      let ticks = AxisTick.along(chart.xAxis, ranges.x, atMost: count, isASCII: false)
      let axis = ChartProjection(
        range: ranges.x, isLogarithmic: chart.xAxis.scale == .logarithmic, start: plot.lowerBound,
        end: plot.upperBound)
      func areApart(_ text: (AxisTick) -> String?) -> Bool {
        Self.areApart(
          ticks.compactMap { tick in
            text(tick).map { (middle(of: $0, at: axis.place(tick.value), size), $0) }
          })
      }
      if count <= 2 || areApart({ $0.label }) && areApart({ $0.context }) {
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
    guard names.count(where: { !$0.isEmpty }) > 1 else { return [] }
    var rows: [[(index: Int, text: String, width: Double)]] = []
    var free = 0.0
    for (index, name) in names.enumerated() where !name.isEmpty {
      let text = TextWidth.fitted(name, size: textSize, width: max(width / 3, min(width, 250)))
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
