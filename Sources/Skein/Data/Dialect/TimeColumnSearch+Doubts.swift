/// What is to be said where it is not known when the rows are.
extension TimeColumnSearch {
  /// Labels that look like times and are not understood as such.
  func labelDoubts(_ layout: CSVLayout) -> [String] {
    guard layout.timePatterns.isEmpty else { return [] }
    guard !layout.timeColumns.isEmpty else {
      let chosen = Set(options.targets + options.inputs)
      let unknown = layout.kinds.indices.dropLast().prefix(Self.mostColumns).first {
        layout.hasHeader && TimeName(layout.name($0)).isMoment && columns[$0].present > 0
          && !chosen.contains(layout.name($0)) && !layout.indexColumns.contains($0)
      }
      return unknown.map {
        [
          "the values of column \(TerminalText.quoted(layout.name($0))) are not understood as times, so"
            + " the order of the rows and gaps were not looked at"
        ]
      } ?? []
    }
    let names = layout.timeColumns.map(layout.name)
    let texts = labels(layout.timeColumns)
    let isNamed =
      layout.hasHeader && names.contains { TimeName($0).isExact || TimeName($0).hasTimeWord }
    let haveDigits =
      5 * texts.count { $0.utf8.count { $0 &- 0x30 <= 9 } >= 4 } >= 4 * texts.count
    guard isNamed || haveDigits, let first = texts.first else { return [] }
    return [
      "the labels in \(TerminalText.names(names)), such as \(TerminalText.quoted(first)), are not"
        + " understood as times, so the order of the rows and gaps were not looked at"
    ]
  }

  /// A column whose values come again and again, where no column tells when the rows are.
  func seriesDoubt(_ layout: CSVLayout) -> String? {
    guard layout.timeColumns.isEmpty, options.order.series == nil, !options.order.sort else {
      return nil
    }
    let chosen = Set(options.targets + options.inputs)
    for column in layout.kinds.indices.prefix(Self.mostColumns)
    where !layout.indexColumns.contains(column) && column < layout.width - 1 {
      let name = layout.name(column)
      let isKey =
        layout.kinds[column] == .text || layout.hasHeader && TimeName(name).isSeries
      guard isKey, !chosen.contains(name) else { continue }
      let words = labels([column])
      let values = Set(words)
      if words.count >= 6, values.count > 1, 3 * values.count <= words.count {
        return "nothing tells when the rows are, and column \(TerminalText.quoted(name)) has"
          + " \(NumberText.count(values.count, "value")) again and again; if each is a series of its own,"
          + " name it as the column of the series"
      }
    }
    return nil
  }
}
