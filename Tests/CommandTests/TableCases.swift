import Foundation
import Support

/// A table that somebody brought, what is done with it, and what has to come of it.
///
/// The files lie in `Tables`, whose README tells where the situations come from.
struct TableCase: Sendable, CustomStringConvertible {
  /// As the list of cases numbers it.
  let name: String
  let file: String
  let options: String
  let code: Int32
  /// What standard error must say.
  let words: [String]
  /// The first and the last row of `predictions.csv` as they begin.
  let first: String
  let last: String

  init(
    _ name: String, _ file: String, _ options: String, code: Int32 = 0, _ words: [String],
    first: String = "", last: String = ""
  ) {
    self.name = name
    self.file = file
    self.options = options
    self.code = code
    self.words = words
    self.first = first
    self.last = last
  }

  init(
    _ name: String, _ file: String, code: Int32 = 0, _ words: [String], first: String = "",
    last: String = ""
  ) {
    self.init(name, file, "", code: code, words, first: first, last: last)
  }

  var description: String { "\(name): \(file) \(options)" }

  static let training: [TableCase] = [
    TableCase(
      "A1", "comma-in-name.csv", ["80 rows", "decimal comma"],
      first: "11.03.2021,training,14.8,", last: "19.05.2021,test,16.8,"),
    TableCase(
      "A2", "headerless-decimal-comma.csv", ["80 rows", "decimal comma", "no header"],
      first: "11.03.2021,training,14.8,", last: "19.05.2021,test,16.8,"),
    TableCase(
      "A3", "two-names-with-commas.csv", ["predicts Temp, C", "decimal comma"],
      first: "11.03.2021,training,14.8,", last: "19.05.2021,test,16.8,"),
    TableCase(
      "A4", "pipe-decimal-comma.csv", ["'|' between columns", "decimal comma"],
      first: "11.03.2021,training,14.8,", last: "19.05.2021,test,16.8,"),
    TableCase(
      "A5", "decimal-comma.csv", ["decimal comma", "dd.mm.yyyy HH:MM", "every hour"],
      last: "04.03.2021 07:00,test,1014.4,"),
    TableCase(
      "A6", "headerless-date-with-comma.csv", ["80 rows", "mon dd, yyyy"],
      last: "\"May 19, 2021\",test,150,"),
    TableCase(
      "B1", "sensor-ids.csv", "--scale minmax", ["80 rows", "predicts 773003"],
      last: "2021-03-04 07:00:00,test,58.46,"),
    TableCase(
      "B2", "pandas-array.csv", "--target 2", ["80 rows", "predicts 2,"],
      last: "80,test,-9.81,"),
    TableCase("B3", "pandas-one-column.csv", "--header 1", ["80 rows", "predicts 0,"]),
    TableCase(
      "C1", "headerless-first-na.csv", "--missing interpolate",
      ["80 rows", "1 missing value ('NA')"], last: "2021-05-19,test,16.8,"),
    TableCase("C1 refused", "headerless-first-na.csv", code: 1, ["line 1", "--missing"]),
    TableCase("C2", "headerless-first-dash.csv", code: 1, ["line 1", "--missing"]),
    TableCase(
      "D1", "newest-first.csv", ["turned round"],
      first: "2021-03-11,training,", last: "2021-05-19,test,139.04,"),
    TableCase(
      "D2", "newest-first-quoted.csv", "--target Price", ["turned round", "mm/dd/yyyy"],
      last: "05/19/2021,test,139.04,"),
    TableCase(
      "D3", "shuffled.csv", ["sorted: line 4"],
      first: "2021-03-11,training,14.8,", last: "2021-05-19,test,16.8,"),
    TableCase("D4", "doubled.csv", ["each time stands twice", "40 rows"]),
    TableCase("D5", "two-shops-stacked.csv", code: 1, ["line 62", "'store'", "--series store"]),
    TableCase(
      "D5 chosen", "two-shops-stacked.csv", "--series store=B", ["60 rows of series 'B'"],
      last: "2021-04-29,test,9137,"),
    TableCase("D6", "two-shops-interleaved.csv", code: 1, ["line 3", "'store'", "--series store"]),
    TableCase("D6 apart", "two-shops-interleaved.csv", "--series store", ["2 series by column"]),
    TableCase("D7", "hole.csv", ["500 hours are missing after line 61", "no window crosses"]),
    TableCase(
      "E1", "empty-rows-at-the-end.csv", "--missing interpolate",
      ["read 80 rows", "12 rows without a value from line 82"],
      last: "14/03/2021 01.00.00,test,55.1,"),
    TableCase(
      "E2", "empty-tail.csv", "--missing interpolate",
      ["read 80 rows", "12 rows without a value"], last: "2021-05-19,test,16.8,"),
    TableCase(
      "E2 dropped", "empty-tail.csv", "--missing drop",
      ["read 80 rows", "12 rows without a value"], last: "2021-05-19,test,16.8,"),
    TableCase(
      "F1", "missing-na.csv", "--missing interpolate", ["80 rows", "3 missing values ('NA')"]),
    TableCase(
      "F2", "missing-null.csv", "--missing interpolate",
      ["80 rows", "3 missing values ('null')"]),
    TableCase(
      "F3", "missing-question.csv", "--missing interpolate",
      ["80 rows", "3 missing values ('?')"]),
    TableCase(
      "F4", "missing-dash.csv", "--missing interpolate",
      ["80 rows", "3 missing values ('-')"]),
    TableCase(
      "F5", "missing-nslasha.csv", "--missing interpolate",
      ["80 rows", "3 missing values ('N/A')"]),
    TableCase(
      "F6", "missing-first.csv", "--missing interpolate", ["80 rows", "missing values ('NA')"]),
    TableCase(
      "F7", "household.txt", "--target Global_active_power --missing interpolate",
      ["80 rows", "2 missing values ('?')", "Date + Time every minute"],
      first: "16/03/2021 17:34:00,training,", last: "16/03/2021 18:43:00,test,"),
    TableCase(
      "G1", "traffic.csv", ["in date_time"],
      first: "2021-03-01 10:00:00,training,4482,", last: "2021-03-04 07:00:00,test,4683,"),
    TableCase(
      "G3", "year-month-day-hour.csv", "--target TEMP", ["year + month + day + hour"],
      first: "2021 3 1 10,", last: "2021 3 4 7,"),
    TableCase(
      "G4", "date-and-time.txt", "--target Global_active_power --missing interpolate",
      ["Date + Time"], last: "17/03/2021 00:43:00,"),
    TableCase(
      "M1", "logger.csv", ["line 1 is above", "2 lines from line 3 on hold units"],
      last: "2021-03-04 07:00:00,test,62.5,"),
    TableCase("M2", "comments.csv", ["80 rows", "2 remarks from line 1"]),
    TableCase("M3", "sep-line.csv", ["80 rows", "line 1 is above the table"]),
    TableCase("M4", "units-row.csv", ["80 rows", "line 2 holds units"]),
    TableCase("M5", "blanks.txt", ["80 rows", "blanks between columns", "predicts column 3"]),
    TableCase("M6", "zero-width.csv", ["80 rows"], last: "2021-05-19,test,16.8,"),
    TableCase("M7", "cr-cr-lf.csv", ["80 rows"], last: "2021-05-19,test,16.8,"),
    TableCase("M8", "compressed.csv.gz", ["80 rows"], last: "2021-05-19,test,16.8,"),
    TableCase("M9", "row-names.csv", ["80 rows", "row names in front"], last: "80,test,55,"),
    TableCase("N1", "escape-in-name.csv", ["\\u{1B}[31m"]),
  ]

