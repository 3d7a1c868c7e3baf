import Skein
import Testing

@Suite("CSV: forms of one table")
struct CSVFormTests {
  private func read(_ text: String, _ options: DataOptions = DataOptions()) throws -> Series {
    try CSVReader.read(bytes: Array(text.utf8), name: "t.csv", options: options)
  }

  private func rows(_ series: Series) -> [[Double]] {
    (0..<series.rows).map { row in
      series.columns.indices.map { series.value(row: row, column: $0) }
    }
  }

  private static let styles: [@Sendable (String) -> String] = [
    { $0 }, { "\"\($0)\"" }, { " \($0) " }, { " \"\($0)\"\t" }, { "\" \($0) \"" },
  ]

  @Test("a table of many megabytes, whose bytes are forgotten on the way, keeps its numbers")
  func large() throws {
    let rows = 60_000
    let wide = String(repeating: " ", count: 5 << 20) + "x,1,2\n"
    var text = "time,a,b\n"
    for row in 0..<rows {
      text += "\"day \(row), of many\",\(row % 1009), \(row % 13).5 \r\n"
      if row % 10_000 == 9_999 { text += wide }
    }
    let options = DataOptions(inputs: ["a", "b"])
    let series = try read(text, options)
    #expect(text.utf8.count > 30 << 20 && series.rows == rows + 6)
    var at = 0
    for row in 0..<rows {
      let isSame =
        series.rowLabel(at) == "day \(row), of many"
        && series.value(row: at, column: 0) == Double(row % 1009)
        && series.value(row: at, column: 1) == Double(row % 13) + 0.5
      try #require(isSame, "row \(row)")
      at += row % 10_000 == 9_999 ? 2 : 1
    }
    let broken = text + "end,1,two\n"
    let error = #expect(throws: DataError.self) { try read(broken, options) }
    #expect(error?.description.contains("line \(rows + 8)") == true)
  }

  @Test(
    "every way to quote, space and end the lines of a 2 × 2 table gives the same numbers",
    arguments: ["\n", "\r\n", "\r"])
  func everyForm(lineEnd: String) throws {
    for delimiter in [",", ";", "|"] {
      for choice in 0..<5 * 5 * 5 * 5 {
        let styles = [1, 5, 25, 125].map { Self.styles[choice / $0 % 5] }
        let cells = zip(styles, ["1", "-2.5", "3e2", "0.1"]).map { $0($1) }
        let body = [cells[0...1], cells[2...3]].map { $0.joined(separator: delimiter) }
        let lines = ["a\(delimiter)\"b \"\"q\"\"\""] + body
        for ending in ["", lineEnd, lineEnd + lineEnd, lineEnd + "  " + lineEnd] {
          for mark in ["", "\u{FEFF}"] {
            let text = mark + lines.joined(separator: lineEnd) + ending
            let series = try read(text, DataOptions(inputs: ["1", "2"]))
            guard series.columns == ["a", "b \"q\""], rows(series) == [[1, -2.5], [300, 0.1]]
            else {
              Issue.record("\(text.debugDescription) gave \(series.columns) \(rows(series))")
              return
            }
          }
        }
      }
    }
  }

