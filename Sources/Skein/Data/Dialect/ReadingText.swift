/// How a table was read, in sentences.
struct ReadingText {
  /// ‚read 8,760 rows: ';' between columns, decimal comma, dates dd.mm.yyyy HH:MM every hour‘.
  let summary: String
  /// What was left out, one clause each.
  let notes: [String]

  init(
    layout: CSVLayout, dialect: Dialect, step: TimeStep?, pattern: TimePattern?,
    leftOut: [LeftOutLines], rows: Int, files: Int = 1
  ) {
    var parts: [String] = []
    if let syntax = dialect.syntax {
      parts.append(syntax)
    } else if layout.width > 1 {
      parts.append("\(Dialect.name(ofDelimiter: dialect.delimiter)) between columns")
    }
    if dialect.decimal == "," { parts.append("decimal comma") }
    if let thousands = dialect.thousands {
      parts.append("\(thousands == " " ? "blanks" : "'\(thousands)'") between thousands")
    }
    if dialect.encoding != .utf8 { parts.append(dialect.encoding.rawValue.uppercased()) }
    if layout.names == nil {
      parts.append("no header")
    } else if let line = layout.headerLine, line > 1 {
      parts.append("header in line \(line)")
    }
    if dialect.hasRowNames { parts.append("row names in front") }
    if !layout.timeColumns.isEmpty {
      let names = layout.timeColumns.map { TerminalText.name(layout.name($0)) }
      let from = layout.names == nil ? "" : " in \(names.joined(separator: " + "))"
      if let pattern {
        let what = pattern.hasDate ? (pattern.hasTime ? "times" : "dates") : "times of day"
        parts.append(
          "\(what) \(pattern.notation)\(from)" + (step.map { " every \($0.name)" } ?? ""))
      } else {
        parts.append("labels\(from)")
      }
    }
    summary =
      "read \(NumberText.count(rows, "row"))"
      + (files > 1 ? " from \(NumberText.count(files, "file"))" : "")
      + (parts.isEmpty ? "" : ": \(parts.joined(separator: ", "))")
    notes = Self.merged(leftOut).map(Self.sentence)
  }

  /// One entry for each reason, with the first line.
  private static func merged(_ leftOut: [LeftOutLines]) -> [LeftOutLines] {
    var result: [LeftOutLines] = []
    for lines in leftOut where lines.count > 0 {
      if let place = result.firstIndex(where: { $0.reason == lines.reason }) {
        result[place].count += lines.count
      } else {
        result.append(lines)
      }
    }
    // Those are told with the rows that stand for them.
    return result.filter { $0.reason != .doubled }
  }

  private static func sentence(_ lines: LeftOutLines) -> String {
    let isOne = lines.count == 1
    let place = "line \(lines.line)" + (lines.file.map { " of \(TerminalText.plain($0))" } ?? "")
    let from = isOne ? place : "\(NumberText.count(lines.count, "line")) from \(place) on"
    let verb = isOne ? "is" : "are"
    switch lines.reason {
    case .preamble: return "\(from) \(verb) above the table and left out"
    case .units:
      return "\(from) \(isOne ? "holds" : "hold") units or more names and \(verb) left out"
    case .comments:
      return
        "\(NumberText.count(lines.count, "remark")) from \(place) on \(verb) left out"
    case .empty:
      return "\(NumberText.count(lines.count, "row")) without a value from \(place) on"
        + " \(verb) left out"
    case .header: return "\(from) \(isOne ? "repeats" : "repeat") the header and \(verb) left out"
    case .footer: return "\(from) \(isOne ? "holds" : "hold") no row and \(verb) left out"
    case .doubled: return "\(from) \(isOne ? "repeats" : "repeat") other rows and \(verb) left out"
    }
  }
}
