import Skein
import Testing

@Suite("CSV files whose names are many, long or strange") struct HostileNameTests {
  private func read(_ text: String, _ options: DataOptions = DataOptions()) throws -> Series {
    try CSVReader.read(bytes: Array(text.utf8), name: "t.csv", options: options)
  }

  @Test("a name of 100,000 letters is one; a longer one is refused in a sentence")
  func longName() throws {
    let name = String(repeating: "h", count: 100_000)
    #expect(try read("\(name)\n1\n2\n").columns == [name])
    let error = #expect(throws: DataError.self) {
      try read(String(repeating: "h", count: 262_145) + "\n1\n2\n")
    }
    #expect(
      error?.description
        == "t.csv, line 1, column 1: the name has more than 262,144 bytes; check that the line "
        + "holds the columns' names, in UTF-8")
  }

  @Test("a letter with hundreds of marks is no part of a name")
  func marks() throws {
    let name = "a" + String(repeating: "\u{301}\u{316}", count: 40_000)
    let error = #expect(throws: DataError.self) { try read("x,\(name)\n1,2\n3,4\n") }
    #expect(error?.description.contains("line 1, column 2: the name has a letter with") == true)
  }

  @Test("65,000 columns are all chosen by name, and a mistyped one is refused")
  func manyColumns() throws {
    let names = (0..<65_000).map { "sensor_\(100_000 + $0)" }
    let row = [String](repeating: "1", count: names.count).joined(separator: ",")
    let text = "\(names.joined(separator: ","))\n\(row)\n\(row)\n"
    let series = try read(text, DataOptions(targets: names, inputs: names))
    #expect(series.targetColumns.count == 65_000 && series.columns == names)
    let error = #expect(throws: DataError.self) {
      try read(text, DataOptions(targets: ["sensr_164999"]))
    }
    let sentence = error?.description ?? ""
    #expect(sentence.contains("did you mean sensor_164999?") && sentence.utf8.count < 2000)
  }

  @Test("errors about names show what a terminal would obey, and few letters")
  func sentences() {
    let hostile = "\u{1B}[31m\u{202E}\u{9B}" + String(repeating: "x", count: 100_000)
    let place = DataPlace(file: hostile, line: 1, column: 1, name: hostile)
    let errors: [DataError] = [
      .fileNotFound(file: hostile, suggestion: hostile), .notANumber(place, value: hostile),
      .missingColumn(
        file: hostile, wanted: hostile, available: [String](repeating: hostile, count: 65_000),
        suggestion: hostile),
      .noSuchColumns(
        file: hostile, wanted: hostile, available: [String](repeating: hostile, count: 65_000),
        suggestion: hostile),
      .ambiguousColumn(file: hostile, name: hostile, numbers: Array(1...65_000)),
      .unusableName(file: hostile, line: 1, column: 1, problem: "none"),
      .notEnoughMemory(file: hostile, needed: 2, free: 1),
    ]
    for error in errors {
      #expect(!error.description.unicodeScalars.contains { HiddenCharacters.has($0) })
      #expect(error.description.utf8.count < 20_000)
    }
  }
}
