extension LineChart {
  /// The attributes of a line; `width` overrides the style's own.
  static func line(
    _ style: ChartSeries.Style, _ color: ChartColor, width: Double?
  ) -> SVGDocument.Attributes {
    let own =
      switch style {
      case .solid: 2.0
      case .dashed: 1.8
      case .thin: 1.1
      case .dots: 3.6
      }
    // "none" is the dash pattern of a line without gaps.
    return [
      "class": .text("s-\(color.className)"), "fill": "none", "stroke": .text(color.light),
      "stroke-width": .number(width ?? own), "stroke-linejoin": "round",
      "stroke-linecap": .text(style == .dashed ? "butt" : "round"),
      "stroke-dasharray": .text(style == .dashed ? "6 4" : "none"),
    ]
  }

  /// A vertical line with a short one across each end.
  func draw(
    _ whisker: ChartWhisker, _ x: ChartProjection, _ y: ChartProjection,
    _ document: inout SVGDocument
  ) {
    let (middle, half) = (x.place(whisker.x), 5.0)
    let (low, high) = (y.place(whisker.lower), y.place(whisker.upper))
    document.path(
      [
        [.init(middle, low), .init(middle, high)],
        [.init(middle - half, low), .init(middle + half, low)],
        [.init(middle - half, high), .init(middle + half, high)],
      ], Self.line(.solid, whisker.color, width: 1.3))
  }

  static func area(_ color: ChartColor) -> SVGDocument.Attributes {
    [
      "class": .text("f-\(color.className)"), "fill": .text(color.light), "fill-opacity": "0.18",
    ]
  }

  static func bar(_ color: ChartColor) -> SVGDocument.Attributes {
    ["class": .text("f-\(color.className)"), "fill": .text(color.light), "fill-opacity": "0.8"]
  }

  /// Bars from zero, or from the end of the axis where that lies beyond it.
  func draw(
    _ bars: ChartBars, _ x: ChartProjection, _ y: ChartProjection, _ document: inout SVGDocument
  ) {
    let base = y.place(0)
    for index in bars.x.indices where shows(bars, index) {
      let (start, end) = (
        x.place(bars.x[index] - bars.width / 2), x.place(bars.x[index] + bars.width / 2)
      )
      let top = y.place(bars.y[index])
      document.rect(
        x: start, y: min(top, base), width: max(end - start, 0.5), height: abs(top - base),
        Self.bar(bars.color))
    }
  }

  /// Buckets of one curve: a pixel each, or fewer when so many curves would make a large file.
  private func bucketCount(_ x: ChartProjection) -> Int {
    let curves = max(series.count + 2 * bands.count, 1)
    // Four points a bucket, about eleven bytes a point, 160 kB in all.
    return max(min(Int(x.end - x.start), 160_000 / (44 * curves)), 1)
  }

  func draw(
    _ series: ChartSeries, _ color: ChartColor, _ x: ChartProjection, _ y: ChartProjection,
    _ document: inout SVGDocument
  ) {
    let runs = Decimation.runs(
      x: series.x, y: series.y, range: x.range, buckets: bucketCount(x),
      isShown: { shows(series, $0) }
    ).map { run in
      run.map { SVGDocument.Point(x.place(series.x[$0]), y.place(series.y[$0])) }
    }
    if series.style == .dots {
      document.path(runs.flatMap { $0.map { [$0] } }, Self.line(.dots, color, width: nil))
      return
    }
    // Where several points share a pixel, a full stroke would fill the peaks in.
    let count = runs.reduce(0) { $0 + $1.count }
    let density = Double(count) / (x.end - x.start)
    let width: Double? = density > 1.5 ? 0.9 : density > 0.6 ? 1.3 : nil
    document.path(
      runs.filter { $0.count > 1 }, Self.line(series.style, color, width: width))
    // A point between two gaps would be a speck as thin as the line.
    document.path(
      runs.filter { $0.count == 1 }, Self.line(.dots, color, width: count == 1 ? 7 : nil))
  }

  func draw(
    _ band: ChartBand, _ x: ChartProjection, _ y: ChartProjection, _ document: inout SVGDocument
  ) {
    func runs(_ values: [Double]) -> [[SVGDocument.Point]] {
      Decimation.runs(
        x: band.x, y: values, range: x.range, buckets: bucketCount(x),
        isShown: { shows(band, $0) }
      ).map { run in run.map { SVGDocument.Point(x.place(band.x[$0]), y.place(values[$0])) } }
    }
    // Both curves have the same gaps, hence as many runs.
    let outlines = zip(runs(band.upper), runs(band.lower)).map { $0 + $1.reversed() }
    document.path(outlines, isClosed: true, Self.area(band.color))
  }
}
