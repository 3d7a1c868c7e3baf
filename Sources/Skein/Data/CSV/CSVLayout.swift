/// How one file is laid out: its dialect, as the reader's loop needs it.
struct CSVLayout {
  /// What a column holds, as far as its first values tell.
  enum Kind {
    case unknown, number, text
    /// Numbers with a sign of currency or a unit.
    case decorated
  }

  var dialect: Dialect
  let delimiter: UInt8
  let quote: UInt8
  let comment: [UInt8]
  let form: NumberForm
  /// The same decimal sign with other signs between thousands, which may come later; empty where no row
  /// shows what the decimal sign is.
  var rarerForms: [NumberForm] = []
  /// Words for a missing value in small letters, and the numbers among them.
  let markers: Set<String>
  let markerNumbers: [Double]
  /// The columns' names, or nil without a header. A column without a name is called by its number.
  var names: [String]?
  /// The line of the names.
  let headerLine: Int?
  var kinds: [Kind]
  /// Columns that count the rows.
  var indexColumns: Set<Int> = []
  /// Columns whose texts together label a row, in the order in which they are joined.
  var timeColumns: [Int] = []
  /// What the labels are, where they are times; several where the rows have to decide.
  var timePatterns: [TimePattern] = []
  /// Where the first row of data starts.
  var dataPosition: Int
  let dataLine: Int
  /// Lines above the data that are neither names nor blank, and why they are left out.
  var leftOut: [LeftOutLines] = []
  /// Whether the rows may be of several series that nothing keeps apart.
  var mayBeMixed = false
  /// What else is to be said about the reading.
  var doubts: [String] = []

  var hasHeader: Bool { names != nil }
  var width: Int { kinds.count }

  /// More columns than any table of time steps has; it bounds the memory that a damaged file takes.
  static let columnLimit = 65_536
  /// In bytes; more is no name, and would be copied to each place that tells of the column.
  static let longestName = 1 << 18

  func name(_ column: Int) -> String {
    names.flatMap { column < $0.count ? $0[column] : nil } ?? "column \(column + 1)"
  }

  func place(_ file: String, line: Int, column: Int) -> DataPlace {
    let name = names.flatMap { column < $0.count ? $0[column] : nil }
    return DataPlace(file: file, line: line, column: column + 1, name: name)
  }

  /// What each column is, for people; the names of wide tables are not repeated.
  var surveyKinds: [(name: String, kind: TableSurvey.Kind)] {
    if width > 2000 { return [] }
    return kinds.indices.map { column in
      let kind: TableSurvey.Kind =
        timeColumns.contains(column)
        ? .time
        : indexColumns.contains(column)
          ? .count
          : kinds[column] == .text ? .text : kinds[column] == .unknown ? .empty : .number
      return (name(column), kind)
    }
  }
}

/// Lines of a file that are no rows.
struct LeftOutLines: Equatable, Codable {
  enum Reason: String, Codable {
    /// A title or a remark above the table.
    case preamble
    case units, comments
    /// No value in any column.
    case empty
    /// The header once more.
    case header
    /// Text behind the last row.
    case footer
    /// The same time and values as another row.
    case doubled
  }

  var reason: Reason
  var count: Int
  /// The line of the first.
  var line: Int
  /// The part of the table in which that is; nil where it has one alone.
  var file: String?
}

extension DataError {
  init(_ failure: CSVScanner.Failure, file: String, column: Int, names: [String]? = nil) {
    switch failure {
    case .unterminatedQuote(let line):
      self = .unterminatedQuote(file: file, line: line)
    case .textAfterQuote(let line):
      let name = names.flatMap { column < $0.count ? $0[column] : nil }
      self = .textAfterQuote(DataPlace(file: file, line: line, column: column + 1, name: name))
    }
  }
}
