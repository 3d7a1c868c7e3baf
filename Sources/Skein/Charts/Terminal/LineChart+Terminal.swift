extension LineChart {
  /// What a terminal can show.
  package struct TerminalStyle: Sendable {
    package enum Characters: Sendable {
      /// Lines of braille dots, axes of box-drawing characters.
      case unicode
      /// Nothing above U+007E: for terminals and logs without UTF-8.
      case ascii
    }

    package var characters: Characters
    /// Whether to colour the lines with ANSI escape sequences.
    package var isColored: Bool

    package init(characters: Characters = .unicode, isColored: Bool = false) {
      self.characters = characters
      self.isColored = isColored
    }
  }

  /// The chart in at most `height` lines of at most `width` characters, without spaces at the ends
  /// of lines. The names of several series stand at the right, where their lines end.
  ///
  /// Bands are hatched, regions and bars left out, and dividers keep their line only. With little room the axis
  /// titles go first, then all but the title.
  package func terminal(
    width: Int, height: Int, style: TerminalStyle = TerminalStyle()
  ) -> [String] {
    precondition(width >= 1 && height >= 1, "a chart of \(width) × \(height) characters")
    return TerminalChart(chart: self, width: width, height: height, style: style).lines()
  }
}

/// A line chart on its way to a terminal.
struct TerminalChart {
  let chart: LineChart
  let width: Int
  let height: Int
  let style: LineChart.TerminalStyle

  private static let marks: [Character] = ["*", "+", "o", "x", "#", "@"]
  private static let nameLimit = 16

  private var isASCII: Bool { style.characters == .ascii }

  func lines() -> [String] {
    let title = cut(chart.title, width)
    guard let ranges = ChartRanges(chart) else {
      return Array([title, cut("no data to draw", width)].prefix(height))
    }
    let hasYTitle = !chart.yAxis.title.isEmpty && height >= 8
    let hasXTitle = !chart.xAxis.title.isEmpty && height >= 10
    // Room for a line of dates is set aside before it is known whether they need it.
    let isDated = if case .rows = chart.xAxis.scale { height >= 9 } else { false }
    let around = 3 + (hasYTitle ? 1 : 0) + (hasXTitle ? 1 : 0) + (isDated ? 1 : 0)
    let rows = height - around
    guard rows >= 3 else { return [title] }

    let (yTicks, yRange) = yAxis(ranges.y, rows)
    let names = endNames()
    let nameWidth = names.map { $0.count + 1 }.max() ?? 0
    let labelWidth = yTicks.map(\.label.count).max() ?? 0
    let columns = width - labelWidth - 2 - nameWidth
    guard columns >= 8 else { return [title] }

    var canvas = CharacterCanvas(columns: columns, rows: rows, isASCII: isASCII)
    let x = ChartProjection(
      range: ranges.x, isLogarithmic: chart.xAxis.scale == .logarithmic, start: 0,
      end: Double(columns * canvas.dotsAcross - 1))
    let y = ChartProjection(
      range: yRange, isLogarithmic: chart.yAxis.scale == .logarithmic,
      start: Double(rows * canvas.dotsDown - 1), end: 0)
    let endRows = draw(x, y, &canvas)
    let hatching = Hatching(chart, x, y, canvas)
    let dividerColumns = chart.dividers.filter { ranges.x.contains($0.x) }.map {
      Int(x.place($0.x).rounded()) / canvas.dotsAcross
    }

    var lines = [style.isColored ? "\u{1B}[1m\(title)\u{1B}[0m" : title]
    if hasYTitle { lines.append(cut(chart.yAxis.title, width)) }
    var labels = [String](repeating: "", count: rows)
    for tick in yTicks {
      labels[Int(y.place(tick.value).rounded()) / canvas.dotsDown] = tick.label
    }
    let ends = placed(names, at: endRows, rows: rows)
    for row in 0..<rows {
      let label = String(repeating: " ", count: labelWidth - labels[row].count) + labels[row]
      let axis = isASCII ? (labels[row].isEmpty ? "|" : "+") : labels[row].isEmpty ? "│" : "┤"
      let plot = (0..<columns).map { cell(canvas, $0, row, dividerColumns, hatching) }.joined()
      lines.append(trimmed("\(label) \(axis)\(plot)\(ends[row].map { " " + $0 } ?? "")"))
    }
    lines += axisLines(x, canvas, labelWidth, columns, ranges.x)
    if hasXTitle {
      let text = cut(chart.xAxis.title, columns)
      let start = labelWidth + 2 + (columns - text.count) / 2
      lines.append(String(repeating: " ", count: start) + text)
    }
    return lines
  }

  /// The ticks of the y-axis and the range it shows: that of the data, so that no row is wasted,
  /// unless too few ticks lie in it to read it by.
  private func yAxis(
    _ range: ClosedRange<Double>, _ rows: Int
  ) -> (ticks: [AxisTick], range: ClosedRange<Double>) {
    let count = max((rows + 1) / 2, 3)
    let inside = AxisTick.along(chart.yAxis, range, atMost: count, isASCII: isASCII)
    if inside.count >= 2 { return (inside, range) }
    let ticks = AxisTick.covering(chart.yAxis, range, atMost: count, isASCII: isASCII)
    guard let first = ticks.first, let last = ticks.last else { return (inside, range) }
    return (ticks, first.value...last.value)
  }

