import Skein
import Testing

@Suite("Reading: times")
struct TimeLabelTests {
  /// A series of rows whose labels are `labels`.
  private func series(_ labels: [String], _ header: String = "date;v") throws -> Series {
    try Tables.read(
      header + "\n" + labels.enumerated().map { "\($1);\(Tables.text($0))\n" }.joined())
  }

  @Test(
    "labels go on in their own form, with calendar steps",
    arguments: [
      ("yyyy-mm-ddTHH:MM:SS'Z'", 3600), ("dd.mm.yyyy HH:MM", 600), ("d/m/yyyy H:MM", 3600),
      ("m/d/yyyy", 86_400), ("dd-mon-yyyy", 86_400), ("mon dd, yyyy", 86_400), ("dd/mm/yy", 86_400),
      ("mm/dd/yyyy hh:MM am", 3600), ("h:MM:SS am", 60), ("yyyymmdd", 86_400),
      ("yyyymmddHH", 3600), ("yyyymmdd HHMM", 900), ("yyyy-mm-dd HH:MM:SS.fff", 1),
      ("unix seconds", 300), ("unix milliseconds", 60), ("unix nanoseconds", 60),
      ("yyyy-Www", 604_800), ("ddd dd mon yyyy", 86_400), ("HH:MM dd/mm/yyyy", 3600),
      ("yyyy.mm.dd HH:MM", 1800), ("dd.mm.yyyy HH.MM.SS", 3600), ("dd mon yyyy HH:MM", 3600),
    ])
  func forms(notation: String, step: Int) throws {
    let pattern = try #require(TimePattern(notation: notation), "\(notation)")
    // Over a month's end, and from one digit to two.
    let start = 1_611_000_000 / 604_800 * 604_800 + 4 * 86_400
    let all = (0..<45).compactMap {
      pattern.text((start + $0 * step) * TimePattern.second, like: "")
    }
    let known = try series(Array(all.prefix(40)))
    #expect(known.labelsAfterEnd(5) == Array(all.suffix(5)), "\(known.told)")
    #expect(known.rows == 40 && known.hasKnownTimes)
  }

  @Test("months, quarters, years and weekdays have steps of their own")
  func calendar() throws {
    let months = (0..<30).map { "\(["Jan", "Apr", "Jul", "Oct"][$0 % 4])-\(1990 + $0 / 4)" }
    #expect(try series(months).labelsAfterEnd(2) == ["Jul-1997", "Oct-1997"])
    let quarters = (0..<30).map { "\(1990 + $0 / 4)Q\($0 % 4 + 1)" }
    #expect(try series(quarters).labelsAfterEnd(2) == ["1997Q3", "1997Q4"])
    let names = (0..<14).map { "\(["January", "February"][$0 % 2]) \(2000 + $0 / 2)" }
    #expect(try series(names).labelsAfterEnd(1) == nil)
    let ends = ["31.01.2021", "28.02.2021", "31.03.2021", "30.04.2021"]
    #expect(try series(ends).labelsAfterEnd(1) == ["31.05.2021"])
    let years = (0..<20).map { String(1990 + $0) }
    #expect(try series(years, "year;v").labelsAfterEnd(1) == ["2010"])
    // 1 January 2021 was a Friday.
    let weekdays = try (0..<60).filter { ($0 + 4) % 7 < 5 }.map { try Tables.day($0, "yyyy-mm-dd") }
    let stock = try series(weekdays)
    #expect(stock.told.contains("every weekday") && stock.runs.count == 1)
    #expect(stock.labelsAfterEnd(1) == ["2021-03-02"])
  }

  @Test("labels that are rounded as they are written go on evenly")
  func rounded() throws {
    func decimals(_ value: Double, _ digits: Int) -> String {
      var power = 1.0
      for _ in 0..<digits { power *= 10 }
      let whole = Int((value * power).rounded())
      let rest = String(whole % Int(power) + Int(power)).dropFirst()
      return "\(whole / Int(power)).\(rest)"
    }
    let days = (0..<34).map { decimals(44_256 + Double($0) / 24, 5) }
    #expect(try series(Array(days.prefix(33))).labelsAfterEnd(1) == [days[33]])
    let thirds = (0..<34).map { "2021-03-01 00:00:\(decimals(10 + Double($0) / 3, 3))" }
    #expect(try series(Array(thirds.prefix(33))).labelsAfterEnd(1) == [thirds[33]])
  }

