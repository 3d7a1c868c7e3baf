import Skein
import Testing

/// More tables of each kind that was read wrongly once, as somebody would write them who wants that.
@Suite("Reading: more of each kind")
struct KindTests {
  private func days(_ header: String, rows: Int = 60, _ line: (Int) -> String) -> String {
    Tables.table(header, rows: rows) { "\(WrittenTime($0 * 86_400).text("Y-m-d"))\(line($0))" }
  }

  @Test("A: a sign between thousands may come late; without a decimal sign above it is refused")
  func lateThousands() throws {
    func table(_ late: String, _ usual: (Int) -> String) -> String {
      days("date;v", rows: 5000) { ";\($0 == 4400 ? late : usual($0))" }
    }
    let comma = try Tables.read(table("1.234,5") { Tables.text($0, ",") })
    #expect(comma.target[4400] == 1234.5 && comma.target[4401] == Tables.value(4401))
    let point = try Tables.read(table("1,234.5") { Tables.text($0) })
    #expect(point.target[4400] == 1234.5)
    #expect(Tables.refusal(table("12.5") { Tables.text($0, ",") }).contains("line 4402"))
    #expect(Tables.refusal(table("1,234") { "\($0 % 90)" }).contains("'1,234' is not a number"))
  }

  @Test("A: whole numbers that may be halves of decimals are refused")
  func torn() throws {
    let pairs = (0..<40).map { "1\($0 % 7),\($0 * 7 % 10)\n" }.joined()
    #expect(Tables.refusal(pairs).contains("10,0 is one number with a decimal comma"))
    #expect(Tables.refusal("# remark\n" + pairs).contains("one number with a decimal comma"))
    var options = DataOptions(delimiter: UInt8(ascii: ","))
    #expect(try Tables.read(pairs, options).target[1] == 7)
    options.delimiter = UInt8(ascii: ";")
    #expect(try Tables.read(pairs, options).target[1] == 11.7)
    let unnamed = days("date,temp,") { ",1\($0 % 7),\($0 % 10)" }
    #expect(Tables.refusal(unnamed).contains("one number with a decimal comma"))
    let blanks = days("date v") { " 1\($0 % 9),\($0 * 7 % 10)" }
    #expect(try Tables.read(blanks).target[1] == 11.7)
  }

  @Test(
    "A: points before three digits beside whole numbers have two readings, which are both shown")
  func points() throws {
    let text = days("date;v") { ";\(["999", "1.250", "2.100", "870"][$0 % 4])" }
    #expect(Tables.refusal(text).contains("1.25 with a decimal point") == false)
    #expect(Tables.refusal(text).contains("1.250 with a decimal point, or 1250"))
    var options = DataOptions()
    options.form.decimal = ","
    #expect(try Tables.read(text, options).target[1] == 1250)
    options.form.decimal = "."
    #expect(try Tables.read(text, options).target[1] == 1.25)
    let decimals = try Tables.read(days("date;v") { ";1.\(100 + $0)" })
    #expect(decimals.target[1] == 1.101 && decimals.told.contains("before three digits"))
  }

  @Test("B: names that are numbers with decimals stand above times and above a count of the rows")
  func decimalNames() throws {
    let depths = try Tables.read(
      days("time,0.5,1.0,2.0") { ",\($0).5,\($0).25,\(Tables.text($0))" })
    #expect(depths.columns == ["2.0"] && depths.rows == 60)
    let counted = try Tables.read(
      Tables.table(",0.5,1.0,2.0") { "\($0),\($0).5,\($0).25,\(Tables.text($0))" })
    #expect(counted.columns == ["2.0"] && counted.rows == 40)
    let mixed = try Tables.read(days("when,773001,773002,x") { ",1.5,2.5,\(Tables.text($0))" })
    #expect(mixed.columns == ["x"] && mixed.rows == 60)
  }

  @Test("B: tables with a series in each row are refused, or told where a column is asked for")
  func seriesInRows() throws {
    let years = (1960..<2020).map { "\"\($0)\"" }.joined(separator: ",")
    let bank =
      "\"Data Source\",\"WDI\",\n\n\"Last Updated Date\",\"2024-01-01\",\n\n"
      + "\"Country Name\",\"Country Code\",\(years),\n"
      + (0..<40).map { land in
        "\"Land \(land)\",\"L\(land)\","
          + (0..<60).map { "\"\(Tables.text(land + $0))\"" }.joined(separator: ",") + ",\n"
      }.joined()
    #expect(Tables.refusal(bank).contains("its columns '1960' to '2019' are times"))
    let series = try Tables.read(bank, DataOptions(targets: ["2019"]))
    #expect(series.rows == 40 && series.told.contains("'1960' to '2019' are times"))
    let dates = (1..<30).map { "1/\($0)/21" }.joined(separator: ",")
    let cases =
      "Province,Country,Lat,Long,\(dates)\n"
      + (0..<40).map { land in
        ",Land \(land),\(land).5,1.25," + (1..<30).map { "\(land * $0)" }.joined(separator: ",")
          + "\n"
      }.joined()
    #expect(Tables.refusal(cases).contains("'1/1/21' to '1/29/21' are times"))
    let numbered = (1..<30).map { "d_\($0)" }.joined(separator: ",")
    let sales =
      "id,\(numbered)\n"
      + (0..<40).map { "item \($0)," + (1..<30).map { "\($0)" }.joined(separator: ",") + "\n" }
      .joined()
    #expect(try Tables.read(sales).told.contains("'d_1' to 'd_29' are numbered in a row"))
  }

