import Foundation

/// Where a value stands in a text file.
public struct DataPlace: Sendable, Equatable, CustomStringConvertible {
  /// The file as the user named it.
  public var file: String
  /// The line, counted from 1, that a text editor would show; quoted fields may span several.
  public var line: Int
  /// The column, counted from 1.
  public var column: Int
  /// The column's name, if the file has a header.
  public var name: String?

  public init(file: String, line: Int, column: Int, name: String? = nil) {
    self.file = file
    self.line = line
    self.column = column
    self.name = name
  }

  public var description: String {
    "\(TerminalText.plain(file)), line \(line), column \(column)"
      + (name.map { " (\(TerminalText.name($0)))" } ?? "")
  }
}

/// What can be wrong with a series, its file or how it is to be split.
///
/// Each description is one sentence with the place, the value and the remedy.
public enum DataError: Error, Sendable, Equatable {
  // The file.
  case fileNotFound(file: String, suggestion: String?)
  case isFolder(file: String)
  case unreadable(file: String, reason: String)
  case emptyFile(file: String)
  case binaryFile(file: String, line: Int)
  case headerOnly(file: String, line: Int)
  case invalidHeader(file: String, line: Int, column: Int)
  /// A name that is there, but no name.
  case unusableName(file: String, line: Int, column: Int, problem: String)
  /// The data takes more memory than is free; both in bytes.
  case notEnoughMemory(file: String, needed: Int, free: Int)

  /// The table does not fit into memory, and its numbers not into a file.
  case columnFile(file: String, FileError)
  /// The files of a folder are no tables.
  case noTable(folder: String)
  /// Nothing has a name of this pattern.
  case noMatch(pattern: String)
  /// A part of a table has other columns than the first.
  case otherPart(file: String, missing: [String], more: [String])
  case jsonLine(file: String, line: Int, JSONLineProblem)

  // Its shape.
  case unterminatedQuote(file: String, line: Int)
  case textAfterQuote(DataPlace)
  case raggedRow(file: String, line: Int, found: Int, expected: Int)
  case tooManyColumns(file: String, line: Int, limit: Int)
  case unusableDelimiter(String)

  // Its columns.
  case missingColumn(file: String, wanted: String, available: [String], suggestion: String?)
  /// A range or a pattern that no column of numbers fits.
  case noSuchColumns(file: String, wanted: String, available: [String], suggestion: String?)
  case ambiguousColumn(file: String, name: String, numbers: [Int])
  case repeatedColumn(file: String, name: String)
  case repeatedName(String)
  /// The calendar says nothing of a series' rows.
  case noCalendar(file: String, reason: String)
  case unequalColumns(name: String, rows: Int, first: String, expected: Int)

  // Its rows and values.
  case invalidLabel(row: Int, value: String, remedy: String)
  case notANumber(DataPlace, value: String)
  case notFinite(DataPlace, value: String)
  case tooLarge(DataPlace, value: String)
  case missingValue(DataPlace, count: Int)
  case columnWithoutValues(file: String, column: String)
  case everyRowDropped(file: String, rows: Int)

  // What its rows mean.
  /// A number with a comma before three digits, which may be a decimal comma or one between thousands.
  case ambiguousNumber(file: String, column: Int, value: String)
  /// Two patterns in which all labels are times.
  /// A label that is no time among others that are.
  case strangeTime(file: String, line: Int, value: String, others: String, count: Int)
  /// A number with a decimal comma, or two whole ones.
  case tornNumbers(file: String, line: Int, whole: String, rest: String)
  case ambiguousTime(file: String, column: String, value: String, first: String, second: String)
  case unusableTime(file: String, line: Int, value: String, format: String)
  case repeatedTimes(RepeatedTimes)
  /// Columns tell apart the rows that have the same time.
  case severalSeries(RepeatedTimes, columns: [String])
  /// A row that does not tell its series.
  case noSeries(DataPlace, value: String)
  case unknownSeries(file: String, column: String, value: String, available: [String])
  /// Columns that tell what a series is, where there is one alone.
  case staticOfOneSeries(columns: [String])
  /// The number of a series needs a name that an input has already.
  case takenByNumber(name: String)
  /// A vector for each series where there is one series.
  case numberOfOneSeries(file: String)
  /// A column that should be the same in all rows of a series has another value than in an earlier row.
  case changingStatic(DataPlace, series: String, value: String, former: String)
  /// A static column of more texts than there can be inputs.
  case manyCategories(file: String, column: String, found: Int, most: Int)
  case timeGap(file: String, sentence: String)
  /// Each row is a series, and the columns are its times.
  case seriesInRows(file: String, first: String, last: String)
  /// The file holds a table, but not as text.
  case notText(file: String, kind: String)

