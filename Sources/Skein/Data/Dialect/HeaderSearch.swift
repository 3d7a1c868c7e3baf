/// Finds where the rows of a table begin, and which line above them holds the names.
struct HeaderSearch {
  let search: LayoutSearch
  let sample: SampleTable
  let scanner: CSVScanner
  let width: Int
  private let delimiter: UInt8
  let body: [SampleTable.Record]
  let columns: [ColumnEvidence]
  /// How the texts of a column may be times; empty for other columns, and for those far to the right.
  let timePatterns: [[TimePattern]]

  private static let mostTimeColumns = 200
  /// More lines above a table are not looked for.
  private static let mostLines = 60

  init(
    _ search: LayoutSearch, _ sample: SampleTable, delimiter: UInt8
  ) throws(DataError) {
    self.search = search
    var sample = sample
    var delimiter = delimiter
    var width = sample.width
    if TornNumbers.areSure(sample, width, search) {
      delimiter = UInt8(ascii: ";")
      let start = sample.head[0]
      sample = SampleTable(
        search.bytes, start: start.position, line: start.line, delimiter: delimiter,
        comment: search.comment)
      width = sample.width
    }
    if width > CSVLayout.columnLimit {
      throw .tooManyColumns(
        file: search.file, line: sample.head[0].line, limit: CSVLayout.columnLimit)
    }
    self.sample = sample
    self.delimiter = delimiter
    self.width = width
    scanner = CSVScanner(search.bytes, delimiter: delimiter, quote: search.quote)
    body = sample.body(width)
    columns = [ColumnEvidence](
      body, width: width, scanner: scanner, markers: search.markers)
    timePatterns = columns.prefix(Self.mostTimeColumns).map {
      $0.kind == .text ? TimePattern.search($0.texts) : []
    }
  }

  func shape(_ field: CSVScanner.Field) -> CellShape {
    CellShape(scanner.content(field), markers: search.markers)
  }

  func layout() throws(DataError) -> CSVLayout {
    if sample.head.isEmpty { throw .emptyFile(file: search.file) }
    let kinds = columns.map(\.kind)
    let reading = try numberForm()
    try TornNumbers.check(self, kinds)
    let form = reading.form
    var head = headRows(kinds)
    var names: (record: SampleTable.Record, fields: [CSVScanner.Field])?
    if let place = namesPlace(in: head), !isNumericHeader(at: head, kinds) {
      names = (sample.head[place], sample.head[place].fields)
    } else if isNumericHeader(at: head, kinds) {
      names = (sample.head[head], sample.head[head].fields)
      head += 1
    }
    var dialect = search.dialect
    var leftOut = search.leftOut
    let nameLine = names?.record.line
    for record in sample.head.prefix(head) where record.line != nameLine {
      let isUnit = nameLine.map { record.line > $0 } ?? false
      leftOut.append(
        LeftOutLines(
          reason: isUnit ? .units : .preamble, count: record.endLine - record.line,
          line: record.line))
    }
    var texts: [String]?
    if let names {
      (texts, dialect.hasRowNames) = try columnNames(names.fields, line: names.record.line)
    }
    var begin: (position: Int, line: Int)
    if head == 0 {
      begin = (sample.head[0].position, sample.head[0].line)
      if let remark = remarkNames() { texts = remark }
    } else {
      begin = (sample.head[head - 1].end, sample.head[head - 1].endLine)
      var rest = scanner
      rest.position = begin.position
      while rest.skipBlankLine() || rest.skipComment(search.comment) {}
      // Blank lines are rows of a table of one column, but only when a value follows them.
      if rest.isAtEnd, let nameLine { throw .headerOnly(file: search.file, line: nameLine) }
    }
    let comments = commentLines(before: begin.position)
    if comments.count > 0 { leftOut.append(comments) }
    dialect.delimiter = String(UnicodeScalar(delimiter))
    dialect.decimal = String(UnicodeScalar(form.decimal))
    dialect.thousands = form.thousands.map { String(UnicodeScalar($0)) }
    dialect.comment = search.comment.isEmpty ? nil : String(decoding: search.comment, as: UTF8.self)
    dialect.skippedLines = leftOut.reduce(0) { $1.reason == .preamble ? $0 + $1.count : $0 }
    dialect.headerRows =
      texts == nil ? 0 : 1 + leftOut.count { $0.reason == .units }
    var layout = CSVLayout(
      dialect: dialect, delimiter: delimiter, quote: search.quote, comment: search.comment,
      form: form, markers: search.markers, markerNumbers: search.markerNumbers, names: texts,
      headerLine: nameLine, kinds: kinds, dataPosition: begin.position, dataLine: begin.line,
      leftOut: leftOut)
    if reading.isDecimalKnown {
      layout.rarerForms = NumberForm.all.filter { $0.decimal == form.decimal && $0 != form }
    }
    if reading.hasThreeDecimals, delimiter != UInt8(ascii: ",") {
      layout.doubts.append(
        "numbers with a point before three digits, such as 1.234, are read as decimals; if it stands"
          + " between thousands, say that the decimal sign is a comma")
    }
    // Without a header, the first rows are rows as well.
    if texts == nil { layout.kinds = allKinds(kinds) }
    layout.indexColumns = indexColumns(below: head)
    try TimeColumnSearch(
      sample: sample, scanner: scanner, columns: columns, options: search.options,
      file: search.file,
      head: head, markers: search.markers
    ).choose(&layout)
    try SeriesInRows.check(&layout, options: search.options, file: search.file)
    return layout
  }