  @Test("C: a row with a mistake is no header and no row of units")
  func mistakes() throws {
    func refused(_ header: String?, _ words: String, _ line: (Int) -> String) {
      let text = Tables.table(header, line)
      #expect(Tables.refusal(text).contains(words), "\(text.prefix(60)): \(Tables.refusal(text))")
    }
    func day(_ row: Int) -> String { WrittenTime(row * 86_400).text("d.m.Y") }
    refused(nil, "line 1, column 2: 'error'") {
      "\(day($0));\($0 == 0 ? "error" : Tables.text($0))"
    }
    refused("date;v", "line 2, column 2 (v): 'low'") {
      "\(day($0));\($0 < 2 ? "low" : Tables.text($0))"
    }
    refused(nil, "line 1, column 3: 'oops'") {
      "\($0 + 1),\(Tables.text($0)),\($0 == 0 ? "oops" : Tables.text($0))"
    }
  }

  @Test("D: rows whose time nobody can tell are refused, with the line")
  func strangeTimes() throws {
    for (row, label) in [(0, "Sum"), (30, "unknown"), (31, ""), (7, "2021-13-45")] {
      let text = Tables.table("date;v") {
        "\($0 == row ? label : WrittenTime($0 * 86_400).text("Y-m-d"));\(Tables.text($0))"
      }
      let refusal = Tables.refusal(text)
      #expect(refusal.contains("line \(row + 2): "), "\(refusal)")
      #expect(refusal.contains(label.isEmpty ? "there is no time" : "'\(label)' is no time"))
    }
  }

  @Test("D: series that nothing keeps apart are told, and there is no verdict on them")
  func mixed() throws {
    let stacked = Tables.table("store,v") { "\($0 < 20 ? "A" : "B"),\(Tables.text($0))" }
    let numbered = Tables.table("station_id,v") { "\($0 / 10),\(Tables.text($0))" }
    for text in [stacked, numbered] {
      let series = try Tables.read(text)
      #expect(series.told.contains("again and again"), "\(series.told)")
      #expect(series.reading?.mayBeMixed == true)
      let data = try Dataset(series, window: 5)
      let metrics = data.test.metrics(of: [Float](repeating: 12, count: data.test.count))
      #expect(metrics[0].mayBeMixed && RunTarget(metrics[0]).verdict == .unknown)
    }
    let plain = try Tables.read(Tables.table("temp,v") { "\($0 % 3),\(Tables.text($0))" })
    #expect(plain.reading?.mayBeMixed == false)
  }

  @Test(
    "E: totals below the rows are no rows, with and without a word; in between they are refused")
  func totals() throws {
    for footer in ["Total;744.5\nMean;12.4\n", ";744.5\n", "Summe;;\n", "Source: X, 1981-1990\n"] {
      let series = try Tables.read(days("date;v") { ";\(Tables.text($0))" } + footer)
      #expect(series.rows == 60 && series.told.contains("hold"), "\(footer): \(series.told)")
      #expect(series.told.contains("no row and"), "\(footer): \(series.told)")
      #expect(series.target.max() ?? 0 < 100)
    }
    let between = Tables.table("date;v") {
      "\(WrittenTime($0 * 86_400).text("Y-m-d"));\(Tables.text($0))"
        + ($0 == 20 ? "\nSubtotal;744.5" : "")
    }
    #expect(Tables.refusal(between).contains("line 23: 'Subtotal' is no time"))
  }

  @Test(
    "F: words of spreadsheets that begin like a remark are missing values, and one -9999 is told")
  func markers() throws {
    for word in ["#N/A", "#DIV/0!", "#REF!"] {
      let text =
        "# remark\n"
        + Tables.table("v;date") {
          "\([3, 4, 9].contains($0) ? word : Tables.text($0));\(WrittenTime($0 * 60).text("Y-m-d H:M"))"
        }
      let series = try Tables.read(text, DataOptions(missingValues: .interpolate))
      #expect(series.rows == 40 && series.told.contains("3 missing values ('\(word)')"))
    }
    let one = try Tables.read(days("date,v") { ",\($0 == 30 ? "-9999" : Tables.text($0))" })
    #expect(one.told.contains("-9999 stands once in column 'v'"), "\(one.told)")
  }