  // What is to be made of it.
  /// No run of rows without a gap has the rows that a window needs.
  case noWholeWindow(rows: Int, runs: Int, longest: Int, needed: Int)
  case invalidSetting(name: String, value: String, remedy: String)
  case tooFewRows(rows: Int, needed: Int, length: Int, horizon: Int)
  case noTrainingWindows(rows: Int, needed: Int, testSplit: Double, validationSplit: Double)
}

extension DataError: CustomStringConvertible, LocalizedError {
  public var errorDescription: String? { description }

  public var description: String {
    switch self {
    case .fileNotFound(let file, let suggestion):
      let hint = suggestion.map { "did you mean \(TerminalText.plain($0))?" }
      let remedy = hint ?? "give the path of a CSV file, or a built-in series: sine, sunspots"
      return "there is no file \(TerminalText.plain(file)); \(remedy)"
    case .isFolder(let file):
      return "\(TerminalText.plain(file)) is a folder; give the path of a CSV file in it"
    case .unreadable(let file, let reason):
      return "\(TerminalText.plain(file)) cannot be read: \(reason)"
    case .emptyFile(let file):
      return
        "\(TerminalText.plain(file)) is empty; a series needs a row of numbers for each time step"
    case .binaryFile(let file, let line):
      return "\(TerminalText.plain(file)), line \(line) holds a zero byte, so it is binary or"
        + " UTF-16; save it as CSV text in UTF-8"
    case .headerOnly(let file, let line):
      return "\(TerminalText.plain(file)), line \(line) is a header and no row follows it; a series"
        + " needs a row of numbers for each time step"
    case .invalidHeader(let file, let line, let column):
      return "\(TerminalText.plain(file)), line \(line), column \(column): the name is not valid"
        + " UTF-8; save the file as UTF-8"
    case .unusableName(let file, let line, let column, let problem):
      return "\(TerminalText.plain(file)), line \(line), column \(column): the name has \(problem);"
        + " check that the line holds the columns' names, in UTF-8"
    case .notEnoughMemory(let file, let needed, let free):
      return "\(TerminalText.plain(file)) takes about \(NumberText.bytes(needed)) of memory, but"
        + " only \(NumberText.bytes(free)) are free; choose fewer columns, shorten the file, or"
        + " raise the limit on memory"
    case .unterminatedQuote(let file, let line):
      return "\(TerminalText.plain(file)), line \(line): the quoted field that starts here never"
        + " ends; close it, or double a quote that belongs to the text"
    case .textAfterQuote(let place):
      return "\(place): text follows the closing quote; double a quote that belongs to the text"
    case .raggedRow(let file, let line, let found, let expected):
      return "\(TerminalText.plain(file)), line \(line) has \(NumberText.count(found, "field"))"
        + " where \(NumberText.grouped(expected)) are expected; complete or remove the row"
    case .tooManyColumns(let file, let line, let limit):
      return "\(TerminalText.plain(file)), line \(line) has more than \(limit) columns; check that"
        + " each time step has its own line"
    case .unusableDelimiter(let delimiter):
      return "the delimiter \(TerminalText.quoted(delimiter)) cannot be used; give one ASCII"
        + " character that is no letter, digit, quote, sign, dot or line end, such as , ; | or a"
        + " tab"
    default:
      return valueDescription
    }
  }