  /// Draws the series; gives the row where each one ends, or nil for one without points.
  private func draw(
    _ x: ChartProjection, _ y: ChartProjection, _ canvas: inout CharacterCanvas
  ) -> [Int?] {
    chart.series.indices.map { number in
      let series = chart.series[number]
      let runs = Decimation.runs(
        x: series.x, y: series.y, range: x.range, buckets: canvas.columns * canvas.dotsAcross,
        isShown: { chart.shows(series, $0) })
      var end: Int?
      for run in runs {
        let points = run.map {
          (x: Int(x.place(series.x[$0]).rounded()), y: Int(y.place(series.y[$0]).rounded()))
        }
        for (index, point) in points.enumerated() {
          if index > 0 && series.style != .dots {
            canvas.line(from: points[index - 1], to: point, series: number)
          } else {
            canvas.set(point.x, point.y, series: number)
          }
          end = point.y / canvas.dotsDown
        }
      }
      return end
    }
  }

  private func cell(
    _ canvas: CharacterCanvas, _ column: Int, _ row: Int, _ dividers: [Int], _ hatching: Hatching
  ) -> String {
    guard let owner = canvas.owner(column: column, row: row) else {
      if let depth = hatching.depth(column: column, row: row) {
        return isASCII ? (depth > 1 ? ":" : ".") : depth > 1 ? "▒" : "░"
      }
      return dividers.contains(column) ? (isASCII ? ":" : "┊") : " "
    }
    if isASCII { return colored(String(Self.marks[owner % Self.marks.count]), owner) }
    return colored(canvas.braille(column: column, row: row).map(String.init) ?? " ", owner)
  }

  private func colored(_ text: String, _ series: Int) -> String {
    guard style.isColored else { return text }
    let color = chart.colors[series]
    return color == .neutral ? text : "\u{1B}[3\(color.ansi)m\(text)\u{1B}[0m"
  }

  /// The names to write at the lines' ends: none for a single series.
  private func endNames() -> [String] {
    guard chart.series.count > 1, width >= 40 else { return [] }
    return chart.series.enumerated().map { index, series in
      let name = cut(series.name, Self.nameLimit)
      if name.isEmpty { return "" }
      return isASCII ? "\(Self.marks[index % Self.marks.count]) \(name)" : name
    }
  }

  /// Each name in the row where its line ends, or the nearest row that is free.
  private func placed(_ names: [String], at ends: [Int?], rows: Int) -> [String?] {
    var placed = [String?](repeating: nil, count: rows)
    for (index, name) in names.enumerated() {
      guard let end = ends[index], !name.isEmpty else { continue }
      let free = placed.indices.filter { placed[$0] == nil }
      guard let row = free.min(by: { abs($0 - end) < abs($1 - end) }) else { continue }
      placed[row] = colored(name, index)
    }
    return placed
  }

  /// The x-axis with its ticks, their labels and, below those, the dates they belong to.
  private func axisLines(
    _ x: ChartProjection, _ canvas: CharacterCanvas, _ labelWidth: Int, _ columns: Int,
    _ range: ClosedRange<Double>
  ) -> [String] {
    let left = labelWidth + 2
    var axis = [Character](repeating: isASCII ? "-" : "─", count: columns)
    var count = max(columns / 6, 2)
    while true {
      let ticks = AxisTick.along(chart.xAxis, range, atMost: count, isASCII: isASCII)
      let places = ticks.map { left + Int(x.place($0.value).rounded()) / canvas.dotsAcross }
      let labels = line(zip(places, ticks).map { ($0, tickText($1.label)) })
      let contexts = line(
        zip(places, ticks).compactMap { place, tick in
          tick.context.map { (place, tickText($0)) }
        })
      guard count <= 1 || labels != nil && contexts != nil else {
        count -= 1
        continue
      }
      for place in places { axis[place - left] = isASCII ? "+" : "┬" }
      let corner = String(repeating: " ", count: labelWidth + 1) + (isASCII ? "+" : "└")
      let hasContext = ticks.contains { $0.context != nil } && height >= 9
      return [corner + String(axis), labels ?? ""] + (hasContext ? [contexts ?? ""] : [])
    }
  }

  /// A tick's label as long as it is, which `RowLabel` bounds.
  private func tickText(_ text: String) -> String { cut(text, text.unicodeScalars.count) }

  /// Texts centred at their places in one line, or nil if two of them would meet.
  private func line(_ texts: [(place: Int, text: String)]) -> String? {
    var line = ""
    for (place, text) in texts {
      let start = min(max(place - text.count / 2, 0), max(width - text.count, 0))
      guard line.isEmpty || start >= line.count + 2 else { return nil }
      line += String(repeating: " ", count: start - line.count) + text
    }
    return line
  }

  /// `text` without what a terminal would obey or hide, and no longer than `limit`.
  private func cut(_ text: String, _ limit: Int) -> String {
    guard limit > 0 else { return "" }
    var clean = ""
    // As many as can be shown, and one that tells of more.
    for scalar in text.unicodeScalars.prefix(4 * limit + 1) {
      let isHidden = scalar.isHidden && !scalar.isJoiner
      let isForeign = isASCII && !scalar.isASCII
      clean.unicodeScalars.append(isHidden || isForeign ? "?" : scalar)
    }
    return ShortText.cut(clean, to: limit, ellipsis: isASCII ? "." : "…")
  }

  private func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }
}