  @Test("G: what is measured labels no rows, though its name is that of a time")
  func measured() throws {
    for (header, line) in [
      ("height,period", { "\($0 % 5).5,\(Tables.text($0))" }),
      ("sensor,data", { "\($0 % 5).5,\(Tables.text($0))" }),
      ("lap,time", { "\($0 + 1),\(Tables.text($0))" }),
    ] as [(String, (Int) -> String)] {
      let series = try Tables.read(Tables.table(header, line))
      #expect(series.target == (0..<40).map { Tables.value($0) }, "\(header): \(series.told)")
      #expect(!series.hasTimeLabels)
    }
    let years = try Tables.read(Tables.table("data") { "\(1000 + $0 * 7 % 500)" })
    #expect(!years.hasTimeLabels && years.target[1] == 1007)
  }

  @Test("G: one time in all rows is when the table was made, and words that repeat label no rows")
  func constant() throws {
    let updated = Tables.table("updated,day,v") {
      "2024-01-17 11:00,\(WrittenTime($0 * 86_400).text("d/m/Y")),\(Tables.text($0))"
    }
    #expect(try Tables.read(updated).rowLabel(1) == "02/01/2021")
    let words = Tables.table("weather,v") {
      "\(["rain", "sun", "snow"][$0 * 7 % 3]),\(Tables.text($0))"
    }
    #expect(try !Tables.read(words).hasTimeLabels)
    let minutes = Tables.table("Date;Time;v") {
      "16/12/2021;\(WrittenTime($0 * 60).text("H:M:S"));\(Tables.text($0))"
    }
    #expect(try Tables.read(minutes).rowLabel(1) == "16/12/2021 00:01:00")
  }

  @Test("H: spans of time, a.m. and blanks that do not break go on in their form")
  func forms() throws {
    func next(_ label: (Int) -> String) throws -> [String]? {
      try Tables.read(Tables.table("when;v") { "\(label($0));\(Tables.text($0))" })
        .labelsAfterEnd(2)
    }
    func hour(_ row: Int, _ form: String) -> String { WrittenTime(row * 3600).text(form) }
    #expect(
      try next { "\(hour($0, "d.m.Y H:M")) - \(hour($0 + 1, "H:M"))" }
        == ["02.01.2021 16:00 - 17:00", "02.01.2021 17:00 - 18:00"])
    #expect(
      try next { "\(hour($0, "Y-m-dTH:M:S"))/\(hour($0 + 1, "Y-m-dTH:M:S"))" } == [
        "2021-01-02T16:00:00/2021-01-02T17:00:00", "2021-01-02T17:00:00/2021-01-02T18:00:00",
      ])
    func half(_ row: Int) -> String { row % 24 < 12 ? "a.m." : "p.m." }
    #expect(
      try next { "\(hour($0, "d/m/Y I:M")) \(half($0))" }
        == ["02/01/2021 04:00 p.m.", "02/01/2021 05:00 p.m."])
    #expect(
      try next { hour($0, "n/e/Y, l:M\u{202F}p") }
        == ["1/2/2021, 4:00\u{202F}PM", "1/2/2021, 5:00\u{202F}PM"])
  }

  @Test("H: labels that are not understood are told")
  func unknownForms() throws {
    for label in ["a\u{E4}b 0000", "2021-01-01 00:00:00 CET", "1871.01"] {
      let text = Tables.table("Date;v") { "\(label.dropLast())\($0);\(Tables.text($0))" }
      let series = try Tables.read(text)
      #expect(series.told.contains("not understood as times"), "\(label): \(series.told)")
    }
  }

  @Test("M: what is no table is called what it is")
  func noTables() {
    #expect(Tables.refusal("<!DOCTYPE html>\n<html></html>\n").contains("is a web page"))
    #expect(Tables.refusal("<html>\n<p>404\n").contains("is a web page"))
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
    #expect(Tables.refusal(pointer).contains("git lfs pull"))
  }

  @Test("N: names of a file reach no sentence as they are")
  func names() throws {
    let evil = "\u{1B}[31mred\u{7}"
    let told = [
      try Tables.read(Tables.table("\(evil),v") { "\($0 % 2 == 0 ? "A" : "B"),\($0).5" }).told,
      Tables.refusal(
        days("date;v") { ";\(Tables.text($0))" }.replacing("2021-01-09", with: evil)),
      Tables.refusal(
        Tables.table("\(evil);date") { "\($0 == 5 ? evil : "1.5");2021-01-0\($0 % 9)" }),
    ]
    for text in told {
      #expect(text.contains("\\u{1B}") && !text.unicodeScalars.contains("\u{1B}"), "\(text)")
    }
  }
}