  @Test("a date and a time of day, or a year, a month, a day and an hour, label a row together")
  func severalColumns() throws {
    let two = try Tables.table("Date;Time;v") {
      "\(try Tables.time($0 * 900, "dd/mm/yyyy;HH:MM"));\(Tables.text($0))"
    }
    #expect(try Tables.read(two).labelsAfterEnd(1) == ["01/01/2021 10:00"])
    let turned = try Tables.table("clock,v,day") {
      "\(try Tables.time($0 * 900, "hh:MM am")),\(Tables.text($0)),\(try Tables.time($0 * 900, "yyyy-mm-dd"))"
    }
    #expect(try Tables.read(turned).rowLabel(1) == "2021-01-01 12:15 AM")
    let four = Tables.table("No,year,month,day,hr,city,v") {
      "\($0),2021,3,\($0 / 24 + 1),\($0 % 24),Rome,\(Tables.text($0))"
    }
    let parts = try Tables.read(four)
    #expect(parts.rowLabel(25) == "2021 3 2 1" && parts.told.contains("every hour"))
    let hours = Tables.table("dteday,season,hr,v") {
      "2021-03-0\($0 / 24 + 1),1,\($0 % 24),\(Tables.text($0))"
    }
    #expect(try Tables.read(hours).rowLabel(25) == "2021-03-02 1")
    let named = try Tables.read(
      two, DataOptions(targets: ["v"], timeColumn: "Date,Time"))
    #expect(named.rowLabel(1) == "01/01/2021 00:15")
  }

  @Test("the column of times labels the rows, not the first one of text")
  func choice() throws {
    let text = try Tables.table("holiday,city,when,v") {
      "None,Rome,\(try Tables.time($0 * 3600, "yyyy-mm-dd HH:MM")),\(Tables.text($0))"
    }
    #expect(try Tables.read(text).rowLabel(1) == "2021-01-01 01:00")
    let words = Tables.table("kind,name,v") { "x,\($0)th,\(Tables.text($0))" }
    #expect(try Tables.read(words).rowLabel(2) == "2th")
  }

  @Test("a day and a month that could be either are decided by the rows, or asked for")
  func dayOrMonth() throws {
    // Both days and months, but only as months one step apart throughout.
    let months = try series(
      (0..<24).map { "01/\($0 % 12 < 9 ? "0" : "")\($0 % 12 + 1)/\(2020 + $0 / 12)" })
    #expect(months.told.contains("dd/mm/yyyy") && months.told.contains("every month"))
    let either = (0..<6).map { "0\($0 + 1)/02/2020" }
    let text = "date;v\n" + either.enumerated().map { "\($1);\(Tables.text($0))\n" }.joined()
    let refusal = Tables.refusal(text)
    #expect(refusal.contains("may be dd/mm/yyyy or mm/dd/yyyy"), "\(refusal)")
    for (format, next) in [
      ("dd/mm/yyyy", "07/02/2020"), ("%m/%d/%Y", "07/02/2020"), ("mm/dd/yyyy", "07/02/2020"),
    ] {
      var options = DataOptions()
      options.form.timeFormat = format
      #expect(try Tables.read(text, options).labelsAfterEnd(1) == [next])
    }
    var other = DataOptions()
    other.form.timeFormat = "yyyy-mm-dd"
    #expect(Tables.refusal(text, other).contains("no time of the format"))
    // What a run knows decides as well.
    var known = DataOptions()
    known.known = months.reading?.dialect
    #expect(try Tables.read(text, known).told.contains("dd/mm/yyyy"))
  }

  @Test("every notation that is written is read again")
  func notation() throws {
    for label in [
      "2021-03-01T00:00:00.000+01:00", "01.03.2021 00:10", "3/1/2021 1:05 PM", "Mar-1990",
      "1 March 2021", "2021Q3", "2021-W05", "20210301T063000Z", "Mon, 01 Mar 2021 00:00:00 GMT",
      "01/Mar/2021:00:00:00 +0100", "1990M01",
    ] {
      let patterns = TimePattern.search([label])
      let pattern = try #require(patterns.first, "\(label)")
      let again = try #require(TimePattern(notation: pattern.notation), "\(pattern.notation)")
      let time = try #require(pattern.time(label))
      #expect(again.time(label) == time, "\(label): \(pattern.notation)")
      #expect(pattern.text(time, like: label) == label, "\(label): \(pattern.notation)")
    }
  }
}
