import Foundation
import Skein
import Testing

private func chart(_ y: [Double], scale: ChartAxis.Scale = .linear) -> LineChart {
  LineChart(
    title: "T", xAxis: ChartAxis("step"), yAxis: ChartAxis("value", scale: scale),
    series: [ChartSeries("s", y: y)])
}

@Suite("Line chart")
struct LineChartTests {
  static let oddities: [[Double]] = [
    [], [1], [5, 5, 5], [.nan], [.nan, .nan], [.infinity, -.infinity], [0], [0, 0], [-3, -2],
    [1, .nan, 2, .infinity, 3], [1e300, -1e300], [.greatestFiniteMagnitude, 1],
    [.leastNonzeroMagnitude, 0],
    [1e-300, 2e-300], [1e9, 1e9 + 1e-4], [-1e-7, 1e-7], [0, .leastNormalMagnitude / 8],
    [.leastNormalMagnitude, 1],
  ]

  @Test("odd data give a well-formed file without a number that is none", arguments: oddities)
  func odd(y: [Double]) throws {
    for scale in [ChartAxis.Scale.linear, .logarithmic, .wholeNumbers] {
      for xScale in [ChartAxis.Scale.linear, .rows(["a", "b"]), .rows([]), .logarithmic] {
        var chart = chart(y, scale: scale)
        chart.xAxis.scale = xScale
        chart.bands = [ChartBand("b", x: chart.series[0].x, lower: y, upper: y)]
        chart.dividers = [ChartDivider(x: 0, label: "d"), ChartDivider(x: .nan, label: "e")]
        chart.regions = [ChartRegion(from: 0, to: .infinity, label: "r")]
        let svg = chart.svg()
        let reader = try SVGReader.read(svg)
        #expect(reader.elements.first?.name == "svg")
        for element in reader.elements {
          for (name, value) in element.attributes {
            #expect(!value.contains("nan") && !value.contains("inf"), "\(name)=\(value)")
          }
        }
        for points in reader.pathPoints {
          #expect(points.allSatisfy { $0 >= 0 && $0 <= 880 })
        }
        for width in [1, 10, 24, 80] {
          for height in [1, 6, 8, 20] {
            let lines = chart.terminal(width: width, height: height)
            #expect(lines.count <= height && lines.allSatisfy { $0.count <= width })
          }
        }
      }
    }
  }

  @Test("a chart with nothing to draw says so")
  func empty() throws {
    #expect(try SVGReader.read(chart([]).svg()).texts.contains("no data to draw"))
    #expect(
      try SVGReader.read(chart([-1, 0], scale: .logarithmic).svg()).texts
        .contains("no data to draw"))
    #expect(chart([.nan]).terminal(width: 40, height: 10) == ["T", "no data to draw"])
  }

  @Test("texts from files cannot break the file")
  func hostileTexts() throws {
    var chart = chart([1, 2])
    let hostile = "</text><script>&\"'\u{0}\u{1B}]]>"
    chart.title = hostile
    chart.subtitle = hostile
    chart.series.append(ChartSeries(hostile, y: [2, 1]))
    chart.dividers = [ChartDivider(x: 1, label: hostile)]
    chart.xAxis = ChartAxis(hostile, scale: .rows([hostile, hostile]))
    let reader = try SVGReader.read(chart.svg())
    #expect(!reader.elements.contains { $0.name == "script" })
    let clean = "</text><script>&\"'\u{FFFD}\u{FFFD}]]>"
    #expect(reader.texts.filter { $0 == clean }.count >= 3)
  }

  @Test("points lie where the ticks say")
  func places() throws {
    let reader = try SVGReader.read(chart([0, 1, 2, 3, 4]).svg())
    // Five ticks a side: the value k lies on the kth grid line from below.
    let points = try #require(reader.pathPoints.first)
    let ys = stride(from: 1, to: points.count, by: 2).map { points[$0] }
    let labels = zip(reader.elements, reader.texts).filter { $0.1.isEmpty == false }
    for value in 0...4 {
      let label = try #require(
        labels.first { $0.1 == "\(value)" && $0.0.attributes["text-anchor"] == "end" })
      let baseline = try #require(Double(label.0.attributes["y"] ?? ""))
      #expect(abs(baseline - 4.4 - ys[value]) <= 0.06)
    }
  }

  @Test("a hundred thousand points in several series stay under 200 kB")
  func size() throws {
    let y = (0..<100_000).map { Double(($0 &* 7919) % 1000) }
    for count in [1, 4, 12] {
      var chart = chart(y)
      chart.series = (0..<count).map { ChartSeries("series \($0)", y: y) }
      chart.bands = [ChartBand("b", x: chart.series[0].x, lower: y, upper: y.map { $0 + 1 })]
      let svg = chart.svg()
      #expect(svg.utf8.count < 200_000)
      #expect(try SVGReader.read(svg).pathPoints.count >= count)
    }
    var gaps = chart(y.enumerated().map { $0 % 2 == 0 ? $1 : .nan })
    #expect(gaps.svg().utf8.count < 200_000)
    gaps.series[0].style = .dots
    #expect(gaps.svg().utf8.count < 200_000)
  }

  @Test("the same chart gives the same bytes")
  func deterministic() {
    let chart = chart((0..<5000).map { sin(Double($0)) })
    #expect(Set((0..<4).map { _ in chart.svg() }).count == 1)
  }

  @Test("no label of an axis, a legend or a divider meets another")
  func overlaps() throws {
    let y = (0..<400).map { Double($0) }
    let labels = (0..<400).map { String(format: "2010-%02d-%02d", $0 / 31 % 12 + 1, $0 % 31 + 1) }
    for divider in stride(from: 0.0, through: 399, by: 21) {
      var chart = chart(y)
      chart.xAxis.scale = .rows(labels)
      chart.series.append(ChartSeries("another", y: y.reversed()))
      chart.dividers = [
        ChartDivider(x: divider, label: "validation begins"),
        ChartDivider(x: min(divider + 13, 399), label: "test begins"),
        ChartDivider(x: 390, label: "the last of all begins"),
      ]
      let reader = try SVGReader.read(chart.svg())
      let boxes = reader.boxes
      for box in boxes {
        #expect(box.x.lowerBound >= 0 && box.x.upperBound <= 880, "\(box.text)")
        #expect(box.y > 0 && box.y < 440, "\(box.text)")
      }
      for (a, b) in reader.meetings { Issue.record("\(a) meets \(b)") }
    }
  }
}
