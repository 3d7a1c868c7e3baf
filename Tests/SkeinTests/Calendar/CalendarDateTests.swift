import Skein
import Testing

@Suite("Calendar dates")
struct CalendarDateTests {
  @Test(
    "dates are read in the forms that data files use",
    arguments: [
      ("1749-01", CalendarDate(year: 1749, month: 1)),
      ("2010/01/31", CalendarDate(year: 2010, month: 1, day: 31)),
      ("2010-01-31", CalendarDate(year: 2010, month: 1, day: 31)),
      ("19580329", CalendarDate(year: 1958, month: 3, day: 29)),
      ("2010/01/01 23:59", CalendarDate(year: 2010, hour: 23, minute: 59)),
      ("2010-01-01T07:08:09Z", CalendarDate(year: 2010, hour: 7, minute: 8, second: 9)),
      ("2010-01-01 07:08:09.25", CalendarDate(year: 2010, hour: 7, minute: 8, second: 9)),
    ])
  func dates(text: String, date: CalendarDate) {
    #expect(CalendarDate(text) == date)
  }

  @Test(
    "other texts are no dates",
    arguments: [
      "", "1749", "1749-1", "1749-13", "1749-00", "2010-01-32", "2010-01/01", "2010/01-01",
      "2010-01-01 24:00", "2010-01-01 10:60", "2010-01-01 10", "2010-01-01x", "20100101 1",
      "2010010", "-2010-01", "２０１０-01", "row 12", "2010-01-01 10:00:00 and more text after it",
    ])
  func noDates(text: String) {
    #expect(CalendarDate(text) == nil)
  }

  @Test("seconds and dates are each other's inverse from the year 0 to 9999")
  func calendar() throws {
    // Every 97th hour meets all months, all days of them and every kind of century.
    let first = CalendarDate(year: 0).secondsFromEpoch
    let last = CalendarDate(year: 9999, month: 12, day: 31, hour: 23).secondsFromEpoch
    var before: CalendarDate?
    for seconds in stride(from: first, through: last, by: 97 * 3600) {
      let date = try #require(CalendarDate(secondsFromEpoch: seconds))
      #expect(date.secondsFromEpoch == seconds)
      if let before { #expect(before < date) }
      before = date
    }
    #expect(CalendarDate(year: 1970).secondsFromEpoch == 0)
    #expect(CalendarDate(year: 2000, month: 3).secondsFromEpoch == 951_868_800)
    #expect(CalendarDate(secondsFromEpoch: first - 1) == nil)
    #expect(CalendarDate(secondsFromEpoch: last + 3600) == nil)
  }
}
