/// Two pictures beside each other or one above the other: what a barrier takes for each pair of cores, and
/// how fast data of the other one comes.
package struct PairHeatMap {
  private let matrix: PairMatrix
  private let cell: Double

  private static let margin = 20.0
  private static let axis = 34.0

  private struct Panel: Sendable {
    var title: String
    /// The figure of a pair; dark is slow.
    var value: @Sendable (PairMatrix.Pair) -> Double
    var isSlowWhenLarge: Bool
  }

  private static let panels = [
    Panel(
      title: "barrier of two, nanoseconds", value: { $0.barrierNanoseconds }, isSlowWhenLarge: true),
    Panel(
      title: "data of the other core, GB/s", value: { $0.gigabytesPerSecond },
      isSlowWhenLarge: false),
  ]

  package init(_ matrix: PairMatrix) {
    self.matrix = matrix
    cell = min(max((560 / Double(matrix.cores.count)).rounded(), 4), 56)
  }

  private var side: Double { cell * Double(matrix.cores.count) }
  /// Room for the title even over a small matrix.
  private var panelWidth: Double { max(Self.axis + side, 250) }

  /// The text of an SVG file; the same bytes for the same matrix.
  package func svg() -> String {
    let isWide = matrix.cores.count <= 24
    let across = isWide ? 2.0 : 1
    let width = max(2 * Self.margin + across * panelWidth + (across - 1) * 40, 560)
    let notes = matrix.notes.flatMap { TextWidth.lines($0, size: 12, width: width - 40) }
    let panelHeight = 34 + Self.axis + side + 44
    let height = 70 + (isWide ? 1 : 2) * panelHeight + 17 * Double(notes.count) + Self.margin
    let title = "Pairs of \(NumberText.count(matrix.cores.count, "core"))"
    var document = SVGDocument(
      width: width, height: height, title: title, styleSheet: SVGTheme.styleSheet)
    document.rect(
      x: 0, y: 0, width: width, height: height,
      ["class": .text(SVGTheme.paper.fillClass), "fill": .text(SVGTheme.paper.light)])
    document.text(title, x: Self.margin, y: 34, Self.text(.ink, size: 17, weight: "600"))
    document.text(
      TextWidth.fitted(
        "each measured alone; cores by the number of the processor that was measured", size: 13,
        width: width - 40), x: Self.margin, y: 54, Self.text(.muted, size: 13))
    for (index, panel) in Self.panels.enumerated() {
      draw(
        panel, x: Self.margin + (isWide ? Double(index) * (panelWidth + 40) : 0),
        y: 70 + (isWide ? 0 : Double(index) * panelHeight), &document)
    }
    var y = 70 + (isWide ? 1 : 2) * panelHeight + 12
    for line in notes {
      document.text(line, x: Self.margin, y: y, Self.text(.ink, size: 12))
      y += 17
    }
    return document.text
  }

  private func draw(_ panel: Panel, x: Double, y: Double, _ document: inout SVGDocument) {
    document.text(panel.title, x: x, y: y + 16, Self.text(.ink, size: 13, weight: "600"))
    let (left, top) = (x + Self.axis, y + 28 + Self.axis / 2)
    let values = matrix.pairs.prefix(matrix.cores.count * (matrix.cores.count - 1) / 2)
      .map(panel.value)
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    func darkness(_ value: Double) -> Double {
      guard high > low else { return 0.5 }
      let part = (value - low) / (high - low)
      return 0.12 + 0.88 * (panel.isSlowWhenLarge ? part : 1 - part)
    }
    for (row, core) in matrix.cores.enumerated() {
      label("\(core.processor)", row, left: left, top: top, &document)
      for column in matrix.cores.indices {
        let (cellX, cellY) = (left + Double(column) * cell, top + Double(row) * cell)
        guard let pair = matrix.pair(row, column) else {
          document.rect(
            x: cellX, y: cellY, width: cell, height: cell,
            ["class": .text(SVGTheme.grid.fillClass), "fill": .text(SVGTheme.grid.light)])
          continue
        }
        let value = panel.value(pair)
        let dark = darkness(value)
        document.rect(x: cellX, y: cellY, width: cell, height: cell, Self.heat(dark))
        if cell >= 30 {
          document.text(
            value < 1000 ? NumberText.significant(value, digits: 3) : NumberText.rounded(value),
            x: cellX + cell / 2,
            y: cellY + cell / 2 + 3.5,
            Self.text(dark > 0.55 ? .paper : .ink, size: 10.5, anchor: "middle"))
        }
      }
    }
    drawScale(panel, low: low, high: high, x: left, y: top + side + 10, &document)
  }

  /// The processor's number beside its row and above its column, unless they would crowd.
  private func label(
    _ text: String, _ index: Int, left: Double, top: Double, _ document: inout SVGDocument
  ) {
    let every = Int((14 / cell).rounded(.up))
    guard index % max(every, 1) == 0 else { return }
    let middle = Double(index) * cell + cell / 2
    document.text(
      text, x: left - 5, y: top + middle + 3.5, Self.text(.muted, size: 10, anchor: "end"))
    document.text(
      text, x: left + middle, y: top - 5, Self.text(.muted, size: 10, anchor: "middle"))
  }

  private func drawScale(
    _ panel: Panel, low: Double, high: Double, x: Double, y: Double,
    _ document: inout SVGDocument
  ) {
    guard high > low else { return }
    for step in 0..<20 {
      let part = (Double(step) + 0.5) / 20
      document.rect(
        x: x + Double(step) * 6, y: y, width: 6, height: 10, Self.heat(0.12 + 0.88 * part))
    }
    let (fast, slow) = panel.isSlowWhenLarge ? (low, high) : (high, low)
    document.text(
      NumberText.significant(fast, digits: 3), x: x, y: y + 23, Self.text(.muted, size: 10))
    document.text(
      NumberText.significant(slow, digits: 3), x: x + 120, y: y + 23,
      Self.text(.muted, size: 10, anchor: "end"))
  }

  private static func heat(_ darkness: Double) -> SVGDocument.Attributes {
    let color = ChartColor.palette(1)
    return [
      "class": .text("f-\(color.className)"), "fill": .text(color.light),
      "fill-opacity": .number(darkness),
    ]
  }

  private static func text(
    _ color: SVGTheme, size: Double, weight: String = "400", anchor: String = "start"
  ) -> SVGDocument.Attributes {
    [
      "class": .text(color.fillClass), "fill": .text(color.light), "font-size": .number(size),
      "text-anchor": .text(anchor), "font-weight": .text(weight),
    ]
  }
}
