/// How a series was read from text, and what its reader has to say.
public struct Reading: Sendable, Equatable {
  public let dialect: Dialect
  /// One line: what was read and how, such as ‚read 8,760 rows: ';' between columns, decimal comma‘.
  public let summary: String
  /// What was left out, sorted or filled, one clause each.
  public let notes: [String]
  /// Lines of the file that became rows.
  public let rowsRead: Int
  /// Lines above and between the rows that are none, by what they are.
  let leftOut: [LeftOutLines]
  /// Whether nothing tells when the rows are, and a column may tell several series apart.
  public let mayBeMixed: Bool
  /// All columns of the table and what they hold.
  let kinds: [(name: String, kind: TableSurvey.Kind)]

  public static func == (a: Reading, b: Reading) -> Bool {
    a.dialect == b.dialect && a.summary == b.summary && a.notes == b.notes
      && a.rowsRead == b.rowsRead && a.leftOut == b.leftOut
  }

  /// The same with one more thing to say.
  func adding(_ note: String) -> Reading {
    Reading(
      dialect: dialect, summary: summary, notes: notes + [note], rowsRead: rowsRead,
      leftOut: leftOut, mayBeMixed: mayBeMixed, kinds: kinds)
  }

  /// Lines that are named as left out; not those whose row another row repeats.
  package var linesLeftOut: Int {
    leftOut.reduce(0) { $1.reason == .doubled ? $0 : $0 + $1.count }
  }
}
