import Skein
import Testing

@Suite("Ticks at the dates that labels say")
struct LabelDateTests {
  @Test("labels in any form that is understood get ticks at round dates")
  func forms() throws {
    for form in ["Y-m-d", "d.m.Y", "m/d/Y", "e B Y", "b d, Y", "Ymd"] {
      let text = Tables.table("date;v", rows: 400) {
        "\(WrittenTime($0 * 86_400).text(form));\(Tables.text($0))"
      }
      let series = try Tables.read(text)
      let labels = (0..<400).map(series.rowLabel)
      let dates = try #require(series.dates(of: labels), "\(form): \(series.told)")
      let ticks = RowLabel.choose(labels, dates: dates, rows: 0...399, atMost: 6)
      #expect(ticks.map(\.row) == [0, 90, 181, 273, 365], "\(form): \(ticks)")
      #expect(ticks.map(\.text) == ["Jan", "Apr", "Jul", "Oct", "Jan"])
      #expect(ticks[0].context == "2021" && ticks[4].context == "2022")
    }
  }

  @Test("a clock with a distance from UTC is taken as it shows, and labels of words stay words")
  func clocks() throws {
    let text = Tables.table("when;v") {
      "\(WrittenTime($0 * 3600).text("Y-m-dTH:M:S+02:00"));\(Tables.text($0))"
    }
    let series = try Tables.read(text)
    let dates = try #require(series.dates(of: [series.rowLabel(5)]))
    #expect(dates == [CalendarDate(year: 2021, month: 1, day: 1, hour: 5)])
    let words = try Tables.read(Tables.table("name;v") { "w\($0)x;\(Tables.text($0))" })
    #expect(words.dates(of: ["w1x"]) == nil)
    #expect(series.dates(of: ["2021-01-01T00:00:00+02:00", "later"]) == nil)
  }

  @Test("dates that go back give plain labels")
  func backwards() {
    let dates = [2, 1].map { CalendarDate(year: 2021, month: $0) }
    let ticks = RowLabel.choose(["b", "a"], dates: dates, rows: 0...1, atMost: 4)
    #expect(ticks.map(\.text) == ["b", "a"])
  }
}