  /// What a table without quotes holds, by splitting strings; nil if it must be refused.
  private func splitting(_ text: String) -> [[String]]? {
    var lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    func isBlank(_ line: String) -> Bool { line.allSatisfy { $0 == " " } }
    // Rows that hold nothing are none at the end of the table.
    while let last = lines.last, last.allSatisfy({ $0 == " " || $0 == "," }) { lines.removeLast() }
    while let first = lines.first, isBlank(first) { lines.removeFirst() }
    let table = lines.map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
        .map { $0.filter { $0 != " " } }
    }
    guard let width = table.first?.count else { return nil }
    return table.allSatisfy { $0.count == width } ? table : nil
  }

  /// Whether a line holds nothing but signs between columns.
  private func hasEmptyLine(_ text: String) -> Bool {
    text.split(separator: "\r\n", omittingEmptySubsequences: false).contains { !$0.contains("1") }
  }

  @Test("every text of up to six characters of 1 , space CR LF is read as splitting reads it")
  func everyShortText() throws {
    let alphabet = Array("1, \r\n").map(String.init) + ["\r\n"]
    let options = DataOptions(
      targets: ["1"], delimiter: UInt8(ascii: ","), header: .absent, missingValues: .interpolate)
    var texts = [""]
    var successes = 0
    for _ in 0..<6 {
      texts = texts.flatMap { text in alphabet[0..<5].map { text + $0 } }
      for text in texts {
        // A space between two digits is text, and a first column without values has no series.
        let table = splitting(text)
        // Whether lines that hold nothing are rows depends on those around them.
        if hasEmptyLine(text) {
          if (try? read(text, options)) != nil { successes += 1 }
          continue
        }
        let isRefused =
          table.map { $0.allSatisfy { $0[0].isEmpty } } ?? true
          || text.contains(/1 +1/)
        let rows = (try? read(text, options))?.rows
        if rows != nil { successes += 1 }
        if let table, !isRefused {
          // Values of one digit run on, so only the count is compared for the rows.
          if rows != table.count { Issue.record("\(text.debugDescription): \(rows ?? -1)") }
        } else if rows != nil, !text.contains(/1 +1/) {
          Issue.record("\(text.debugDescription) should be refused")
        }
      }
    }
    #expect(successes > 2000)
  }

  @Test("every text of up to five characters with quotes ends in a series or an error")
  func everyShortQuotedText() {
    var texts = [""]
    var outcomes = (series: 0, errors: 0)
    for _ in 0..<5 {
      texts = texts.flatMap { text in ["1", "a", "\"", ",", "\n", " "].map { text + $0 } }
      for text in texts {
        do {
          let series = try read(text)
          if series.rows > 0 { outcomes.series += 1 }
        } catch { outcomes.errors += 1 }
      }
    }
    #expect(outcomes.series > 500 && outcomes.errors > 1000, "\(outcomes)")
  }

  @Test("a header is told from data by text above numbers")
  func header() throws {
    #expect(try read("1,2\n3,4\n").columns == ["column 2"])
    #expect(try read("1,2\n3,4\n").rows == 2)
    #expect(try read("a,2\n3,4\n").rows == 1)
    #expect(try read("t,v\nx,4\ny,5\n").columns == ["v"])
    #expect(try read("x,4\ny,5\n").rows == 2)
    #expect(try read("nan,4\n1,5\n").rows == 2)
    #expect(try read(",v\n1,5\n").columns == ["v"])
    #expect(try read(",v\n1,5\n", DataOptions(targets: ["1"])).columns == ["column 1"])
    let present = try read("1,2\n3,4\n", DataOptions(targets: ["1"], header: .present))
    #expect(present.columns == ["1"] && rows(present) == [[3]])
    #expect(try read("5").rows == 1)
  }

  @Test("the delimiter is found, also beside others inside quotes and decimal commas")
  func delimiter() throws {
    #expect(rows(try read("a;b\n1;2\n3;4")) == [[2], [4]])
    #expect(rows(try read("a\tb\n1\t2\n")) == [[2]])
    #expect(rows(try read("\"a,x,y\"|b\n1|2\n")) == [[2]])
    #expect(rows(try read("t;b\n1,5,5;2\n2,5,5;3\n")) == [[2], [3]])
    #expect(rows(try read("a b\n1 2\n", DataOptions(delimiter: UInt8(ascii: " ")))) == [[2]])
    #expect(rows(try read("a\tb\n\t2\n")) == [[2]])
  }

  @Test("columns are chosen by name or number, inputs first, targets in the order asked for")
  func selection() throws {
    let text = "date,a,b,2\nx,1,2,3\ny,4,5,6\n"
    let byDefault = try read(text)
    #expect(byDefault.columns == ["2"] && byDefault.inputColumns == 0..<1)
    #expect(byDefault.targetColumns == [0])
    #expect(byDefault.rowLabel(1) == "y")
    // A name wins over a number.
    #expect(rows(try read(text, DataOptions(targets: ["2"]))) == [[3], [6]])
    #expect(rows(try read(text, DataOptions(targets: ["3"]))) == [[2], [5]])
    let many = try read(text, DataOptions(targets: ["2", "a"], inputs: ["b", "a"]))
    #expect(many.columns == ["b", "a", "2"])
    #expect(many.inputColumns == 0..<2 && many.targetColumns == [2, 1])
    #expect(rows(many) == [[2, 1, 3], [5, 4, 6]])
  }

  @Test("row labels come from the time column: named, found by its text or its name")
  func timeColumn() throws {
    #expect(try read("v,when\n1,\"a \"\"b\"\"\"\n2,c\n").rowLabel(0) == "a \"b\"")
    #expect(try read("Date,v\n20200101,1\n").rowLabel(0) == "20200101")
    #expect(try read("a,v\n7,1\n", DataOptions(timeColumn: "a")).rowLabel(0) == "7")
    #expect(try read("a,v\n7,1\n").rowLabel(0) == "1")
    let both = try read("year,v\n1999,1\n", DataOptions(targets: ["year"], timeColumn: "year"))
    #expect(both.rowLabel(0) == "1999" && rows(both) == [[1999]])
  }

  @Test("blank lines around a table mean nothing; inside one column they are missing values")
  func blankLines() throws {
    #expect(rows(try read("\n \nv\n1\n2\n\n\n")) == [[1], [2]])
    let gap = try read("v\n1\n\n\n4\n\n", DataOptions(missingValues: .interpolate))
    #expect(rows(gap) == [[1], [2], [3], [4]])
  }

  @Test("a first column at the largest integer is no count of the rows")
  func largestInteger() throws {
    let table = try read("a,v\n9223372036854775807,1\n7,2\n8,3\n9,4\n", DataOptions(targets: ["v"]))
    #expect(table.rows == 4 && table.columns == ["v"])
  }
}
