import Foundation
import Skein
import Testing

@Suite("CSV: what is wrong, where, and what to do")
struct CSVErrorTests {
  private func message(_ text: String, _ options: DataOptions = DataOptions()) -> String {
    message(bytes: Array(text.utf8), options)
  }

  private func message(bytes: [UInt8], _ options: DataOptions = DataOptions()) -> String {
    do {
      let series = try CSVReader.read(bytes: bytes, name: "t.csv", options: options)
      return "no error but \(series.rows) rows"
    } catch {
      return error.description
    }
  }

  @Test("text in a column of numbers is refused with line, column, name and value")
  func text() {
    #expect(
      message("t,v\na,1\nb,12x\n")
        == "t.csv, line 3, column 2 (v): '12x' is not a number; "
        + "correct it, or leave it empty if the value is missing")
    #expect(message("v\n1\n\"two\nlines\"\n").contains("line 3, column 1 (v): 'two\\nlines'"))
    #expect(message("1\n2\nx\n").hasPrefix("t.csv, line 3, column 1: 'x'"))
    #expect(message("temp\nabc\n12\n").hasPrefix("t.csv, line 2, column 1 (temp): 'abc'"))
    #expect(message("v\n1\n\u{1B}[2J\n").contains("'\\u{1B}[2J'"))
    let long = String(repeating: "x", count: 1_000_000)
    #expect(message("v\n1\n\(long)\n").utf8.count < 250)
  }

  @Test("infinite and too large numbers are refused with their place")
  func notFinite() {
    #expect(
      message("v\n1\n-inf\n")
        == "t.csv, line 3, column 1 (v): '-inf' is not finite; "
        + "correct it, or leave it empty if the value is missing")
    #expect(message("inf\n1\n").hasPrefix("t.csv, line 1, column 1: 'inf' is not finite"))
    #expect(
      message("v\n1e39\n")
        == "t.csv, line 2, column 1 (v): '1e39' is larger than a 32-bit float can hold (3.4e38); "
        + "give the column in larger units")
    #expect(message("v\n1e999\n").contains("larger than a 32-bit float"))
  }

  @Test("a missing value is refused with its place, the number of them, and what helps")
  func missing() {
    #expect(
      message("d,v\n1,5\n2,\n3,nan\n4,\n")
        == "t.csv, line 3, column 2 (v): the value is missing, the first of 3; "
        + "interpolate missing values, or drop the rows that lack one")
    #expect(
      message("v\n5\nnan\n")
        == "t.csv, line 3, column 1 (v): the value is missing; "
        + "interpolate missing values, or drop the rows that lack one")
    #expect(
      message("a,v\n1,\n2,\n", DataOptions(targets: ["v"], missingValues: .interpolate))
        == "column 'v' of t.csv has no value in any row, so there is nothing to interpolate from; "
        + "choose another column")
    #expect(
      message("a,v\n1,\n2,\n", DataOptions(targets: ["v"], missingValues: .drop))
        == "each of the 2 rows of t.csv lacks a value, so dropping such rows leaves none; "
        + "interpolate missing values, or choose fewer columns")
  }

  @Test("a ragged row is refused with its line, the fields found and expected")
  func ragged() {
    #expect(
      message("a,b\n1,2\n3\n")
        == "t.csv, line 3 has 1 field where 2 are expected; complete or remove the row")
    #expect(message("a,b\n1,2\n3,4,5\n").contains("line 3 has 3 fields where 2 are expected"))
    // A line that holds nothing is no row.
    #expect(message("a,b\n1,2\n\n3,4\n") == "no error but 2 rows")
    #expect(
      message("t,b\n\"x\ny\",2\n3,4,5\n").contains("line 4 has 3 fields where 2 are expected"))
  }

  @Test("quotes that never end or end too early are refused where they start or end")
  func quotes() {
    #expect(
      message("a,b\n1,2\n3,\"4\n5,6\n")
        == "t.csv, line 3: the quoted field that starts here never ends; "
        + "close it, or double a quote that belongs to the text")
    #expect(
      message("a,b\n1,\"2\"3\n")
        == "t.csv, line 2, column 2 (b): text follows the closing quote; "
        + "double a quote that belongs to the text")
    let late = "a,b\n" + String(repeating: "1,2\n", count: 200)
    #expect(message(late + "1,\"2\"3\n").hasPrefix("t.csv, line 202, column 2 (b): text follows"))
    #expect(message(late + "1,\"2\n").hasPrefix("t.csv, line 202: the quoted field"))
  }

  @Test("a column that is not there lists those that are, with the nearest name")
  func missingColumn() {
    #expect(
      message("date,temp\nx,1\n", DataOptions(targets: ["tmep"]))
        == "t.csv has no column 'tmep'; did you mean temp? it has 2 columns: date, temp")
    #expect(
      message("date,temp\nx,1\n", DataOptions(inputs: ["5"]))
        == "t.csv has no column '5'; it has 2 columns: date, temp")
    #expect(message("1,2\n", DataOptions(timeColumn: "0")).hasPrefix("t.csv has no column '0'"))
    let wide = (1...30).map { "c\($0)" }.joined(separator: ",")
    #expect(message(wide + "\n", DataOptions(targets: ["zzz"])).contains("t.csv, line 1 is a"))
    let row = (1...30).map(String.init).joined(separator: ",")
    #expect(message("\(wide)\n\(row)", DataOptions(targets: ["zzz"])).hasSuffix("c20 and 10 more"))
  }

  @Test("a name that two columns have, and a column chosen twice, are refused")
  func ambiguous() {
    #expect(
      message("a,a\n1,2\n", DataOptions(targets: ["a"]))
        == "t.csv has several columns named 'a'; choose one by its number: 1, 2")
    #expect(
      message("a,b\n1,2\n", DataOptions(targets: ["b", "2"]))
        == "column '2' of t.csv is chosen twice; name it once")
  }

  @Test("empty files, headers alone and bytes that are no text are refused")
  func noTable() {
    let empty = "t.csv is empty; a series needs a row of numbers for each time step"
    for text in ["", "\n\n", "  ", "\u{FEFF}", "\u{FEFF}\r\n"] { #expect(message(text) == empty) }
    #expect(
      message("\n\na,b\n\n")
        == "t.csv, line 3 is a header and no row follows it; "
        + "a series needs a row of numbers for each time step")
    #expect(message("5\n", DataOptions(header: .present)).contains("is a header and no row"))
    #expect(
      message("v\n1\n2\u{0}\n")
        == "t.csv, line 3 holds a zero byte, so it is binary or UTF-16; "
        + "save it as CSV text in UTF-8")
    var inUTF8 = DataOptions()
    inUTF8.form.encoding = .utf8
    #expect(
      message(bytes: [0x61, 0x2C, 0xFF, 0x0A, 0x31, 0x2C, 0x32], inUTF8)
        == "t.csv, line 1, column 2: the name is not valid UTF-8; save the file as UTF-8")
    #expect(
      message(String(repeating: ",", count: 70_000))
        == "t.csv, line 1 has more than 65536 columns; "
        + "check that each time step has its own line")
  }

  @Test("a delimiter that could stand in a number, a name or a quote is refused")
  func delimiter() {
    for byte in 0...255 as ClosedRange<UInt8> {
      let isRefused = message("1\n2\n", DataOptions(delimiter: byte)).contains("cannot be used")
      let isOne =
        byte == 9
        || (32...126).contains(byte) && !"\"+-.".utf8.contains(byte)
          && !(byte < 128 && (Character(UnicodeScalar(byte)).isLetter || (48...57).contains(byte)))
      #expect(isRefused != isOne, "byte \(byte)")
    }
  }

  @Test("files that are not there, folders and unreadable files are refused by name")
  func files() throws {
    func load(_ path: String) -> String {
      do {
        return "no error but \(try DataSource.load(path).rows) rows"
      } catch { return error.description }
    }
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("skein-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.path
    try "v\n1\n2\n".write(toFile: path + "/prices.csv", atomically: false, encoding: .utf8)

    #expect(
      load("/no/such/file.csv") == "there is no file /no/such/file.csv; "
        + "give the path of a CSV file, or a built-in series: sine, sunspots")
    #expect(load("sunspot") == "there is no file sunspot; did you mean sunspots?")
    #expect(
      load(path + "/price.csv")
        == "there is no file \(path)/price.csv; "
        + "did you mean \(path)/prices.csv?")
    #expect(load(path) == "no error but 2 rows", "a folder is its tables")
    try FileManager.default.createDirectory(
      atPath: path + "/empty", withIntermediateDirectories: false)
    #expect(load(path + "/empty").hasPrefix("\(path)/empty is a folder without a table; "))
    #expect(load(path + "/prices.csv") == "no error but 2 rows")
    #expect(load("/proc/self/mem").contains("/proc/self/mem cannot be read: "))
    #expect(load("/dev/zero").contains("/dev/zero, line 1 holds a zero byte"))
    #expect(load("/dev/null").contains("/dev/null is empty"))
    #expect(
      load("") == "there is no file ''; give the path of a CSV file, or a built-in series: "
        + "sine, sunspots")
  }
}
