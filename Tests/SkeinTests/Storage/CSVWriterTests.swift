import Skein
import Support
import Testing

@Suite("CSV writer")
struct CSVWriterTests {
  @Test(
    "a field is quoted only when it must be",
    arguments: [
      ("plain", "plain"), ("two words", "two words"), ("a,b", "\"a,b\""),
      ("say \"so\"", "\"say \"\"so\"\"\""), ("line\nbreak", "\"line\nbreak\""),
      ("line\r\nbreak", "\"line\r\nbreak\""), (" padded", "\" padded\""),
      ("padded ", "\"padded \""), ("\"\u{301}", "\"\"\"\u{301}\""),
    ])
  func quoting(text: String, expected: String) {
    #expect(CSVWriter.line([.text(text), .missing]) == expected + ",\n")
  }

  @Test("numbers take the shortest text that reads back to the same value")
  func numbers() throws {
    #expect(CSVWriter.line([.float(0.1), .double(0.1), .integer(-3)]) == "0.1,0.1,-3\n")
    #expect(CSVWriter.line([.float(5), .double(1e300), .float(.nan)]) == "5,1e+300,nan\n")
    for exponent: UInt32 in 0...254 {
      for fraction: UInt32 in [0, 1, 0x2A_AAAA, 0x7F_FFFF] {
        let value = Float(bitPattern: exponent << 23 | fraction)
        let text = CSVWriter.line([.float(value)]).dropLast()
        #expect(Float(text)?.bitPattern == value.bitPattern)
      }
    }
  }

  @Test("a row of one empty field is not an empty line")
  func emptyField() {
    #expect(CSVWriter.line([.missing]) == "\"\"\n")
    #expect(CSVWriter.line([.text("")]) == "\"\"\n")
    #expect(CSVWriter.line([.missing, .missing]) == ",\n")
  }

  @Test("a table appears only when it is committed")
  func commit() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/history.csv"
      do {
        var table = try CSVWriter(replacing: FilePlace(path: path), columns: ["epoch"])
        try table.append([.integer(1)])
      }
      #expect(try names(in: folder) == [])
      var table = try CSVWriter(replacing: FilePlace(path: path), columns: ["epoch", "loss"])
      try table.append([.integer(1), .float(0.25)])
      try table.commit()
      #expect(String(decoding: try bytes(ofFile: path), as: UTF8.self) == "epoch,loss\n1,0.25\n")
    }
  }
}
