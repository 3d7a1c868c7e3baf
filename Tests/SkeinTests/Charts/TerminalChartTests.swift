import Skein
import Testing

@Suite("Terminal chart")
struct TerminalChartTests {
  private static let two = LineChart(
    title: "Loss", xAxis: ChartAxis("epoch", scale: .wholeNumbers), yAxis: ChartAxis("MSE"),
    series: [
      ChartSeries("train", y: [4, 3, 2, 1, 0], firstX: 1),
      ChartSeries("validation", y: [4, 3, 3, 4, 4], firstX: 1),
    ], dividers: [ChartDivider(x: 2, label: "best")])

  @Test("a chart in ASCII is exactly these lines")
  func ascii() {
    let style = LineChart.TerminalStyle(characters: .ascii)
    #expect(
      Self.two.terminal(width: 50, height: 12, style: style) == [
        "Loss",
        "MSE",
        "4 +++      :              +++++++++++ + validation",
        "  |  ++++  :          ++++",
        "  |      +++++++++++++",
        "2 +        :    ******",
        "  |        :          ****",
        "  |        :              ******",
        "0 +        :                    ***** * train",
        "  ++-------+--------+-------+-------+",
        "   1       2        3       4       5",
        "                 epoch",
      ])
  }

  @Test("a chart in braille is exactly these lines")
  func braille() {
    #expect(
      Self.two.terminal(width: 50, height: 12) == [
        "Loss",
        "MSE",
        "4 ┤⠉⠒⠤⢄⡀    ┊            ⢀⡠⠤⠒⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉ validation",
        "  │    ⠈⠉⠒⠢⢄⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⠤⠒⠊⠁",
        "  │         ┊⠉⠒⠢⢄⣀",
        "2 ┤         ┊     ⠉⠑⠢⠤⣀⡀",
        "  │         ┊          ⠈⠉⠒⠤⢄⣀",
        "  │         ┊                ⠉⠑⠢⠤⣀",
        "0 ┤         ┊                     ⠉⠑⠒⠤⣀ train",
        "  └┬────────┬────────┬───────┬────────┬",
        "   1        2        3       4        5",
        "                  epoch",
      ])
  }

  @Test("a missing value leaves a gap, and dates stand below the axis")
  func gap() {
    let chart = LineChart(
      title: "A", xAxis: ChartAxis(scale: .rows(["2010-01", "2010-02", "2010-03", "2010-04"])),
      series: [ChartSeries("a", y: [1, 1, .nan, 2])])
    #expect(
      chart.terminal(width: 24, height: 9, style: .init(characters: .ascii)) == [
        "A",
        "2.0 +                  *",
        "    |",
        "1.5 +",
        "    |",
        "1.0 +*******",
        "    ++-----------------+",
        "    Jan              Apr",
        "   2010",
      ])
  }

  @Test("bands are hatched, more thickly where one lies within another, and lines drawn upon them")
  func bands() {
    var chart = LineChart(
      title: "Fan", series: [ChartSeries("forecast", x: [0, 8], y: [0, 0])],
      bands: [
        ChartBand("90 %", x: [4, 8], lower: [-4, -4], upper: [4, 4]),
        ChartBand("50 %", x: [4, 8], lower: [-2, -2], upper: [2, 2]),
      ])
    let unicode = chart.terminal(width: 40, height: 13)
    let ascii = chart.terminal(width: 40, height: 13, style: .init(characters: .ascii))
    for (lines, marks) in [(unicode, "░▒"), (ascii, ".:")] {
      let plot = lines.dropFirst().dropLast(2).map { line in
        Array(line.drop { $0 != "│" && $0 != "┤" && $0 != "|" && $0 != "+" }.dropFirst())
      }
      let (thin, thick) = (marks.first, marks.last)
      // Above and below the fan's middle, from its first column to its last.
      for row in [plot[0], plot[plot.count - 1]] {
        let begin = row.firstIndex { $0 == thin } ?? 0
        #expect(abs(begin - row.count / 2) <= 1)
        #expect(row[begin...].allSatisfy { $0 == thin } && row[..<begin].allSatisfy { $0 == " " })
      }
      #expect(plot.contains { row in row.contains { $0 == thick } && !row.contains { $0 == thin } })
      let middle = plot[plot.count / 2]
      #expect(middle.allSatisfy { $0 != thin && $0 != thick && $0 != " " })
    }
    chart.bands = [ChartBand("none", x: [.nan], lower: [1], upper: [2])]
    #expect(!chart.terminal(width: 40, height: 13).joined().contains("░"))
  }

  @Test("colours are added around the same characters, and only when asked for")
  func colors() {
    let plain = Self.two.terminal(width: 50, height: 12)
    let colored = Self.two.terminal(
      width: 50, height: 12, style: .init(characters: .unicode, isColored: true))
    #expect(plain.allSatisfy { !$0.contains("\u{1B}") })
    #expect(colored.contains { $0.contains("\u{1B}[34m") })
    #expect(colored.map { $0.replacing(/\u{1B}\[[0-9]+m/, with: "") } == plain)
  }

  @Test("control characters in texts do not reach the terminal, nor others an ASCII terminal")
  func hostileTexts() {
    var chart = Self.two
    chart.title = "a\u{1B}[2J\u{9B}b\nc"
    chart.series[0].name = "é\u{7}"
    #expect(chart.terminal(width: 60, height: 12)[0] == "a?[2J?b?c")
    let ascii = chart.terminal(width: 60, height: 12, style: .init(characters: .ascii))
    #expect(ascii.allSatisfy { $0.unicodeScalars.allSatisfy { (0x20...0x7E).contains($0.value) } })
    #expect(ascii.contains { $0.hasSuffix(" * ??") })
  }

  @Test("no line is too long and no chart too high, whatever the size")
  func sizes() {
    for width in 1...90 {
      for height in 1...24 {
        let lines = Self.two.terminal(width: width, height: height)
        #expect(lines.count <= height && !lines.isEmpty)
        #expect(lines.allSatisfy { $0.count <= width }, "\(width) × \(height)")
      }
    }
    #expect(Self.two.terminal(width: 90, height: 24).count == 24)
  }
}