  private var valueDescription: String {
    switch self {
    case .missingColumn(let file, let wanted, let available, let suggestion):
      let hint = suggestion.map { "did you mean \(TerminalText.plain($0))? " } ?? ""
      return "\(TerminalText.plain(file)) has no column \(TerminalText.quoted(wanted)); \(hint)"
        + "it has \(Self.list(available))"
    case .noSuchColumns(let file, let wanted, let available, let suggestion):
      let hint = suggestion.map { "did you mean \(TerminalText.plain($0))? " } ?? ""
      return "\(TerminalText.plain(file)) has no columns of numbers that fit"
        + " \(TerminalText.quoted(wanted)); \(hint)it has \(Self.list(available))"
    case .ambiguousColumn(let file, let name, let numbers):
      return "\(TerminalText.plain(file)) has several columns named \(TerminalText.quoted(name));"
        + " choose one by its number:"
        + " \(numbers.prefix(20).map(String.init).joined(separator: ", "))"
    case .repeatedColumn(let file, let name):
      return "column \(TerminalText.quoted(name)) of \(TerminalText.plain(file)) is chosen twice;"
        + " name it once"
    case .noCalendar(let file, let reason):
      return
        "the calendar says nothing of \(TerminalText.plain(file)), since \(reason); choose other"
        + " features, or none"
    case .repeatedName(let name):
      return "two columns are called \(TerminalText.quoted(name)); give each a name of its own"
    case .invalidLabel(let row, let value, let remedy):
      let shown = value.isEmpty ? "without a year" : "\(TerminalText.quoted(value)), which is none"
      return "row \(NumberText.grouped(row)) has a date \(shown); \(remedy)"
    case .unequalColumns(let name, let rows, let first, let expected):
      return "column \(TerminalText.quoted(name)) has \(NumberText.count(rows, "row")) and column"
        + " \(TerminalText.quoted(first)) has \(NumberText.grouped(expected)); give every column"
        + " the same number"
    case .notANumber(let place, let value):
      return "\(place): \(TerminalText.quoted(value)) is not a number"
        + "\(Self.guess(value)); correct it, or leave it empty if the value is missing"
    case .notFinite(let place, let value):
      return "\(place): \(TerminalText.quoted(value)) is not finite; correct it, or leave it empty"
        + " if the value is missing"
    case .tooLarge(let place, let value):
      return "\(place): \(TerminalText.quoted(value)) is larger than a 32-bit float can hold"
        + " (3.4e38); give the column in larger units"
    case .missingValue(let place, let count):
      let first = count == 1 ? "" : ", the first of \(NumberText.grouped(count))"
      return "\(place): the value is missing\(first); interpolate missing values, or drop the rows"
        + " that lack one"
    case .columnWithoutValues(let file, let column):
      return "column \(TerminalText.quoted(column)) of \(TerminalText.plain(file)) has no value in"
        + " any row, so there is nothing to interpolate from; choose another column"
    case .everyRowDropped(let file, let rows):
      return "each of the \(NumberText.count(rows, "row")) of \(TerminalText.plain(file)) lacks a"
        + " value, so dropping such rows leaves none; interpolate missing values, or choose fewer"
        + " columns"
    case .invalidSetting(let name, let value, let remedy):
      return "\(name) \(TerminalText.plain(value)) is not possible; \(remedy)"
    case .tooFewRows(let rows, let needed, let length, let horizon):
      return "the series has \(NumberText.count(rows, "row")) but one window of"
        + " \(NumberText.grouped(length)) with its target \(NumberText.count(horizon, "row")) later"
        + " needs \(NumberText.grouped(needed)); choose a shorter window"
        + Windows.fitting(rows: rows, horizon: horizon)
    case .noTrainingWindows(let rows, let needed, let testSplit, let validationSplit):
      return "the series has \(NumberText.count(rows, "row")) but a test split of \(testSplit) and"
        + " a validation split of \(validationSplit) leave a training window only from"
        + " \(NumberText.count(needed, "row")) on; choose smaller splits or a shorter window"
        + Windows.fitting(rows: rows, horizon: 1)
    default:
      return readingDescription
    }
  }
}

extension DataError {
  private static func list(_ names: [String]) -> String {
    NumberText.count(names.count, "column") + ": " + TerminalText.names(names)
  }
}
