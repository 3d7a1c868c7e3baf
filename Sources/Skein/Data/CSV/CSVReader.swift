/// Reads the chosen columns of a CSV file into a series.
///
/// One pass over the bytes, a piece after the other, after a look at some hundred records; only the chosen
/// columns are parsed and nothing is made of a row but its numbers and its label. What the rows mean to
/// each other is found out afterwards, by `RowAssembly`.
package struct CSVReader {
  let file: String
  let layout: CSVLayout
  let selection: ColumnSelection
  /// For each column of the file: where its value goes in a row of the series, or one of `Role`.
  let roles: [Int]
  var scanner: CSVScanner
  var builder: SeriesBuilder
  /// Fields of the row that label it, in the order in which they are joined.
  private var labelFields: [CSVScanner.Field]
  /// For each of them where its number goes in a row, or −1.
  private let labelSlots: [Int]
  private var seriesField: CSVScanner.Field?
  /// Static columns of texts: their number among the static ones and where their codes go in a row.
  private let staticTexts: [(column: Int, slot: Int)]
  /// Fields of the row that hold them.
  private var textFields: [CSVScanner.Field]
  /// The one that tells the series as well, whose field is the series'.
  private let seriesText: (column: Int, slot: Int)?
  /// Rows without any value, which may be the last ones.
  private var pending: (count: Int, line: Int) = (0, 0)
  private(set) var leftOut: [LeftOutLines]
  private let labelsRows: Bool

  /// What a column is whose value is no number of the series.
  private enum Role {
    static let skipped = -1
    static let series = -2
    /// −3 and below: the part of the label.
    static func label(_ part: Int) -> Int { -3 - part }
    static func part(_ role: Int) -> Int { -3 - role }
    /// From here down, below all parts of labels: the number of a static column's text.
    static let texts = -3 - CSVLayout.columnLimit
    static func text(_ number: Int) -> Int { texts - number }
  }

  /// - Parameters:
  ///   - bytes: of which the first row stands at the layout's place.
  ///   - former: the rows of the parts of the table before this one; nil for the first.
  ///   - space: where the rows go if they do not fit into memory.
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, layout: CSVLayout, options: DataOptions,
    former: SeriesBuilder? = nil, space: ColumnSpace? = nil
  ) throws(DataError) {
    let names = layout.kinds.indices.map(layout.name)
    selection = try ColumnSelection(
      file: file, names: names, kinds: layout.kinds, timeColumns: layout.timeColumns,
      indexColumns: layout.indexColumns, options: options)
    var roles = [Int](repeating: Role.skipped, count: layout.width)
    for (slot, column) in selection.columns.enumerated() { roles[column] = slot }
    for (part, column) in layout.timeColumns.enumerated() { roles[column] = Role.label(part) }
    let isText = former?.texts.map { $0 != nil } ?? selection.staticTexts
    let (chosen, series) = (selection.columns, selection.seriesColumn?.column)
    let texts = selection.statics.enumerated().filter { isText[$0.offset] }.map {
      (column: $0.offset, slot: $0.element)
    }
    seriesText = texts.first { chosen[$0.slot] == series }
    staticTexts = texts.filter { chosen[$0.slot] != series }
    for (number, text) in staticTexts.enumerated() { roles[chosen[text.slot]] = Role.text(number) }
    if let seriesText { roles[chosen[seriesText.slot]] = Role.skipped }
    if let (column, _) = selection.seriesColumn {
      guard roles[column] == Role.skipped else {
        throw .repeatedColumn(file: file, name: names[column])
      }
      roles[column] = Role.series
    }
    labelsRows = !layout.timeColumns.isEmpty
    builder =
      former
      ?? SeriesBuilder(
        file: file, names: selection.columns.map { names[$0] },
        labels: labelsRows ? RowLabels(in: space) : nil,
        hasSeries: selection.seriesColumn != nil, staticTexts: isText, space: space)
    scanner = CSVScanner(
      bytes, delimiter: layout.delimiter, quote: layout.quote, position: layout.dataPosition,
      line: layout.dataLine)
    self.roles = roles
    labelSlots = layout.timeColumns.map { chosen.firstIndex(of: $0) ?? -1 }
    self.file = file
    self.layout = layout
    leftOut = layout.leftOut
    let none = CSVScanner.Field(range: 0..<0, terminator: .delimiter)
    labelFields = [CSVScanner.Field](repeating: none, count: layout.timeColumns.count)
    textFields = [CSVScanner.Field](repeating: none, count: staticTexts.count)
  }

  /// Says that the table has other parts, of which this is the newest.
  mutating func beginPart() {
    builder.begin(part: file)
    for place in leftOut.indices { leftOut[place].file = file }
  }

  /// Bytes after which no record reaches the end of a piece, unless it is damaged.
  private static let longestRecord = 1 << 20

  /// The bytes that hold no whole record, with which the next piece has to begin.
  var unread: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: scanner.bytes[min(scanner.position, scanner.bytes.count)...])
  }

  /// Goes on with a piece that begins with what was not read of the one before.
  mutating func goOn(with bytes: UnsafeBufferPointer<UInt8>) {
    scanner.bytes = bytes
    scanner.position = 0
  }

  /// Reads all rows of a piece that are there as a whole.
  ///
  /// - Parameter isLast: whether nothing follows it.
  mutating func readRows(isLast: Bool) throws(DataError) {
    // Up to here it is known that a row follows, so that no run of blank lines is crossed twice.
    var knownEnd = 0
    while !scanner.isAtEnd {
      let position = scanner.position
      if !isLast, scanner.bytes.count - position <= Self.longestRecord, !holdsRecord { break }
      let line = scanner.line
      if !layout.comment.isEmpty, scanner.skipComment(layout.comment) {
        // Blank lines of JSON lines come as remarks.
        leave(out: layout.dialect.syntax == nil ? .comments : .empty, 1, line: line)
        continue
      }
      if position >= knownEnd, scanner.skipBlankLine() {
        while scanner.skipBlankLine() {}
        // Blank lines at the end of the file mean nothing; between rows of one column they are rows.
        if scanner.isAtEnd {
          if !isLast {
            scanner.position = position
            scanner.line = line
          }
          break
        }
        if roles.count > 1 {
          leave(out: .empty, scanner.line - line, line: line)
          continue
        }
        knownEnd = scanner.position
        scanner.position = position
        scanner.line = line
      }
      if try !readRow(isLast: isLast) { break }
    }
  }

  /// Whether the record that begins here ends within the piece.
  private var holdsRecord: Bool {
    var trial = scanner
    while true {
      guard let field = try? trial.nextField() else { return false }
      if field.terminator != .delimiter { return field.terminator == .lineEnd }
    }
  }

  /// Ends the table, or this part of it.
  mutating func end() {
    if pending.count > 0 { leave(out: .empty, pending.count, line: pending.line) }
    pending = (0, 0)
    leaveOutTotals()
  }

  mutating func leave(out reason: LeftOutLines.Reason, _ count: Int, line: Int) {
    if let last = leftOut.last, last.reason == reason,
      last.line + last.count == line || reason == .comments
    {
      leftOut[leftOut.count - 1].count += count
    } else {
      leftOut.append(
        LeftOutLines(reason: reason, count: count, line: line, file: builder.lines.part))
    }
  }

  /// Reads one row; false where the table has ended and only remarks follow, or may follow in the next
  /// piece.
  private mutating func readRow(isLast: Bool) throws(DataError) -> Bool {
    let start = scanner
    do throws(DataError) {
      try readFields(line: start.line)
      return true
    } catch {
      builder.removeLastRow()
      if try isLeftOut(start, error) { return true }
      guard let lines = footerLines(from: start) else { throw error }
      guard isLast else {
        scanner = start
        return false
      }
      leave(out: .footer, lines, line: start.line)
      return false
    }
  }

  private mutating func readFields(line: Int) throws(DataError) {
    let row = try builder.appendRow(line: line)
    let expected = roles.count
    var column = 0
    var isEmpty = true
    while true {
      let role = column < expected ? roles[column] : Role.skipped
      let terminator: CSVScanner.Terminator
      if role >= 0 {
        terminator = try readNumber(column, row + role, &isEmpty)
      } else {
        let field = try nextField(column)
        if !field.range.isEmpty { isEmpty = false }
        terminator = field.terminator
        if role != Role.skipped { keep(field, role) }
      }
      column += 1
      if terminator != .delimiter { break }
    }
    if column != expected {
      throw .raggedRow(file: file, line: line, found: column, expected: expected)
    }
    if isEmpty, expected > 1 {
      builder.removeLastRow()
      // It says neither when it was nor whose it is.
      if labelsRows || selection.seriesColumn != nil {
        leave(out: .empty, scanner.lines(since: line), line: line)
      } else {
        if pending.count == 0 { pending.line = line }
        pending.count += 1
      }
      return
    }
    if pending.count > 0 { try insertPending() }
    try finishRow(row, line: line)
  }

  private mutating func keep(_ field: CSVScanner.Field, _ role: Int) {
    if role == Role.series {
      seriesField = field
    } else if role <= Role.texts {
      textFields[Role.texts - role] = field
    } else {
      labelFields[Role.part(role)] = field
    }
  }

  /// The label, the series and what columns hold that are labels and numbers both.
  private mutating func finishRow(
    _ row: UnsafeMutablePointer<Double>, line: Int
  ) throws(DataError) {
    for (part, field) in labelFields.enumerated() {
      let content = scanner.content(field)
      let separator: UInt8? = part > 0 ? 0x20 : nil
      if field.hasDoubledQuotes {
        let undoubled = scanner.undoubled(content)
        try undoubled.withUnsafeBufferPointer { label throws(DataError) in
          try builder.appendLabel(label, after: separator)
        }
      } else {
        try builder.appendLabel(content, after: separator)
      }
      let slot = labelSlots[part]
      if slot >= 0 {
        let column = layout.timeColumns[part]
        store(try number(field, line: line, column: column), row + slot, line: line, column: column)
      }
    }
    if labelsRows { try builder.endLabel() }
    for (text, field) in zip(staticTexts, textFields) {
      storeText(scanner.text(field) ?? "", text, row, line: line)
    }
    if let seriesField {
      let name = scanner.text(seriesField) ?? ""
      if let wanted = selection.seriesColumn?.value, name != wanted {
        builder.noteOther(series: name)
        builder.removeLastRow()
      } else if name.isEmpty || name.lowercased() == "nan" {
        let column = selection.seriesColumn?.column ?? 0
        throw .noSeries(layout.place(file, line: line, column: column), value: name)
      } else {
        if let seriesText { storeText(name, seriesText, row, line: line) }
        builder.appendSeries(name)
      }
    }
  }

  /// Rows without a value, between rows, in a table without labels: time steps that lack every value.
  private mutating func insertPending() throws(DataError) {
    let (count, line) = pending
    pending = (0, 0)
    try builder.insertMissingRows(
      count, line: line, place: layout.place(file, line: line, column: 0))
  }

  @inline(__always)
  mutating func nextField(_ column: Int) throws(DataError) -> CSVScanner.Field {
    do {
      return try scanner.nextField()
    } catch {
      throw DataError(error, file: file, column: column, names: layout.names)
    }
  }
}
