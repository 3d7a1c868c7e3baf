import Foundation

extension LineChart {
  /// The chart as the text of an SVG file; the same bytes for the same chart.
  ///
  /// At most about 200 kB, however many points there are.
  package func svg(_ size: ChartSize = .wide) -> String {
    var document = SVGDocument(
      width: size.width, height: size.height, title: title, description: summary,
      styleSheet: SVGTheme.styleSheet)
    document.paper(size)
    draw(in: &document, size)
    return document.text
  }

  /// Draws the chart into a part of a picture, from its origin on.
  func draw(in document: inout SVGDocument, _ size: ChartSize) {
    let layout = ChartLayout(self, legendNames: legendNames, size: size)
    drawTitles(layout, &document)
    drawRegions(layout, &document)
    drawGrid(layout, &document)
    if let x = layout.x, let y = layout.y {
      for band in bands { draw(band, x, y, &document) }
      for bars in bars { draw(bars, x, y, &document) }
      for (series, color) in zip(series, colors) { draw(series, color, x, y, &document) }
      for whisker in whiskers where shows(whisker) { draw(whisker, x, y, &document) }
    } else {
      document.text(
        "no data to draw", x: (layout.left + layout.right) / 2,
        y: (layout.top + layout.bottom) / 2, Self.label(.muted, anchor: "middle"))
    }
    drawDividers(layout, &document)
    drawLegend(layout, &document)
  }

  /// The lines' names, then the areas' and the bars'.
  private var legendNames: [String] {
    series.map(\.name) + bands.map(\.name) + bars.map(\.name)
  }

  private static func label(
    _ color: SVGTheme, anchor: String = "start", size: Double = ChartLayout.textSize,
    weight: String = "400"
  ) -> SVGDocument.Attributes {
    [
      "class": .text(color.fillClass), "fill": .text(color.light), "font-size": .number(size),
      "text-anchor": .text(anchor), "font-weight": .text(weight),
    ]
  }

  private static func stroke(_ color: SVGTheme, width: Double = 1) -> SVGDocument.Attributes {
    [
      "class": .text(color.strokeClass), "stroke": .text(color.light),
      "stroke-width": .number(width),
    ]
  }

  private func drawTitles(_ layout: ChartLayout, _ document: inout SVGDocument) {
    let left = layout.margin
    let width = layout.right - left
    var baseline = 12.0
    for line in layout.titleLines {
      baseline += layout.titleSize + 4
      document.text(
        line, x: left, y: baseline, Self.label(.ink, size: layout.titleSize, weight: "600"))
    }
    for line in layout.subtitleLines {
      baseline += 20
      document.text(
        line, x: left, y: baseline, Self.label(.muted, size: ChartLayout.subtitleSize))
    }
    if !yAxis.title.isEmpty {
      document.text(
        TextWidth.fitted(yAxis.title, size: ChartLayout.textSize, width: width), x: left,
        y: layout.yTitleBaseline, Self.label(.muted))
    }
    if !xAxis.title.isEmpty {
      document.text(
        TextWidth.fitted(xAxis.title, size: ChartLayout.textSize, width: width),
        x: (layout.left + layout.right) / 2, y: layout.size.height - 13,
        Self.label(.muted, anchor: "middle"))
    }
  }

  private func drawGrid(_ layout: ChartLayout, _ document: inout SVGDocument) {
    if let y = layout.y, yAxis.scale == .logarithmic {
      for value in Self.minorValues(layout.yTicks) {
        let place = y.place(value)
        document.line(
          from: .init(layout.left, place), to: .init(layout.right, place), Self.stroke(.faint))
      }
    }
    for tick in layout.yTicks {
      guard let place = layout.y?.place(tick.value) else { continue }
      document.line(
        from: .init(layout.left, place), to: .init(layout.right, place), Self.stroke(.grid))
      document.text(
        tick.label, x: layout.left - 8, y: place + 4.4, Self.label(.muted, anchor: "end"))
    }
    document.line(
      from: .init(layout.left, layout.bottom), to: .init(layout.right, layout.bottom),
      Self.stroke(.axis))
    for tick in layout.xTicks {
      guard let place = layout.x?.place(tick.value) else { continue }
      document.line(
        from: .init(place, layout.bottom), to: .init(place, layout.bottom + 5), Self.stroke(.axis))
      document.text(
        tick.label, x: layout.middle(of: tick.label, at: place), y: layout.bottom + 19,
        Self.label(.muted, anchor: "middle"))
      if let context = tick.context {
        document.text(
          context, x: layout.middle(of: context, at: place), y: layout.bottom + 35,
          Self.label(.ink, anchor: "middle", weight: "600"))
      }
    }
  }

  /// 1, 2, … 9 × each power of ten between the ticks, unless they would crowd.
  private static func minorValues(_ ticks: [AxisTick]) -> [Double] {
    guard let low = ticks.first?.value, let high = ticks.last?.value, high / low <= 1e5 else {
      return []
    }
    let known = Set(ticks.map(\.value))
    let powers = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.down))
    let values = powers.flatMap { power in (1...9).map { Tick.value($0, power) } }
    return values.filter { $0 > low && $0 < high && !known.contains($0) }
  }

  private func drawRegions(_ layout: ChartLayout, _ document: inout SVGDocument) {
    guard let x = layout.x else { return }
    for region in regions where region.from <= x.range.upperBound && region.to >= x.range.lowerBound
    {
      let (start, end) = (x.place(region.from), x.place(region.to))
      document.rect(
        x: start, y: layout.top, width: max(end - start, 0), height: layout.bottom - layout.top,
        ["class": .text(SVGTheme.shade.fillClass), "fill": .text(SVGTheme.shade.light)])
    }
  }

  private func drawDividers(_ layout: ChartLayout, _ document: inout SVGDocument) {
    guard let x = layout.x else { return }
    for divider in dividers where x.range.contains(divider.x) {
      let place = x.place(divider.x)
      let row = layout.flags.first { $0.isDivider && $0.place == place }?.row
      let rise = row.map { Double($0 + 1) * ChartLayout.rowHeight - 4 } ?? 0
      document.line(
        from: .init(place, layout.top - rise), to: .init(place, layout.bottom),
        [
          "class": .text(SVGTheme.muted.strokeClass), "stroke": .text(SVGTheme.muted.light),
          "stroke-width": 1, "stroke-dasharray": "3 3",
        ])
    }
    for flag in layout.flags {
      document.text(
        flag.text, x: flag.place + (flag.isLeft ? -6 : 6),
        y: layout.top - Double(flag.row) * ChartLayout.rowHeight - 6,
        Self.label(.ink, anchor: flag.isLeft ? "end" : "start"))
    }
  }

  private func drawLegend(_ layout: ChartLayout, _ document: inout SVGDocument) {
    for entry in layout.legend {
      let middle = entry.y - 4.4
      let end = entry.x + ChartLayout.sampleWidth
      if entry.index < series.count {
        let style = series[entry.index].style
        let points =
          style == .dots
          ? [4.0, 12, 20].map { [SVGDocument.Point(entry.x + $0, middle)] }
          : [[.init(entry.x, middle), .init(end, middle)]]
        document.path(points, Self.line(style, colors[entry.index], width: nil))
      } else {
        let areas = bands.map { Self.area($0.color) } + bars.map { Self.bar($0.color) }
        document.rect(
          x: entry.x, y: middle - 6, width: end - entry.x, height: 12,
          areas[entry.index - series.count])
      }
      document.text(entry.text, x: end + 8, y: entry.y, Self.label(.ink))
    }
  }
}
