/// Several charts in one picture, in rows below each other.
package struct ChartSheet: Sendable {
  /// Charts beside each other, all equally wide.
  package struct Row: Sendable {
    package var charts: [LineChart]
    /// In a wide picture.
    package var height: Double

    package init(_ charts: [LineChart], height: Double) {
      self.charts = charts
      self.height = height
    }
  }

  /// What the picture is called by those who do not see it.
  package var title: String
  package var rows: [Row]

  package init(title: String, rows: [Row]) {
    self.title = title
    self.rows = rows
  }

  /// One chart alone.
  package init(_ chart: LineChart) {
    self.init(title: chart.title, rows: [Row([chart], height: ChartSize.wide.height)])
  }

  /// A chart's place in the picture.
  typealias Place = (chart: LineChart, x: Double, y: Double, size: ChartSize)

  /// The charts with their places, and the size of all: in a narrow picture they lie below each other.
  func places(width: Double) -> (charts: [Place], size: ChartSize) {
    var placed: [Place] = []
    var top = 0.0
    for row in rows where !row.charts.isEmpty {
      if ChartSize(width: width, height: row.height).isNarrow {
        let height = min(row.height, ChartSize.narrow.height)
        for chart in row.charts {
          placed.append((chart, 0, top, ChartSize(width: width, height: height)))
          top += height
        }
      } else {
        let share = width / Double(row.charts.count)
        for (number, chart) in row.charts.enumerated() {
          placed.append(
            (chart, share * Double(number), top, ChartSize(width: share, height: row.height)))
        }
        top += row.height
      }
    }
    return (placed, ChartSize(width: width, height: top))
  }

  /// The picture as the text of an SVG file; the same bytes for the same charts.
  ///
  /// - Parameters:
  ///   - width: that of `ChartSize.wide` or `.narrow`.
  ///   - styleSheet: the dark colours; empty within a page that has them.
  package func svg(
    width: Double = ChartSize.wide.width, styleSheet: String = SVGTheme.styleSheet
  ) -> String {
    let (charts, size) = places(width: width)
    var document = SVGDocument(
      width: size.width, height: size.height, title: title,
      description: charts.map { $0.chart.summary }.joined(separator: " "),
      styleSheet: styleSheet)
    document.paper(size)
    for place in charts {
      if place.x == 0, place.y == 0 {
        place.chart.draw(in: &document, place.size)
        continue
      }
      let shift = "translate(\(SVGDocument.number(place.x)) \(SVGDocument.number(place.y)))"
      document.group(["transform": .text(shift)]) { place.chart.draw(in: &$0, place.size) }
    }
    return document.text
  }
}
