import Foundation
import Skein
import Testing

@Suite("Pictures of several charts, and of all sizes") struct ChartSheetTests {
  private static let busy = LineChart(
    title: "seattle-temps: temp, predicted 1 to 24 rows ahead",
    subtitle: "7 Dec 2010 00:00 to 31 Dec 2010 23:00, target 1 of 2",
    xAxis: ChartAxis(
      scale: .rows(
        (0..<600).map { String(format: "2010-12-%02d %02d:00", 7 + $0 / 24, $0 % 24) })),
    yAxis: ChartAxis("temp (°F)"),
    series: [
      ChartSeries("actual", y: (0..<600).map { 12_000 * sin(Double($0) / 9) }, color: .neutral),
      ChartSeries("predicted", y: (0..<600).map { 11_000 * sin(Double($0) / 9) }),
      ChartSeries("exponential smoothing, damped", y: (0..<600).map { Double($0) }, style: .dashed),
    ],
    bands: [ChartBand("90 %", x: [300, 599], lower: [0, -9000], upper: [0, 9000])],
    regions: [ChartRegion(from: 100, to: 599, label: "test part")],
    dividers: [ChartDivider(x: 300, label: "forecast begins")])

  private static let bars = LineChart(
    title: "How often each comes", xAxis: ChartAxis("residual"),
    yAxis: ChartAxis("predictions", scale: .wholeNumbers),
    bars: [ChartBars("residuals", x: [-1.5, -0.5, 0.5, 1.5], y: [2, 7, 9, 1], width: 1)])

  /// Twenty sizes, from a phone's to a wall's.
  private static let sizes: [ChartSize] = [320.0, 400, 640, 880, 1600].flatMap { width in
    [300.0, 340, 440, 700].map { ChartSize(width: width, height: $0) }
  }

  @Test("at twenty sizes all texts lie in the picture and none meets another", arguments: sizes)
  func labels(size: ChartSize) throws {
    for chart in [Self.busy, Self.bars] {
      let reader = try SVGReader.read(chart.svg(size))
      for box in reader.boxes {
        #expect(box.x.lowerBound >= 0 && box.x.upperBound <= size.width, "\(box.text)")
        #expect(box.y > 0 && box.y < size.height, "\(box.text)")
      }
      for (a, b) in reader.meetings { Issue.record("\(a) meets \(b)") }
      for points in reader.pathPoints {
        for (index, place) in points.enumerated() {
          #expect(place >= 0 && place <= (index % 2 == 0 ? size.width : size.height))
        }
      }
    }
  }

  @Test("a sheet has its charts beside each other where it is wide, and below where it is narrow")
  func sheet() throws {
    let sheet = ChartSheet(
      title: "all",
      rows: [.init([Self.busy], height: 300), .init([Self.bars, Self.bars], height: 320)])
    for width in [880.0, 400] {
      let reader = try SVGReader.read(sheet.svg(width: width))
      let height = width == 880 ? 620.0 : 940
      #expect(reader.elements[0].attributes["viewBox"] == "0 0 \(Int(width)) \(Int(height))")
      #expect(reader.elements.count { $0.name == "title" } == 1)
      for box in reader.boxes {
        #expect(box.x.lowerBound >= 0 && box.x.upperBound <= width, "\(box.text)")
        #expect(box.y > 0 && box.y < height, "\(box.text)")
      }
      for (a, b) in reader.meetings { Issue.record("\(a) meets \(b)") }
    }
    #expect(ChartSheet(Self.busy).svg() == Self.busy.svg())
    #expect(!sheet.svg(styleSheet: "").contains("<style>"))
  }

  @Test("a small chart is exactly this picture")
  func golden() {
    var chart = LineChart(
      title: "T", yAxis: ChartAxis("v"),
      bars: [ChartBars("b", x: [0.5], y: [2], width: 1)])
    chart.series = [ChartSeries("a", x: [0, 1], y: [0, 2])]
    let own = chart.svg(ChartSize(width: 300, height: 200))
    let body = own.split(separator: "\n").filter { $0.hasPrefix("  <path") || $0.contains("<rect") }
    #expect(
      body == [
        "  <rect x=\"0\" y=\"0\" width=\"300\" height=\"200\" class=\"f-paper\" fill=\"#ffffff\"/>",
        "  <rect x=\"36\" y=\"81\" width=\"252\" height=\"85\" class=\"f-c0\" fill=\"#0072b2\" fill-opacity=\"0.8\"/>",
        "  <path d=\"M36 166 288 81\" class=\"s-c0\" fill=\"none\" stroke=\"#0072b2\" stroke-width=\"2\" stroke-linejoin=\"round\" stroke-linecap=\"round\" stroke-dasharray=\"none\"/>",
        "  <path d=\"M177 58.6 201 58.6\" class=\"s-c0\" fill=\"none\" stroke=\"#0072b2\" stroke-width=\"2\" stroke-linejoin=\"round\" stroke-linecap=\"round\" stroke-dasharray=\"none\"/>",
        "  <rect x=\"232.5\" y=\"52.6\" width=\"24\" height=\"12\" class=\"f-c0\" fill=\"#0072b2\" fill-opacity=\"0.8\"/>",
      ])
    #expect(own.contains("<desc>a, b; from 0 to 1; v from 0 to 2.</desc>"))
  }

  @Test("axes have commas as titles do")
  func commas() throws {
    let chart = LineChart(title: "T", series: [ChartSeries("a", y: [2000, 16_000])])
    let texts = try SVGReader.read(chart.svg()).texts
    #expect(texts.contains("2,000") && texts.contains("16,000"))
    let small = LineChart(title: "T", series: [ChartSeries("a", y: [2000, 8000])])
    #expect(try SVGReader.read(small.svg()).texts.contains("8,000"))
  }
}
