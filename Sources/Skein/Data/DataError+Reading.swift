extension DataError {
  var readingDescription: String {
    switch self {
    case .ambiguousNumber(let file, let column, let value):
      let (sign, name): (Character, String) = value.contains(",") ? (",", "comma") : (".", "point")
      let whole = value.filter { $0 != sign }
      let fraction = value.map { $0 == sign ? "." : String($0) }.joined()
      return "\(TerminalText.plain(file)), column \(column): \(TerminalText.quoted(value)) is"
        + " \(TerminalText.plain(fraction)) with a decimal \(name), or \(TerminalText.plain(whole)) with"
        + " a \(name) between thousands; say which the decimal sign is, a comma or a point"
    case .tornNumbers(let file, let line, let whole, let rest):
      return
        "\(TerminalText.plain(file)), line \(line): \(whole),\(rest) is one number with a decimal"
        + " comma, or two whole ones; say which sign stands between columns: a comma, or another one"
    case .ambiguousTime(let file, let column, let value, let first, let second):
      return "\(TerminalText.plain(file)), column \(TerminalText.name(column)):"
        + " \(TerminalText.quoted(value)) may be \(first) or \(second), and both make sense of all"
        + " rows; say which format the times have"
    case .unusableTime(let file, let line, let value, let format):
      return
        "\(TerminalText.plain(file)), line \(line): \(TerminalText.quoted(value)) is no time of"
        + " the format \(TerminalText.plain(format)); correct it, or give another format"
    case .strangeTime(let file, let line, let value, let others, let count):
      let label = value.isEmpty ? "there is no time" : "\(TerminalText.quoted(value)) is no time"
      let first = count == 1 ? "" : ", the first of \(NumberText.grouped(count)) such rows"
      return "\(TerminalText.plain(file)), line \(NumberText.grouped(line)): \(label) like"
        + " \(TerminalText.quoted(others)) of other rows\(first), so nobody can tell where the row"
        + " belongs; correct it, or take the row out"
    case .repeatedTimes(let found):
      return
        "\(Self.start(found)), so rows are doubled or of several series, and neighbours are none in"
        + " time; say which row of a time is meant, or which column tells the series apart"
    case .severalSeries(let found, let columns):
      let names = columns.prefix(4).map { TerminalText.quoted($0) }.joined(separator: " or ")
      return
        "\(Self.start(found)), since the table holds several series, which column \(names) tells"
        + " apart; name it as the column of the series, or choose one series"
    case .staticOfOneSeries(let columns):
      return
        "\(TerminalText.names(columns)): what is the same in all rows tells several series apart, and there is"
        + " one; leave it out, or name the column of the series"
    case .takenByNumber(let name):
      return
        "the number of a series, by which its vector is looked up, would be a second input"
        + " \(TerminalText.name(name)); leave the other one out, or call its column otherwise"
    case .numberOfOneSeries(let file):
      return
        "\(TerminalText.plain(file)) is one series, so a vector for each series tells nothing; leave that out,"
        + " or name the column of the series"
    case .changingStatic(let place, let series, let value, let former):
      return
        "\(place): the column is to be the same in all rows of a series, but that of"
        + " \(TerminalText.quoted(series)) is \(TerminalText.quoted(value)) here and"
        + " \(TerminalText.quoted(former)) before; correct it, or make it an input of each row"
    case .manyCategories(let file, let column, let found, let most):
      return
        "column \(TerminalText.quoted(column)) of \(TerminalText.plain(file)) has"
        + " \(NumberText.grouped(found)) texts, and at most \(NumberText.grouped(most)) are told apart, by an"
        + " input for each; leave it out, or give a column of numbers or of fewer texts"
    case .noSeries(let place, let value):
      let found = value.isEmpty ? "is empty" : "is \(TerminalText.plain(value))"
      return "\(place): the name of the series \(found), so nobody can tell where the row belongs;"
        + " correct it, or take the row out"
    case .unknownSeries(let file, let column, let value, let available):
      return "\(TerminalText.plain(file)) has no row with \(TerminalText.quoted(value)) in column"
        + " \(TerminalText.quoted(column)); it has \(TerminalText.names(available))"
    case .timeGap(let file, let sentence):
      return
        "\(TerminalText.plain(file)): \(sentence); give the rows, break the series there, or fill"
        + " the gap"
    case .seriesInRows(let file, let first, let last):
      return "\(TerminalText.plain(file)) has a series in each row: its columns"
        + " \(TerminalText.quoted(first)) to \(TerminalText.quoted(last)) are times; write it with a row"
        + " for each time and a column for each series, or name the target"
    case .notText(let file, let kind):
      return "\(TerminalText.plain(file)) is \(Self.foreignFormat(kind, file))"
    case .noWholeWindow(let rows, let runs, let longest, let needed):
      return "the series has \(NumberText.count(rows, "row")) in \(NumberText.grouped(runs)) runs"
        + " without a gap, of which the longest has \(NumberText.grouped(longest)), but one window with"
        + " its target needs \(NumberText.grouped(needed)); choose a shorter window, or fill the gaps"
    default:
      return sourceDescription
    }
  }

  private static func start(_ found: RepeatedTimes) -> String {
    "\(TerminalText.plain(found.place.file)), line \(NumberText.grouped(found.place.line)) has the time"
      + " \(TerminalText.name(found.place.label)) of \(found.first.lineText) once"
      + " more; \(found.summary)"
  }

  /// What a text that is no number probably is.
  static func guess(_ value: String) -> String {
    let bytes = value.utf8.filter { $0 != 0x20 }
    let isNumber =
      bytes.count { $0 == 0x2C } == 1
      && bytes.allSatisfy { $0 &- 0x30 <= 9 || "+-,".utf8.contains($0) }
    if isNumber { return ", unless it has a decimal comma" }
    let hasSign = bytes.contains { [0x3B, 0x09, 0x7C].contains($0) }
    return hasSign ? ", unless another sign stands between columns" : ""
  }
}
