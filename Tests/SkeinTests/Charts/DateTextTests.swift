import Skein
import Testing

@Suite("Dates and figures as pictures write them") struct DateTextTests {
  @Test("dates are as precise as the most precise of them needs")
  func dates() {
    let new = CalendarDate(year: 2010)
    func text(_ other: CalendarDate) -> String { DateText(like: [new, other]).text(new) }
    #expect(text(CalendarDate(year: 2011)) == "2010")
    #expect(text(CalendarDate(year: 2010, month: 3)) == "Jan 2010")
    #expect(text(CalendarDate(year: 2010, month: 1, day: 2)) == "1 Jan 2010")
    #expect(text(CalendarDate(year: 2010, hour: 7)) == "1 Jan 2010 00:00")
    #expect(text(CalendarDate(year: 2010, second: 1)) == "1 Jan 2010 00:00:00")
  }

  @Test(
    "figures have so many digits, commas, a true minus, and powers of ten where zeros would be many",
    arguments: [
      (0, "0"), (1, "1.000"), (12_345.6, "12,346"), (-1234.5, "−1,234"), (9999.96, "10,000"),
      (0.010432, "0.01043"), (0.0001, "0.0001000"), (0.00001234, "1.234×10⁻⁵"),
      (-1.5e9, "−1.500×10⁹"), (.nan, "–"), (.infinity, "–"), (0.99996, "1.000"),
    ] as [(Double, String)])
  func figures(value: Double, text: String) {
    #expect(FigureText.figure(value) == text)
  }
}
