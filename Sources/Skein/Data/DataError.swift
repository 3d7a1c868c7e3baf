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
    "\(DataError.clean(file)), line \(line), column \(column)"
      + (name.map { " (\(DataError.clean($0, limit: 40)))" } ?? "")
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

  // Its shape.
  case unterminatedQuote(file: String, line: Int)
  case textAfterQuote(DataPlace)
  case raggedRow(file: String, line: Int, found: Int, expected: Int)
  case tooManyColumns(file: String, line: Int, limit: Int)
  case unusableDelimiter(String)

  // Its columns.
  case missingColumn(file: String, wanted: String, available: [String], suggestion: String?)
  case ambiguousColumn(file: String, name: String, numbers: [Int])
  case repeatedColumn(file: String, name: String)
  case unequalColumns(name: String, rows: Int, first: String, expected: Int)

  // Its values.
  case notANumber(DataPlace, value: String)
  case notFinite(DataPlace, value: String)
  case tooLarge(DataPlace, value: String)
  case missingValue(DataPlace, count: Int)
  case columnWithoutValues(file: String, column: String)
  case everyRowDropped(file: String, rows: Int)

  // What is to be made of it.
  case invalidSetting(name: String, value: String, remedy: String)
  case tooFewRows(rows: Int, needed: Int, length: Int, horizon: Int)
  case noTrainingWindows(rows: Int, needed: Int, testSplit: Double, validationSplit: Double)
}

extension DataError: CustomStringConvertible, LocalizedError {
  public var errorDescription: String? { description }

  public var description: String {
    switch self {
    case .fileNotFound(let file, let suggestion):
      let hint = suggestion.map { "did you mean \(Self.clean($0))?" }
      let remedy = hint ?? "give the path of a CSV file, or a built-in series: sine, sunspots"
      return "there is no file \(Self.clean(file)); \(remedy)"
    case .isFolder(let file):
      return "\(Self.clean(file)) is a folder; give the path of a CSV file in it"
    case .unreadable(let file, let reason):
      return "\(Self.clean(file)) cannot be read: \(reason)"
    case .emptyFile(let file):
      return "\(Self.clean(file)) is empty; a series needs a row of numbers for each time step"
    case .binaryFile(let file, let line):
      return "\(Self.clean(file)), line \(line) holds a zero byte, so it is binary or UTF-16; "
        + "save it as CSV text in UTF-8"
    case .headerOnly(let file, let line):
      return "\(Self.clean(file)), line \(line) is a header and no row follows it; "
        + "a series needs a row of numbers for each time step"
    case .invalidHeader(let file, let line, let column):
      return "\(Self.clean(file)), line \(line), column \(column): the name is not valid UTF-8; "
        + "save the file as UTF-8"
    case .unterminatedQuote(let file, let line):
      return "\(Self.clean(file)), line \(line): the quoted field that starts here never ends; "
        + "close it, or double a quote that belongs to the text"
    case .textAfterQuote(let place):
      return "\(place): text follows the closing quote; double a quote that belongs to the text"
    case .raggedRow(let file, let line, let found, let expected):
      return "\(Self.clean(file)), line \(line) has \(Self.count(found, "field")) where "
        + "\(expected) are expected; complete or remove the row"
    case .tooManyColumns(let file, let line, let limit):
      return "\(Self.clean(file)), line \(line) has more than \(limit) columns; "
        + "check that each time step has its own line"
    case .unusableDelimiter(let delimiter):
      return "the delimiter \(Self.quote(delimiter)) cannot be used; give one ASCII character "
        + "that is no letter, digit, quote, sign, dot or line end, such as , ; | or a tab"
    default:
      return valueDescription
    }
  }

  private var valueDescription: String {
    switch self {
    case .missingColumn(let file, let wanted, let available, let suggestion):
      let hint = suggestion.map { "did you mean \(Self.clean($0))? " } ?? ""
      return "\(Self.clean(file)) has no column \(Self.quote(wanted)); \(hint)"
        + "it has \(Self.list(available))"
    case .ambiguousColumn(let file, let name, let numbers):
      return "\(Self.clean(file)) has several columns named \(Self.quote(name)); "
        + "choose one by its number: \(numbers.prefix(20).map(String.init).joined(separator: ", "))"
    case .repeatedColumn(let file, let name):
      return "column \(Self.quote(name)) of \(Self.clean(file)) is chosen twice; name it once"
    case .unequalColumns(let name, let rows, let first, let expected):
      return "column \(Self.quote(name)) has \(Self.count(rows, "row")) and column "
        + "\(Self.quote(first)) has \(expected); give every column the same number"
    case .notANumber(let place, let value):
      return "\(place): \(Self.quote(value)) is not a number; "
        + "correct it, or leave it empty if the value is missing"
    case .notFinite(let place, let value):
      return "\(place): \(Self.quote(value)) is not finite; "
        + "correct it, or leave it empty if the value is missing"
    case .tooLarge(let place, let value):
      return "\(place): \(Self.quote(value)) is larger than a 32-bit float can hold (3.4e38); "
        + "give the column in larger units"
    case .missingValue(let place, let count):
      let first = count == 1 ? "" : ", the first of \(count)"
      return "\(place): the value is missing\(first); "
        + "choose --missing interpolate or --missing drop"
    case .columnWithoutValues(let file, let column):
      return "column \(Self.quote(column)) of \(Self.clean(file)) has no value in any row, "
        + "so there is nothing to interpolate from; choose another column"
    case .everyRowDropped(let file, let rows):
      return "each of the \(Self.count(rows, "row")) of \(Self.clean(file)) lacks a value, so "
        + "--missing drop leaves none; choose --missing interpolate or fewer columns"
    case .invalidSetting(let name, let value, let remedy):
      return "\(name) \(Self.clean(value)) is not possible; \(remedy)"
    case .tooFewRows(let rows, let needed, let length, let horizon):
      return "the series has \(Self.count(rows, "row")) but one window of \(length) with its "
        + "target \(Self.count(horizon, "row")) later needs \(needed); choose a shorter window"
    case .noTrainingWindows(let rows, let needed, let testSplit, let validationSplit):
      return "the series has \(Self.count(rows, "row")) but a test split of \(testSplit) and a "
        + "validation split of \(validationSplit) leave a training window only from \(needed) "
        + "rows on; choose smaller splits or a shorter window"
    default:
      return "invalid data"
    }
  }
}

extension DataError {
  /// Text from outside for one line of a terminal: control characters escaped, length bounded.
  static func clean(_ text: String, limit: Int = 4096) -> String {
    text.isEmpty ? "''" : CleanText.line(text, limit: limit)
  }

  static func quote(_ text: String) -> String {
    text.isEmpty ? "''" : "'\(clean(text, limit: 40))'"
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(20).map { clean($0, limit: 40) }.joined(separator: ", ")
    let rest = names.count - 20
    return count(names.count, "column") + ": " + shown + (rest > 0 ? " and \(rest) more" : "")
  }
}
