extension LineChart {
  /// What the chart shows, in words for those who do not see it: its lines, and where the axes begin and
  /// end.
  package var summary: String {
    guard let ranges = ChartRanges(self) else { return "No data to draw." }
    var parts: [String] = []
    let names = (series.map(\.name) + bands.map(\.name) + bars.map(\.name)).filter { !$0.isEmpty }
    parts.append(names.prefix(8).map { ShortText.cut($0, to: 60) }.joined(separator: ", "))
    parts.append("from \(Self.ends(xAxis, ranges.x))")
    let measure = yAxis.title.isEmpty ? "values" : ShortText.cut(yAxis.title, to: 60)
    parts.append("\(measure) from \(Self.ends(yAxis, ranges.y))")
    return parts.joined(separator: "; ") + "."
  }

  private static func ends(_ axis: ChartAxis, _ range: ClosedRange<Double>) -> String {
    func text(_ value: Double) -> String {
      guard case .rows(let labels, _) = axis.scale else { return FigureText.short(value) }
      let row = Int(min(max(value.rounded(), 0), Double(max(labels.count - 1, 0))))
      return labels.isEmpty ? "" : ShortText.cut(labels[row], to: 30)
    }
    return "\(text(range.lowerBound)) to \(text(range.upperBound))"
  }
}
