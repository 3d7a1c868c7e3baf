extension HeaderSearch {
  /// The names, and whether rows have one field more in front of them.
  func columnNames(
    _ fields: [CSVScanner.Field], line: Int
  ) throws(DataError) -> (names: [String], hasRowNames: Bool) {
    var names: [String] = []
    var hasRowNames = false
    for (column, field) in fields.prefix(CSVLayout.columnLimit).enumerated() {
      names.append(
        try ColumnName.read(scanner, field, file: search.file, line: line, column: column + 1))
    }
    if names.count == width - 1 {
      if columns[width - 1].present == 0, columns[width - 1].missing > 0 {
        names.append("")
      } else if areRowNames(names) {
        hasRowNames = true
        names.insert("", at: 0)
      }
    }
    guard names.count == width else {
      throw .raggedRow(
        file: search.file, line: body.first?.line ?? line, found: width, expected: names.count)
    }
    try TornNumbers.check(self, names: names)
    return (names.enumerated().map { $1.isEmpty ? "column \($0 + 1)" : $1 }, hasRowNames)
  }

  /// Whether the first field of each row is its name: a count of the rows or a word, and the names begin
  /// with none that a time has.
  private func areRowNames(_ names: [String]) -> Bool {
    if isConsecutive(0, body) { return true }
    guard columns[0].kind == .text, let first = names.first, !TimeName(first).isExact
    else { return false }
    let isTime = !TimePattern.search(columns[0].texts).isEmpty
    // Dates in front of numbers without a point could as well be numbers cut at decimal commas.
    return !isTime || columns.dropFirst().contains { $0.numbers > 0 && $0.forms[0] > $0.forms[1] }
  }

  /// Whether a column counts up by ones.
  func isConsecutive(_ column: Int, _ records: [SampleTable.Record]) -> Bool {
    let rows = records.filter { $0.fields.count == width && $0.line > 0 }.prefix(100)
    let values = rows.map { Int(scanner.text($0.fields[column]) ?? "") }
    guard values.count >= 3, let first = values[0], sample.head.count > 1 else { return false }
    // Records from farther on do not follow.
    let known = min(values.count, sample.head.count - 1)
    return (0..<known).allSatisfy { values[$0] == first &+ $0 }
  }

  /// The first column, where it counts the rows.
  func indexColumns(below head: Int) -> Set<Int> {
    width > 1 && isConsecutive(0, Array(sample.head.dropFirst(head))) ? [0] : []
  }
}

/// Reading of the names of columns.
enum ColumnName {
  static func read(
    _ scanner: CSVScanner, _ field: CSVScanner.Field, file: String, line: Int, column: Int
  ) throws(DataError) -> String {
    func problem(_ problem: String) -> DataError {
      .unusableName(file: file, line: line, column: column, problem: problem)
    }
    guard field.range.count <= CSVLayout.longestName else {
      throw problem("more than \(NumberText.grouped(CSVLayout.longestName)) bytes")
    }
    guard let name = scanner.text(field) else {
      throw .invalidHeader(file: file, line: line, column: column)
    }
    guard StackedMarks.areFew(in: name) else {
      throw problem("a letter with more than \(StackedMarks.most) marks")
    }
    return name
  }
}

extension StringProtocol {
  /// Without spaces at both ends.
  var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace ?? false { text.removeFirst() }
    while text.last?.isWhitespace ?? false { text.removeLast() }
    return String(text)
  }
}
