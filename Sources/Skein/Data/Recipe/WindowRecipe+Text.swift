extension WindowRecipe {
  /// The recipe in a line: how the network sees the columns, and what stands beside it.
  package func description(of series: Series) -> String {
    let kinds = Recipe.Normalization.allCases.compactMap { kind -> String? in
      let columns = inputs.indices.filter { inputs[$0].normalization == kind }
      guard !columns.isEmpty else { return nil }
      return "\(TerminalText.names(series.told(columns))) \(Self.words(kind))"
    }
    var text = "recipe: the network sees \(kinds.joined(separator: ", "))"
    for path in paths
    where path.terms > 2 || path.weights.contains(where: { $0.contains { $0 != 0 } }) {
      text += paths.count == 1 ? "; beside it " : "; beside it for \(series.columns[path.column]) "
      text += "a linear path: \(path.description)"
    }
    return TerminalText.plain(text)
  }

  private static func words(_ kind: Recipe.Normalization) -> String {
    switch kind {
    case .none, .auto: "as scaled"
    case .last: "less the window's last value"
    case .window: "without the window's mean and deviation"
    case .change: "as changes from row to row"
    }
  }
}

extension LinearPath: CustomStringConvertible {
  /// Which terms have weight, in a few words.
  package var description: String {
    func isUsed(_ terms: Range<Int>) -> Bool {
      weights.contains { $0[terms].contains { $0 != 0 } }
    }
    var parts = [knowsPast ? "the last value" : "the mean"]
    if isUsed(1..<2) { parts.append("the distance from the mean") }
    let span = spans.indices.last { isUsed(firstSpan + $0..<firstSpan + $0 + 1) }
    if let span { parts.append("means of up to \(spans[span]) rows") }
    var place = firstSeason
    for season in seasons {
      let end = place + 3 * season.counts.count
      if isUsed(place..<end) { parts.append("a season of \(season.rows) rows") }
      place = end
    }
    if isUsed(firstOther..<firstKnown) {
      parts.append(NumberText.count(others.count, "other column"))
    }
    if isUsed(firstKnown..<firstStep) {
      parts.append("\(NumberText.count(known?.count ?? 0, "column")) known ahead")
    }
    if isUsed(firstStep..<terms) { parts.append(NumberText.count(steps, "step")) }
    return parts.joined(separator: ", ")
  }
}
