/// A comparison as a picture: a row for each candidate, its ratio to its base as a dot and the 95 %
/// interval as a bar, around a line at 1.
package struct ComparisonDrawing: Sendable {
  private let report: ComparisonReport

  private static let width = 760.0
  private static let margin = 20.0
  private static let rowHeight = 26.0
  private static let labelWidth = 300.0
  private static let longestLabel = 46

  package init(_ report: ComparisonReport) {
    self.report = report
  }

  private var rows: [ComparisonReport.Line] { report.lines }

  /// The ratios that the picture shows, with 1 among them.
  private var range: ClosedRange<Double> {
    var values: [Double] = [1]
    for line in rows { values += (line.interval ?? []) + [line.ratio ?? 1] }
    let low = values.min() ?? 1
    let high = values.max() ?? 1
    let space = max((high - low) * 0.08, 0.005)
    return LinearTicks.widened(low - space, high + space)
  }

  /// The text of an SVG file; the same bytes for the same report.
  package func svg() -> String {
    let range = range
    let left = Self.margin + Self.labelWidth
    let right = Self.width - Self.margin
    let top = 74.0
    let bottom = top + Self.rowHeight * Double(rows.count)
    let notes = report.disturbances.isEmpty ? 0 : 1
    let height = bottom + 52 + 18 * Double(notes)
    let title = "Times as fast as the base"
    var document = SVGDocument(
      width: Self.width, height: height, title: title, styleSheet: SVGTheme.styleSheet)
    document.rect(
      x: 0, y: 0, width: Self.width, height: height,
      ["fill": .text(SVGTheme.paper.light), "class": .text(SVGTheme.paper.fillClass)])
    document.text(
      title, x: Self.margin, y: 30, Self.text(.ink, size: 17, weight: "600"))
    let settings = report.settings
    document.text(
      ShortText.cut(
        "\(settings.model) · batch \(settings.batchSize) · \(report.rounds) rounds, 95 % intervals",
        to: 100), x: Self.margin, y: 50, Self.text(.muted, size: 13))
    func x(_ ratio: Double) -> Double {
      let part = (ratio - range.lowerBound) / (range.upperBound - range.lowerBound)
      return left + part * (right - left)
    }
    for tick in LinearTicks.within(range, atMost: 7) {
      document.line(
        from: .init(x(tick.value), top), to: .init(x(tick.value), bottom), Self.stroke(.grid))
      document.text(
        SVGDocument.number(tick.value), x: x(tick.value), y: bottom + 18,
        Self.text(.muted, size: 12, anchor: "middle"))
    }
    document.line(from: .init(x(1), top), to: .init(x(1), bottom), Self.stroke(.axis))
    for (number, line) in rows.enumerated() {
      draw(line, y: top + Self.rowHeight * (Double(number) + 0.5), x, &document)
    }
    document.text(
      "ratio of samples/s", x: (left + right) / 2, y: bottom + 38,
      Self.text(.muted, size: 12, anchor: "middle"))
    if let disturbance = report.disturbances.first {
      document.text(
        ShortText.cut("Nothing is concluded: \(disturbance)", to: 110), x: Self.margin,
        y: bottom + 58, Self.text(.ink, size: 12))
    }
    return document.text
  }

  private func draw(
    _ line: ComparisonReport.Line, y: Double, _ x: (Double) -> Double,
    _ document: inout SVGDocument
  ) {
    document.text(
      ShortText.cut(line.name, to: Self.longestLabel), x: Self.margin, y: y + 4,
      Self.text(.ink, size: 13))
    let color = Self.color(line.verdict)
    if let interval = line.interval {
      document.line(
        from: .init(x(interval[0]), y), to: .init(x(interval[1]), y),
        [
          "stroke": .text(color.light), "class": .text("s-\(color.className)"), "stroke-width": 3,
          "stroke-linecap": "round",
        ])
    }
    document.element(
      "circle",
      [
        "cx": .number(x(line.ratio ?? 1)), "cy": .number(y), "r": 5, "fill": .text(color.light),
        "class": .text("f-\(color.className)"),
      ])
  }

  /// Real differences have colours; the rest is grey.
  private static func color(_ verdict: ComparisonVerdict) -> ChartColor {
    switch verdict {
    case .faster: .palette(2)
    case .slower: .palette(1)
    case .base, .alike, .undecided: .neutral
    }
  }

  private static func text(
    _ theme: SVGTheme, size: Double, weight: String = "400", anchor: String = "start"
  ) -> SVGDocument.Attributes {
    [
      "fill": .text(theme.light), "class": .text(theme.fillClass), "font-size": .number(size),
      "font-weight": .text(weight), "text-anchor": .text(anchor),
    ]
  }

  private static func stroke(_ theme: SVGTheme) -> SVGDocument.Attributes {
    ["stroke": .text(theme.light), "class": .text(theme.strokeClass)]
  }
}
