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
      // One field of text where there should be several, or a row that begins with text and has no
      // number in any chosen column.
      let present = fields.filter { !$0.range.isEmpty }
      let isRemark =
        fields.count < roles.count && present.count <= 1 && roles.count > 1
        && present.allSatisfy { FieldNumber.read(next.content($0), layout) == .text }
      let isTotal =
        fields.count == roles.count && roles.count > 1
        && selection.columns.allSatisfy {
          FieldNumber.read(next.content(fields[$0]), layout) == .text || fields[$0].range.isEmpty
        } && present.count <= 2
        // A mistyped number is none.
        && present.allSatisfy { !next.content($0).contains { $0 &- 0x30 <= 9 } }
      guard isRemark || isTotal, builder.rows > 0 else { return nil }
    }
    return lines
  }

  /// Last rows without a number whose label is none of the times above: a total or a source.
  mutating func leaveOutTotals() {
    guard !layout.timePatterns.isEmpty else { return }
    var count = 0
    var line = 0
    while count < 12, builder.rows > 1, builder.lacksValues(row: builder.rows - 1),
      let labels = builder.labels,
      labels.withBytes(
        builder.rows - 1,
        { label in layout.timePatterns.allSatisfy { $0.parse(label) == nil } })
    {
      line = builder.lines.line(of: builder.rows - 1)
      builder.removeFooter()
      count += 1
    }
    if count > 0 { leave(out: .footer, count, line: line) }
  }
}
