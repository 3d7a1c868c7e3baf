import Skein
import Testing

@Suite("Reading: numbers are not cut at their decimal sign")
struct DecimalSignTests {
  private let values = (0..<40).map { Tables.value($0) }

  @Test(
    "a decimal comma is read beside every sign between columns, with and without a header",
    arguments: [";", "\t", "|"], [true, false])
  func beside(delimiter: String, hasHeader: Bool) throws {
    let text = try Tables.table(hasHeader ? "Zeit\(delimiter)Wind, Mittel" : nil) {
      "\(try Tables.day($0, "dd.mm.yyyy"))\(delimiter)\(Tables.text($0, ","))"
    }
    let series = try Tables.read(text)
    #expect(series.target == values && series.rowLabel(0) == "01.01.2021")
    #expect(series.told.contains("decimal comma"))
  }

  @Test("one column of decimal commas is one column, not two of whole numbers")
  func oneColumn() throws {
    let series = try Tables.read(Tables.table("Temp") { Tables.text($0, ",") })
    #expect(series.target == values)
  }

  @Test("quoted decimal commas beside commas between columns are read")
  func quoted() throws {
    let text = try Tables.table("date,v") {
      "\(try Tables.day($0, "yyyy-mm-dd")),\"\(Tables.text($0, ","))\""
    }
    #expect(try Tables.read(text).target == values)
  }

  @Test("signs between thousands are no decimal signs, in all ways to write them")
  func thousands() throws {
    for (written, delimiter) in [
      ("1.234.567,5", ";"), ("1,234,567.5", ";"), ("1 234 567,5", ";"), ("1'234'567.5", ";"),
      ("\"1,234,567.5\"", ","), ("1\u{A0}234\u{A0}567,5", ";"),
    ] {
      let text = try Tables.table("date\(delimiter)v") {
        "\(try Tables.day($0, "yyyy-mm-dd"))\(delimiter)\(written)"
      }
      #expect(try Tables.read(text).target[0] == 1_234_567.5, "\(written)")
    }
  }

  @Test("a comma before three digits in every number has two readings, which are both shown")
  func ambiguous() throws {
    let text = try Tables.table("date;v") {
      "\(try Tables.day($0, "yyyy-mm-dd"));1,\(100 + $0)"
    }
    let refusal = Tables.refusal(text)
    #expect(refusal.contains("1.109 with a decimal comma, or 1109"), "\(refusal)")
    var options = DataOptions()
    options.form.decimal = ","
    #expect(try Tables.read(text, options).target[0] == 1.1)
    options.form.decimal = "."
    #expect(try Tables.read(text, options).target[0] == 1100)
    // A number that begins with a zero, or has another number of decimals, decides.
    #expect(try Tables.read(text + "2021-03-01;0,125\n").target[40] == 0.125)
    #expect(try Tables.read(text + "2021-03-01;999\n").target[0] == 1100)
  }

  @Test("signs of currency, percents and units of thousands belong to a number that is asked for")
  func decorated() throws {
    let text = try Tables.table("Date,Close,Vol.,Change") {
      "\(try Tables.day($0, "mm/dd/yyyy")),$1\($0 % 10).50,1.\($0 % 10)1M,-0.5\($0 % 10)%"
    }
    #expect(try Tables.read(text, DataOptions(targets: ["Close"])).target[3] == 13.5)
    #expect(try Tables.read(text, DataOptions(targets: ["Vol."])).target[3] == 1_310_000)
    #expect(try Tables.read(text, DataOptions(targets: ["Change"])).target[3] == -0.53)
  }
}