  /// The labels with which each file goes on.
  static let future: [(file: String, labels: [String])] = [
    ("hours-with-offset.csv", ["2021-03-06T10:00:00+01:00", "2021-03-06T11:00:00+01:00"]),
    ("day-first-dots.csv", ["06.03.2021 10:00:00", "06.03.2021 11:00:00"]),
    ("month-first.csv", ["7/9/2021", "7/10/2021"]), ("month-names.csv", ["Nov-2000", "Dec-2000"]),
    ("yyyymm.csv", ["200011", "200012"]),
    ("tenths-of-a-second.csv", ["2021-03-01 00:00:13.000", "2021-03-01 00:00:13.100"]),
    ("spreadsheet-days.csv", ["44261.41667", "44261.45833"]),
    ("hour-without-zero.csv", ["2021-03-06 10:00", "2021-03-06 11:00"]),
    ("step-of-1001-ms.csv", ["2021-03-01 00:02:10.130", "2021-03-01 00:02:11.131"]),
    ("descending-days.csv", ["2021-07-09", "2021-07-10"]),
    ("newest-first.csv", ["2021-05-20", "2021-05-21"]),
    ("hole.csv", ["2021-03-31 10:00:00", "2021-03-31 11:00:00"]),
  ]
}

extension ScratchFolder {
  /// A folder with one of the tables in it.
  convenience init(table name: String) throws {
    try self.init()
    try copy(table: name)
  }

  func copy(table name: String, as other: String? = nil) throws {
    // From the folder of this file, so that no copy of the tables is needed.
    let tables = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Tables")
    try FileManager.default.copyItem(
      at: tables.appendingPathComponent(name), to: URL(fileURLWithPath: path(other ?? name)))
  }
}
