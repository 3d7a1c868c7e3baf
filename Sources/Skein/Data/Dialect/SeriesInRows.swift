/// Tables that have a series in each row and a column for each time, as statistics are published.
enum SeriesInRows {
  private static let fewest = 3
  /// Names such as `x1`, `x2` are those of variables as well.
  private static let fewestNumbered = 8

  /// Refuses such a table, or adds a doubt where a column of it is asked for.
  ///
  /// - Throws: `DataError.seriesInRows`.
  static func check(
    _ layout: inout CSVLayout, options: DataOptions, file: String
  ) throws(DataError) {
    guard layout.hasHeader, layout.timePatterns.isEmpty, options.order.series == nil else { return }
    let numbers = layout.kinds.indices.filter {
      layout.kinds[$0] == .number && !layout.indexColumns.contains($0)
    }
    let names = numbers.map { layout.name($0).trimmed }
    let hasWords = layout.kinds.contains(.text)
    guard let last = names.last else { return }
    if let first = firstTime(names) {
      guard !options.targets.isEmpty || options.takesAllNumbers else {
        throw .seriesInRows(file: file, first: first, last: last)
      }
      layout.doubts.append(sentence(first, last, "times"))
    } else if hasWords, let first = firstNumbered(names) {
      layout.doubts.append(sentence(first, last, "numbered in a row"))
    }
  }

  private static func sentence(_ first: String, _ last: String, _ what: String) -> String {
    "the columns \(TerminalText.quoted(first)) to \(TerminalText.quoted(last)) are \(what), so each"
      + " row may be a series of its own; a table is read with a row for each time"
  }

  /// The first of the last names that are times which ascend or descend.
  private static func firstTime(_ names: [String]) -> String? {
    guard names.count >= fewest else { return nil }
    // R writes them with a letter in front.
    let plain = names.map { $0.first == "X" && $0.count > 4 ? String($0.dropFirst()) : $0 }
    let counts = TimePattern.search(Array(plain.suffix(fewest))).map { pattern in
      pattern.hasDate ? timesAtEnd(plain, pattern) : 0
    }
    guard let count = counts.max(), count >= fewest else { return nil }
    return names[names.count - count]
  }

  /// How many of the last names are times that go on in one direction.
  private static func timesAtEnd(_ names: [String], _ pattern: TimePattern) -> Int {
    var count = 0
    var next: Int?
    var direction = 0
    for name in names.reversed() {
      guard let time = pattern.time(name) else { break }
      if let next {
        let step = (next - time).signum()
        if step == 0 || direction != 0 && step != direction { break }
        direction = step
        // Years follow each other; other numbers of four digits may be anything.
        if name.utf8.count == 4, Int(name) != nil,
          !(360...370).contains((next - time).magnitude / UInt(TimePattern.day))
        {
          break
        }
      }
      next = time
      count += 1
    }
    return count
  }

  /// The first of the last names that are one word with numbers that follow each other.
  private static func firstNumbered(_ names: [String]) -> String? {
    func parts(_ name: String) -> (word: Substring, number: Int)? {
      let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }.count
      guard digits > 0, digits < 10, let number = Int(name.suffix(digits)) else { return nil }
      return (name.dropLast(digits), number)
    }
    guard var next = names.last.flatMap(parts) else { return nil }
    var count = 1
    for name in names.dropLast().reversed() {
      guard let before = parts(name), before.word == next.word, before.number == next.number - 1
      else { break }
      next = before
      count += 1
    }
    return count >= fewestNumbered ? names[names.count - count] : nil
  }
}
