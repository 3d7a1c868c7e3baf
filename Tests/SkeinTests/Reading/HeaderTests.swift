import Skein
import Testing

@Suite("Reading: what stands above the rows")
struct HeaderTests {
  @Test("names that are numbers are names above times and above a count of the rows")
  func numericNames() throws {
    let ids = try Tables.table(",773001,773002") {
      "\(try Tables.day($0, "yyyy-mm-dd")),\(Tables.text($0)),\(Tables.text($0 + 1))"
    }
    #expect(try Tables.read(ids).columns == ["773002"])
    let years = try Tables.table("date\t2019\t2020") {
      "\(try Tables.day($0, "dd.mm.yyyy"))\t\(Tables.text($0))\t\(Tables.text($0 + 1))"
    }
    #expect(try Tables.read(years).columns == ["2020"])
    let pandas = Tables.table(",0,1") { "\($0),\(Tables.text($0)),\(Tables.text($0))" }
    let series = try Tables.read(pandas)
    #expect(series.columns == ["1"] && series.rows == 40)
    // Nobody can tell names from a row without one; an option can.
    let plain = Tables.table("5,6") { "\($0 % 7),\(Tables.text($0))" }
    #expect(try Tables.read(plain).rows == 41)
    var options = DataOptions()
    options.form.headerRows = 1
    #expect(try Tables.read(plain, options).columns == ["6"])
  }

  @Test(
    "a word for a missing value in the first row is no name",
    arguments: ["NA", "n/a", "?", "-", "null", "#N/A", "--", "NaN"])
  func markers(word: String) throws {
    let text = try Tables.table(nil) {
      "\(try Tables.day($0, "yyyy-mm-dd")),\($0 == 0 ? word : Tables.text($0))"
    }
    let series = try Tables.read(text, DataOptions(missingValues: .interpolate))
    #expect(series.rows == 40 && series.isFilled(row: 0, column: 0))
    #expect(Tables.refusal(text).contains("line 1, column 2"))
  }

  @Test("titles, remarks, units and a line for spreadsheets are left out and told")
  func above() throws {
    func rows(_ above: String, _ header: String = "date,temp\n") throws -> Series {
      try Tables.read(
        above + header
          + Tables.table(nil) { "\(try Tables.day($0, "yyyy-mm-dd")),\(Tables.text($0))" })
    }
    for (above, words) in [
      ("Weather station 12\n\n", "line 1 is above the table"), ("# a\n# b\n", "2 remarks"),
      ("// made by a program\n", "1 remark"), ("sep=,\n", "line 1 is above the table"),
      ("Title,of,many,fields\n", "line 1 is above the table"),
    ] {
      let series = try rows(above)
      #expect(series.rows == 40 && series.columns == ["temp"], "\(above)")
      #expect(series.told.contains(words), "\(series.told)")
    }
    let units = try rows("", "date,temp\n,degC\n")
    #expect(units.rows == 40 && units.told.contains("line 2 holds units"))
    // Names may stand in the last remark.
    let remark = try rows("# date,temp\n", "")
    #expect(remark.columns == ["temp"] && remark.rows == 40)
  }

  @Test("rows with a name in front of them have one field more than the header")
  func rowNames() throws {
    for name in [{ "\"\($0 + 1)\"" }, { "row\($0)" }] as [(Int) -> String] {
      let text = Tables.table("temp hum".replacing(" ", with: ",")) {
        "\(name($0)),\(Tables.text($0)),\($0 % 9)"
      }
      let series = try Tables.read(text, DataOptions(targets: ["temp"]))
      #expect(series.target[0] == Tables.value(0) && series.told.contains("row names"))
    }
    // A field more may also come of decimal commas, which is refused.
    let torn = try Tables.table("date,temp") {
      "\(try Tables.day($0, "yyyy-mm-dd")),\(Tables.text($0, ","))"
    }
    #expect(Tables.refusal(torn).contains("fields where 2 are expected"))
  }

  @Test("lines can be skipped, and remarks have the sign that is given")
  func options() throws {
    var options = DataOptions()
    options.form.skipLines = 2
    options.form.comment = ";"
    let text = "1,2\n3,4\na,b\n; remark\n" + Tables.table(nil) { "\($0),\(Tables.text($0))" }
    let series = try Tables.read(text, options)
    #expect(series.rows == 40 && series.columns == ["b"])
  }

  @Test("UTF-16, Windows-1252 and doubled line ends are text")
  func encodings() throws {
    let text = "Größe;v\n" + Tables.table(nil) { "é\($0);\(Tables.text($0, ","))" }
    var little: [UInt8] = [0xFF, 0xFE]
    var big: [UInt8] = []
    for unit in text.utf16 {
      little += [UInt8(unit & 255), UInt8(unit >> 8)]
      big += [UInt8(unit >> 8), UInt8(unit & 255)]
    }
    let latin = text.unicodeScalars.map { UInt8($0.value) }
    for bytes in [little, [0xFE, 0xFF] + big, latin] {
      let series = try CSVReader.read(bytes: bytes, name: "t", options: DataOptions())
      #expect(series.rows == 40 && series.rowLabel(3) == "é3")
      #expect(series.target == (0..<40).map { Tables.value($0) })
    }
    let doubled = text.replacing("\n", with: "\r\r\n")
    #expect(try Tables.read(doubled).rows == 40)
    #expect(Tables.refusal("PK\u{3}\u{4}\u{0}").contains("zip"))
  }

  @Test("any number of blanks between columns is one sign, also at the beginning of a line")
  func blanks() throws {
    let text = Tables.table(nil) { " \(1900 + $0 / 12)  \($0 % 12 + 1)    \(Tables.text($0))" }
    let series = try Tables.read(text)
    #expect(series.target[5] == Tables.value(5) && series.rowLabel(13) == "1901 2")
    #expect(series.told.contains("blanks between columns") && series.told.contains("every month"))
    let named = Tables.table("year  month  v") {
      "\(1900 + $0 / 12) \($0 % 12 + 1) \(Tables.text($0))"
    }
    #expect(try Tables.read(named).columns == ["v"])
  }
}
