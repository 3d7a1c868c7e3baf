import Foundation
import Skein
import Support

/// Tables as files of a folder, read as wholes, in pieces and by column files.
struct SourceFolder {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: folder.path(name)))
    return folder.path(name)
  }

  func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

  /// Options by which a column file is made in the folder `columns`.
  func inFiles(_ options: DataOptions = DataOptions()) -> DataOptions {
    var options = options
    options.columnFile = .folder(folder.path("columns"))
    return options
  }

  /// What is in the folder of column files.
  var columnFiles: [String] { (try? folder.names("columns")) ?? [] }
}

/// All that readers say about a table; a refusal where there is one.
struct Heard: Equatable {
  var refusal = ""
  var bits: [UInt64] = []
  var labels: [String] = []
  var columns: [String] = []
  var inputs = 0..<0
  var targets: [Int] = []
  var runs: [Range<Int>] = []
  var filled: [Int] = []
  var summary = ""
  var notes: [String] = []
  var rowsRead = 0
  var linesLeftOut = 0
  var future: [String]?
  var fingerprint: UInt64 = 0

  /// The note that tells where the numbers are is left out.
  init(_ read: () throws -> Series) {
    do {
      let series = try read()
      bits = series.withValues { $0.map(\.bitPattern) }
      labels = (0..<series.rows).map(series.rowLabel)
      columns = series.columns
      inputs = series.inputColumns
      targets = series.targetColumns
      runs = series.runs
      let width = columns.count
      filled = bits.indices.filter { series.isFilled(row: $0 / width, column: $0 % width) }
      summary = series.reading?.summary ?? ""
      notes = (series.reading?.notes ?? []).filter { !$0.hasPrefix("the numbers are in ") }
      rowsRead = series.reading?.rowsRead ?? 0
      linesLeftOut = series.reading?.linesLeftOut ?? 0
      future = series.labelsAfterEnd(3)
      fingerprint = series.fingerprint
    } catch {
      refusal = "\(error)"
    }
  }
}

/// Tables of every kind that are read, or refused, in one way.
enum SourceTables {
  static func wave(_ row: Int) -> String { "\(Double((row * 37) % 101) / 4 - 9)" }

  static func day(_ row: Int) -> String {
    let days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var (month, rest) = (0, row)
    while rest >= days[month % 12] {
      rest -= days[month % 12]
      month += 1
    }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(2021 + month / 12)-\(two(month % 12 + 1))-\(two(rest + 1))"
  }

  static func rows(_ count: Int, _ line: (Int) -> String) -> String {
    (0..<count).map { line($0) + "\n" }.joined()
  }

  private static let plain = "date,a,b\n" + rows(70) { "\(day($0)),\(wave($0)),\($0 % 7)" }

  static let all: [SourceTable] = {
    let interpolated = DataOptions(missingValues: .interpolate)
    let both = DataOptions(targets: ["a"], inputs: ["a", "b"])
    var all: [SourceTable] = []
    func add(_ name: String, _ text: String, _ options: DataOptions = DataOptions()) {
      all.append(SourceTable(name: name, text: text, options: options))
    }
    add("plain", plain)
    add("several", plain, both)
    add("no last line end", String(plain.dropLast()))
    add("CRLF", plain.replacing("\n", with: "\r\n"))
    add("CR", plain.replacing("\n", with: "\r"))
    add("CRCRLF", plain.replacing("\n", with: "\r\r\n"))
    var lines = rows(60) { "\(day($0)),\"\(wave($0))\",\"first, \"\"\($0)\"\"\nsecond\"" }
    add(
      "quoted, with line ends", "d,\"a \"\"x\"\"\",note\n" + lines, DataOptions(targets: ["2"]))
    lines = rows(60) { "\(1900 + $0)   \(wave($0))     \($0)" }
    add("blanks between columns", "year  v    w\n" + lines)
    lines = rows(60) { $0 % 9 == 4 ? "" : wave($0) }
    add("one column with blank lines", "v\n" + lines + "\n\n", interpolated)
    lines = rows(60) { $0 % 8 == 3 ? "\(day($0)),,\($0)" : "\(day($0)),\(wave($0)),1" }
    var filled = both
    filled.missingValues = .interpolate
    add("holes", "date,a,b\n" + lines, filled)
    lines = rows(60) { $0 % 8 == 3 ? "\(day($0)),NA" : "\(day($0)),\(wave($0))" }
    add("dropped", "date,a\n" + lines, DataOptions(missingValues: .drop))
    lines = rows(60) { row in
      let later = (row > 20 ? 9 : 0) + (row > 41 ? 2 : 0)
      return "\(day(row + later)),\(wave(row))"
    }
    add("gaps", "date,a\n" + lines)
    add("newest first", "date,a\n" + rows(60) { "\(day(59 - $0)),\(wave($0))" })
    add("shuffled", "date,a\n" + rows(60) { "\(day($0 * 7 % 60)),\(wave($0))" })
    lines = rows(60) { row in
      let value = wave(row).replacing(".", with: ",")
      return "\(day(row));\(value);\(row)" + (row == 30 ? "\n# in between" : "")
    }
    add(
      "remarks, units and a footer",
      "# made up\n# twice\ndate;a;b\n;°C;m\n" + lines + ";;\nSource: nobody\n")
    add("a mistyped number", plain + "\(day(70)),12x,3\n\(day(71)),1,2\n", both)
    lines = rows(40) { "\(day(71 + $0)),1,\($0)" }
    add("a ragged row", plain + "\(day(70)),1,2,3\n" + lines)
    add("an open quote", plain + "\(day(70)),\"1,2\n")
    add("missing values", plain + "\(day(70)),,\n\(day(71)),1,\n\(day(72)),1,2\n")
    add("twice", plain + "\(day(69)),1,9\n")
    lines = rows(60) { row in
      let object = "{\"date\": \"\(day(row))\", \"a\": \(wave(row)), \"ok\": \(row % 2 == 0)}"
      return object + (row == 9 ? "\n" : "")
    }
    add("JSON lines", lines, DataOptions(targets: ["a"], inputs: ["a", "ok"]))
    lines = rows(60) { row in
      "{\"a\":\(wave(row)),\"x\":" + (row % 5 == 2 ? "null}" : "\(row)}")
    }
    var other = DataOptions(targets: ["a"], inputs: ["x"])
    other.missingValues = .interpolate
    add("JSON lines with other keys", lines, other)
    add(
      "JSON lines with a nested object", rows(60) { "{\"a\":\(wave($0))}" } + "{\"a\":{\"b\":1}}\n")
    return all
  }()
}

/// A table, and how it is read.
struct SourceTable {
  let name: String
  let text: String
  let options: DataOptions

  /// Written into a folder; gives its path.
  func write(to files: SourceFolder) throws -> String {
    try files.write(name.hasPrefix("JSON") ? "t.jsonl" : "t.csv", text)
  }
}
