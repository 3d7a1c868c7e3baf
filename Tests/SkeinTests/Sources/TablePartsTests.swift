import Foundation
import Skein
import Support
import Testing

/// Several files are parts of one table.
@Suite("Tables in parts") struct TablePartsTests {
  private let files: SourceFolder

  init() throws { files = try SourceFolder() }

  private static func line(_ row: Int) -> String {
    "\(SourceTables.day(row)),\(SourceTables.wave(row)),\(row)\n"
  }

  private static func lines(_ rows: Range<Int>) -> String { rows.map(line).joined() }

  private func names(_ names: [String]) -> [String] { names.map { files.folder.path($0) } }

  private func makeParts() throws {
    try FileManager.default.createDirectory(
      atPath: files.folder.path("logs"), withIntermediateDirectories: true)
    for (name, rows) in [("part1", 0..<30), ("part2", 30..<61), ("part10", 61..<90)] {
      _ = try files.write("logs/\(name).csv", "date,a,b\n" + Self.lines(rows))
    }
    _ = try files.write("logs/notes.md", "no table")
    _ = try files.write("logs/.hidden.csv", "x\n1\n")
    _ = try files.write("all.csv", "date,a,b\n" + Self.lines(0..<90))
  }

  private func numbers(_ names: [String], _ options: DataOptions = DataOptions()) -> Heard {
    var heard = Heard { try DataSource.load(names, options: options) }
    heard.summary = heard.summary.replacing(" from 3 files", with: "")
    return heard
  }

  @Test("a folder, a pattern and a list are one table, in natural order or in that of time")
  func ways() throws {
    try makeParts()
    let options = DataOptions(targets: ["a"], inputs: ["b", "a"])
    let whole = numbers(names(["all.csv"]), options)
    #expect(whole.bits.count == 180 && whole.refusal.isEmpty)
    let ways = [
      ["logs"], ["logs/"], ["logs/part*.csv"], ["logs/part[12]*"],
      ["logs/part1.csv", "logs/part2.csv", "logs/part10.csv"],
      ["logs/part10.csv", "logs/part2.csv", "logs/part1.csv"],
    ]
    for way in ways {
      #expect(numbers(names(way), options) == whole, "\(way)")
      #expect(numbers(names(way), files.inFiles(options)) == whole, "\(way) by a column file")
      let series = try DataSource.load(names(way), options: options)
      #expect(
        series.files.map { FilePath.name(of: $0.path) } == ["part1.csv", "part2.csv", "part10.csv"])
      #expect(series.reading?.summary.contains("read 90 rows from 3 files: ") ?? false)
    }
  }

  @Test("without times, files come in the order of a list, or in the natural order of their names")
  func untimed() throws {
    for (name, value) in [("v9", 1), ("v10", 2), ("v1", 3)] {
      _ = try files.write("\(name).csv", "v\n" + SourceTables.rows(12) { _ in "\(value)" })
    }
    func order(_ given: [String]) throws -> [Double] {
      let series = try DataSource.load(names(given))
      return [0, 12, 24].map { series.value(row: $0, column: 0) }
    }
    #expect(try order(["v*.csv"]) == [3, 1, 2])
    #expect(try order(["v10.csv", "v9.csv", "v1.csv"]) == [2, 1, 3])
  }

  @Test("columns may stand in another order, and names in the first file alone")
  func columns() throws {
    try makeParts()
    let whole = numbers(names(["all.csv"]))
    _ = try files.write(
      "turned.csv",
      "b,date,a\n"
        + (30..<61).map { "\($0),\(SourceTables.day($0)),\(SourceTables.wave($0))\n" }
        .joined())
    #expect(numbers(names(["logs/part1.csv", "turned.csv", "logs/part10.csv"])) == whole)
    _ = try files.write("cut.csv", Self.lines(30..<61))
    #expect(numbers(names(["logs/part1.csv", "cut.csv", "logs/part10.csv"])) == whole)
  }

  @Test("other columns are refused with the file and the columns")
  func otherColumns() throws {
    try makeParts()
    _ = try files.write("other.csv", "date,a,c\n" + Self.lines(30..<61))
    let refusal = numbers(names(["logs/part1.csv", "other.csv"])).refusal
    #expect(refusal.contains("other.csv has other columns than the first file of the table"))
    #expect(refusal.contains("it lacks b and it has c besides; give files"), "\(refusal)")
    _ = try files.write(
      "more.csv", "date,a,b,c\n" + (30..<61).map { "\(SourceTables.day($0)),1,\($0),2\n" }.joined())
    #expect(numbers(names(["logs/part1.csv", "more.csv"])).refusal.contains("it has"))
  }

  @Test("what is wrong is told with its file and line")
  func places() throws {
    try makeParts()
    _ = try files.write(
      "bad.csv",
      "date,a,b\n" + Self.lines(30..<40) + "\(SourceTables.day(40)),1,x2\n" + Self.lines(41..<61))
    let bad = numbers(names(["logs/part1.csv", "bad.csv"])).refusal
    #expect(bad.contains("bad.csv, line 12, column 3 (b): "), "\(bad)")
    _ = try files.write(
      "again.csv", "date,a,b\n" + "\(SourceTables.day(5)),1,2\n" + Self.lines(90..<99))
    let again = numbers(names(["logs/part1.csv", "again.csv"])).refusal
    #expect(again.contains("again.csv, line 2 has the time"), "\(again)")
    #expect(again.contains("part1.csv"), "\(again)")
    _ = try files.write("hole.csv", "date,a,b\n" + Self.lines(50..<61))
    let notes = numbers(names(["logs/part1.csv", "hole.csv"])).notes
    #expect(
      notes.contains {
        $0.contains("20 days are missing after line 31 of ") && $0.contains("part1.csv")
      }, "\(notes)")
  }

  @Test("nothing, twice the same, and folders without a table are refused")
  func none() throws {
    try makeParts()
    let twice = numbers(names(["logs/part1.csv", "logs/part1.csv"])).refusal
    #expect(twice.contains("named twice"))
    #expect(numbers(names(["logs/*.tsv"])).refusal.contains("no file is called"))
    try FileManager.default.createDirectory(
      atPath: files.folder.path("empty"), withIntermediateDirectories: true)
    #expect(numbers(names(["empty"])).refusal.contains("is a folder without a table"))
  }
}