  private func allKinds(_ kinds: [CSVLayout.Kind]) -> [CSVLayout.Kind] {
    let all = [ColumnEvidence](
      sample.head.filter { $0.fields.count == width }, width: width, scanner: scanner,
      markers: search.markers)
    return zip(kinds, all).map { kind, evidence in kind == .unknown ? evidence.kind : kind }
  }

  // MARK: The numbers

  private func numberForm() throws(DataError) -> [ColumnEvidence].NumberReading {
    if let decimal = search.options.form.decimal {
      guard let sign = decimal.utf8.first, decimal.utf8.count == 1, sign == 0x2E || sign == 0x2C
      else {
        throw .invalidSetting(
          name: "decimal sign", value: decimal, remedy: "give a point or a comma")
      }
      let fitting = NumberForm.all.enumerated().filter { $0.element.decimal == sign }
      func count(_ index: Int) -> Int {
        columns.reduce(0) { $1.kind == .text ? $0 : $0 + $1.forms[index] }
      }
      let best = fitting.max { (count($0.offset), -$0.offset) < (count($1.offset), -$1.offset) }
      return .init(form: best?.element ?? NumberForm.all[0], isDecimalKnown: true)
    }
    let known = search.options.known.flatMap { dialect -> NumberForm? in
      dialect.decimal.utf8.first.map {
        NumberForm(decimal: $0, thousands: dialect.thousands?.utf8.first)
      }
    }
    let reading = columns.numberForm(known: known)
    guard reading.other != nil else { return reading }
    for record in body {
      for (column, field) in record.fields.prefix(width).enumerated()
      where columns[column].kind != .text {
        let content = scanner.content(field)
        guard content.contains(reading.form.decimal) else { continue }
        throw .ambiguousNumber(
          file: search.file, column: column + 1, value: String(decoding: content, as: UTF8.self))
      }
    }
    return reading
  }

  // MARK: The rows above

  /// How many records from the first are no rows.
  private func headRows(_ kinds: [CSVLayout.Kind]) -> Int {
    let options = search.options
    let numbers = kinds.indices.filter { kinds[$0] == .number || kinds[$0] == .decorated }
    func isOdd(_ record: SampleTable.Record) -> Bool {
      // A row that has too few or too many fields is refused where it stands, unless it is text.
      guard record.fields.count == width else {
        return record.fields.contains { shape($0) == .text }
      }
      return numbers.contains { shape(record.fields[$0]) == .text }
    }
    let wanted: Int? =
      options.form.headerRows
      ?? (options.header == .present ? 1 : options.header == .absent ? 0 : nil)
    if let wanted {
      // Titles above the names are no rows of the header.
      let titles = sample.head.prefix(Self.mostLines).prefix { record in
        record.fields.count != width && isOdd(record) && width > 1
      }.count
      let first = titles < sample.head.count ? titles : 0
      return min(first + wanted, sample.head.count)
    }
    guard !numbers.isEmpty else {
      return sample.head[0].fields.contains { shape($0) == .text } ? 1 : 0
    }
    var odd = sample.head.prefix(Self.mostLines).prefix(while: isOdd).count
    // Of those the last ones may be rows with a mistake, which is told where it stands.
    while odd > 0, isRow(sample.head[odd - 1]) { odd -= 1 }
    if odd == 0 { return 0 }
    while odd < min(sample.head.count, Self.mostLines), isNameAlone(sample.head[odd]) { odd += 1 }
    // Of a few rows nobody can tell units from mistakes.
    if sample.head.count - odd < 3 { return sample.head[0].fields.count == width ? 1 : odd }
    return odd == min(sample.head.count, Self.mostLines) ? 1 : odd
  }

  /// The names in the last remark above the table, where it has one for each column.
  private func remarkNames() -> [String]? {
    guard !search.comment.isEmpty, search.options.form.comment == nil,
      search.options.header != .absent, search.options.form.headerRows == nil
    else { return nil }
    var last: (start: Int, end: Int)?
    var lines = CSVScanner(search.bytes, delimiter: delimiter, position: 0)
    while lines.position < sample.head[0].position {
      let start = lines.position
      if lines.skipComment(search.comment) {
        last = (start, lines.position)
      } else {
        lines.skipLine()
      }
    }
    guard let last, width > 1 else { return nil }
    // A sign of blanks may follow the sign of the remark as well.
    let line = search.bytes[(last.start + search.comment.count)..<last.end].drop {
      $0 == 0x20 || $0 == 9
    }
    let text = String(decoding: line, as: UTF8.self)
    let names = text.split(
      separator: Character(UnicodeScalar(delimiter)), omittingEmptySubsequences: false
    ).map { $0.filter { !"\"\r\n".contains($0) }.trimmed }
    guard names.count == width, !names.contains("") else { return nil }
    return names
  }

  private func commentLines(before end: Int) -> LeftOutLines {
    var found = LeftOutLines(reason: .comments, count: 0, line: 0)
    guard !search.comment.isEmpty else { return found }
    var lines = CSVScanner(search.bytes, delimiter: 0, position: 0)
    while lines.position < end {
      let line = lines.line
      if lines.skipComment(search.comment) {
        if found.count == 0 { found.line = line }
        found.count += 1
      } else {
        lines.skipLine()
      }
    }
    return found
  }
}
