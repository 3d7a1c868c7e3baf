/// Lines that are no rows.
extension CSVReader {
  /// Whether the row at `start`, which cannot be read, is one that says nothing: all its fields are
  /// empty, or it is the header once more. Moves past it then.
  mutating func isLeftOut(_ start: CSVScanner, _ error: DataError) throws(DataError) -> Bool {
    switch error {
    case .raggedRow, .notANumber: break
    default: return false
    }
    var next = start
    guard let fields = try? next.record() else { return false }
    if fields.allSatisfy(\.range.isEmpty) {
      leave(out: .empty, next.lines(since: start.line), line: start.line)
    } else if let names = layout.names, fields.count <= names.count, fields.count > 0,
      zip(fields, names.suffix(fields.count)).allSatisfy({ next.text($0) == $1 })
    {
      leave(out: .header, next.lines(since: start.line), line: start.line)
    } else {
      return false
    }
    scanner = next
    return true
  }

  /// How many lines follow from `start` on, where they are few and none is a row: a footer.
  func footerLines(from start: CSVScanner) -> Int? {
    var next = start
    var lines = 0
    var records = 0
    while !next.isAtEnd {
      if next.skipBlankLine() { continue }
      let line = next.line
      guard records < 12, let fields = try? next.record() else { return nil }
      records += 1
      lines += next.lines(since: line)
      guard isRemark(fields, next), builder.rows > 0 else { return nil }
    }
    return lines
  }

  /// Whether a record says nothing of a time: text where there should be numbers, in too few or too many
  /// fields, or beside what is no time; without times, a few words.
  private func isRemark(_ fields: [CSVScanner.Field], _ scanner: CSVScanner) -> Bool {
    let present = fields.filter { !$0.range.isEmpty }
    guard roles.count > 1 else { return false }
    let isTimed = hasTime(fields, scanner)
    if fields.count != roles.count {
      return (present.count <= 1 || isTimed != true)
        && present.allSatisfy { FieldNumber.read(scanner.content($0), layout) == .text }
    }
    let lacksValues = selection.columns.allSatisfy {
      FieldNumber.read(scanner.content(fields[$0]), layout) == .text || fields[$0].range.isEmpty
    }
    // A mistyped number is none.
    return lacksValues
      && (isTimed == false
        || present.count <= 2
          && present.allSatisfy { !scanner.content($0).contains { $0 &- 0x30 <= 9 } })
  }

  /// Whether a record has a time as the rows have; nil where they have none.
  private func hasTime(_ fields: [CSVScanner.Field], _ scanner: CSVScanner) -> Bool? {
    guard !layout.timePatterns.isEmpty else { return nil }
    guard let last = layout.timeColumns.max(), last < fields.count else { return false }
    let label = layout.timeColumns.map { (scanner.text(fields[$0]) ?? "").trimmed }
      .joined(separator: " ")
    return layout.timePatterns.contains { $0.time(label) != nil }
  }

  /// Last rows whose label is none of the times above, and no mistyped one: totals and means, and sources
  /// without a number.
  mutating func leaveOutTotals() {
    guard !layout.timePatterns.isEmpty else { return }
    var count = 0
    var line = 0
    while count < 12, builder.rows > 1, let labels = builder.labels {
      let row = builder.rows - 1
      let lacksValues = builder.lacksValues(row: row)
      let isTotal = labels.withBytes(row) { label in
        layout.timePatterns.allSatisfy { $0.parse(label) == nil }
          && (lacksValues || !label.contains { $0 &- 0x30 <= 9 })
      }
      guard isTotal else { break }
      line = builder.lines.line(of: row)
      builder.removeFooter()
      count += 1
    }
    if count > 0 { leave(out: .footer, count, line: line) }
  }
}
