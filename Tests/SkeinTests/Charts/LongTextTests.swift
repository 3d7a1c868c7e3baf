import Skein
import Testing

@Suite("Charts of texts that come from files") struct LongTextTests {
  private static let long: [String] = [
    String(repeating: "h", count: 1_000_000), String(repeating: "é", count: 500_000),
    "a" + String(repeating: "\u{301}\u{316}", count: 250_000),
    String(repeating: "👨\u{200D}", count: 200_000), String(repeating: "<\u{0}", count: 300_000),
  ]

  private func chart(_ text: String) -> LineChart {
    LineChart(
      title: text, subtitle: text,
      xAxis: ChartAxis(text, scale: .rows((0..<5).map { "\(text)\($0)" })), yAxis: ChartAxis(text),
      series: [
        ChartSeries(text, y: [1, 3, 2, 5, 4]), ChartSeries("\(text)!", y: [2, 2, 3, 4, 1]),
      ],
      regions: [ChartRegion(from: 1, to: 2, label: text)],
      dividers: [ChartDivider(x: 3, label: text)])
  }

  @Test("a picture is as large as ever, however long its texts are", arguments: long)
  func svg(_ text: String) {
    #expect(chart(text).svg().utf8.count < 60_000)
  }

  @Test("lines on a terminal have bounded length, however long its texts are", arguments: long)
  func terminal(_ text: String) {
    for characters in [LineChart.TerminalStyle.Characters.unicode, .ascii] {
      let lines = chart(text).terminal(
        width: 70, height: 16, style: .init(characters: characters))
      for line in lines {
        #expect(line.count <= 70)
        #expect(line.unicodeScalars.count <= 4 * 70 + 70)
      }
    }
  }

  @Test("nothing that a terminal obeys comes from titles, names or row labels")
  func controls() {
    let hostile = "\u{1B}[2J\u{9B}\u{202E}\u{2028}\u{7}\r\n\u{2066}x"
    for isColored in [false, true] {
      let lines = chart(hostile).terminal(
        width: 70, height: 16, style: .init(isColored: isColored))
      let text = lines.joined().replacing(/\u{1B}\[[0-9]+m/, with: "")
      #expect(!text.unicodeScalars.contains { HiddenCharacters.has($0) })
    }
  }
}
