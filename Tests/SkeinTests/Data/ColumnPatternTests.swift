import Skein
import Testing

@Suite("Columns by ranges and patterns")
struct ColumnPatternTests {
  private static let table = """
    date,temp_1,hum,temp_2,temp_note,y_a,y_b,1-2
    2024-01-01,1,2,3,x,5,6,7
    2024-01-02,2,3,4,y,6,7,8
    2024-01-03,4,3,2,x,6,5,4
    """

  private func series(_ options: DataOptions) throws(DataError) -> Series {
    try CSVReader.read(bytes: Array(Self.table.utf8), name: "t.csv", options: options)
  }

  private func message(inputs: [String]) -> String {
    do throws(DataError) {
      return "no error but \(try series(DataOptions(targets: ["hum"], inputs: inputs)).inputNames)"
    } catch {
      return error.description
    }
  }

  @Test(
    "ranges and patterns mean columns in the order of the list, each once",
    arguments: [
      (["temp_*"], ["temp_1", "temp_2"]), (["2-4"], ["temp_1", "hum", "temp_2"]),
      (["hum", "*_?"], ["hum", "temp_1", "temp_2", "y_a", "y_b"]),
      (["temp_*", "temp_1"], ["temp_1", "temp_2"]), (["temp_1", "temp_*"], ["temp_1", "temp_2"]),
      (["*"], ["temp_1", "hum", "temp_2", "y_a", "y_b", "1-2"]), (["3-3"], ["hum"]),
      // A name wins over what it would mean otherwise.
      (["1-2"], ["1-2"]),
    ])
  func found(inputs: [String], names: [String]) throws {
    #expect(try series(DataOptions(targets: ["hum"], inputs: inputs)).inputNames == names)
  }

  @Test("targets follow patterns too, and the column of times stays one")
  func targets() throws {
    let series = try series(DataOptions(targets: ["y_*"], inputs: ["*"]))
    #expect(series.targetNames == ["y_a", "y_b"] && series.hasTimeLabels)
  }

  @Test("a pattern without a column names the nearest one")
  func refusals() {
    let list = "it has 8 columns: date, temp_1, hum, temp_2, temp_note, y_a, y_b, 1-2"
    #expect(
      message(inputs: ["tmp_*"])
        == "t.csv has no columns of numbers that fit 'tmp_*'; did you mean temp_1? \(list)")
    for word in ["zzz*", "4-9", "0-1", "*note", "?"] {
      #expect(
        message(inputs: [word]) == "t.csv has no columns of numbers that fit '\(word)'; \(list)")
    }
    #expect(
      message(inputs: ["4-2"]) == "the range of columns 4-2 is not possible; write 2-4")
    #expect(message(inputs: ["hum", "hum"]).contains("is chosen twice"))
    #expect(message(inputs: ["1-3"]).contains("'2024-01-01' is not a number"))
  }

  @Test("stars stand for any letters, and a question mark for one, as a slow definition says")
  func definition() {
    func fits(_ name: Substring, _ pattern: Substring) -> Bool {
      guard let sign = pattern.first else { return name.isEmpty }
      let rest = pattern.dropFirst()
      if sign == "*" {
        return fits(name, rest) || !name.isEmpty && fits(name.dropFirst(), pattern)
      }
      guard let letter = name.first else { return false }
      return (sign == "?" || sign == letter) && fits(name.dropFirst(), rest)
    }
    func words(_ letters: [Character], _ most: Int) -> [String] {
      var all = [""]
      var last = all
      for _ in 0..<most {
        last = last.flatMap { word in letters.map { word + String($0) } }
        all += last
      }
      return all
    }
    for pattern in words(["a", "b", "*", "?"], 4) {
      for name in words(["a", "b"], 4) {
        #expect(ColumnPattern.fits(name, pattern) == fits(name[...], pattern[...]))
      }
    }
  }
}
