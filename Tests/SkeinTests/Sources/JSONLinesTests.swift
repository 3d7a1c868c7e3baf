import Skein
import Testing

/// JSON lines are tables whose names stand in every row.
@Suite("JSON lines") struct JSONLinesTests {
  private func read(_ text: String, _ options: DataOptions = DataOptions()) throws -> Series {
    try CSVReader.read(bytes: Array(text.utf8), name: "t.jsonl", options: options)
  }

  private func refusal(_ text: String, _ options: DataOptions = DataOptions()) -> String {
    Heard { try read(text, options) }.refusal
  }

  @Test("keys are columns, wherever they stand, and missing keys are missing values")
  func keys() throws {
    let text = """
      {"t": "2021-01-01", "a": 1.5, "b": -2e3}
      {"b": 4, "t": "2021-01-02"}

      { "t" : "2021-01-03" , "a" : null, "c": true }
      {"t": "2021-01-04", "a": 7, "b": 8, "c": false}
      """
    let options = DataOptions(targets: ["a"], inputs: ["a", "b"], missingValues: .interpolate)
    let series = try read(text, options)
    let third: Double = 5.5 / 3
    let filled: [Double] = [1.5, -2000, 1.5 + third, 4, 1.5 + 2 * third, 6, 7, 8]
    let distance = zip(series.withValues { Array($0) }, filled).map { ($0 - $1).magnitude }
    #expect(distance.count == 8 && distance.allSatisfy { $0 < 1e-12 })
    #expect(series.rowLabel(2) == "2021-01-03")
    #expect(series.isFilled(row: 1, column: 0) && !series.isFilled(row: 1, column: 1))
    #expect(series.reading?.summary == "read 4 rows: JSON lines, dates yyyy-mm-dd in t every day")
    let flags = try read(text, DataOptions(targets: ["c"], missingValues: .drop))
    let known: [Double] = [1, 0]
    #expect(flags.withValues { Array($0) } == known)
  }

  @Test("numbers keep their digits, and texts what they hold")
  func values() throws {
    let text = """
      {"k\\u00e9y \\"x\\"": "a,b\\n\\u0041\\ud83d\\ude00", "v": 0.1234567890123456789}
      {"k\\u00e9y \\"x\\"": "c", "v": 123456789012345678}
      {"k\\u00e9y \\"x\\"": "d", "v": 1E-3}
      """
    let series = try read(text, DataOptions(targets: ["v"], timeColumn: "kéy \"x\""))
    let expected: [Double] = [0.1234567890123456789, 123456789012345678, 0.001]
    #expect(series.withValues { Array($0) } == expected)
    #expect(series.rowLabel(0) == "a,b A😀")
  }

  @Test("blank lines between objects are told, and those at the end mean nothing")
  func blankLines() throws {
    let text = "\n{\"a\": 1, \"b\": 2}\n{\"a\": 2, \"b\": 3}\n \n\n{\"a\": 3, \"b\": 4}\n\n \t\n\n"
    let series = try read(text)
    #expect(series.rows == 3)
    let reading = try #require(series.reading)
    #expect(reading.rowsRead + reading.linesLeftOut == 6)
    #expect(reading.notes.contains { $0.contains("3 rows without a value from line 1 on") })
  }

  @Test("a line that is no plain object is refused with its number and a remedy")
  func refused() {
    let first = "{\"a\": 1}\n{\"a\": 2}\n"
    let cases: [(String, String)] = [
      ("{\"a\": [1, 2]}", "has an object or a list for 'a'"),
      ("{\"a\": {\"b\": 1}}", "has an object or a list for 'a'"),
      ("{\"a\": 1, \"a\": 2}", "has the key 'a' twice"),
      ("{\"a\": 1", "is no whole JSON object"), ("{\"a\"}", "is no whole JSON object"),
      ("{\"a\": 1} x", "is no whole JSON object"), ("[1]", "is no whole JSON object"),
      ("{\"a\": tru}", "has something for 'a' that is no JSON value"),
      ("{\"a\": }", "has something for 'a' that is no JSON value"),
      ("{\"a\": \"open}", "is no whole JSON object"), ("7", "is no whole JSON object"),
      ("{\"a\": \"o\\\np\"}", "is no whole JSON object"),
    ]
    for (line, words) in cases {
      let text = refusal(first + line + "\n{\"a\": 4}\n")
      #expect(text.contains("t.jsonl, line 3 ") && text.contains(words), "\(line): \(text)")
    }
    #expect(refusal("[\n{\"a\": 1}\n]").contains("one JSON array; write an object on each line"))
    #expect(refusal("{\n \"a\": 1\n}").contains("line 1 is no whole JSON object"))
    #expect(refusal("{}\n{}\n").contains("is empty"))
    #expect(refusal("{\"a\": Infinity}\n{\"a\": 2}").contains("line 1, column 1 (a): "))
    #expect(
      refusal("{\"a\": 1}\n{\"a\": null}").contains("line 2, column 1 (a): the value is missing"))
    #expect(refusal("{\"a\": 1}\n{\"a\": \"x\"}\n{\"a\": 3}").contains("line 2, column 1 (a): "))
  }
}
