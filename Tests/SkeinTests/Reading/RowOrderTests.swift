import Skein
import Testing

@Suite("Reading: the order of rows")
struct RowOrderTests {
  private func days(_ rows: some Sequence<Int>, _ more: (Int) -> String = { Tables.text($0) })
    throws -> String
  {
    "date,v\n" + (try rows.map { "\(try Tables.day($0, "yyyy-mm-dd")),\(more($0))\n" }.joined())
  }

  @Test("rows that run backwards are turned round, rows out of order are sorted, and that is told")
  func sorted() throws {
    let whole = try Tables.read(days(0..<40))
    let backwards = try Tables.read(days((0..<40).reversed()))
    #expect(backwards.target == whole.target && backwards.told.contains("newest row came first"))
    #expect(backwards.labelsAfterEnd(1) == ["2021-02-10"])
    let mixed = try Tables.read(days((0..<40).map { $0 * 7 % 40 }))
    #expect(mixed.target == whole.target)
    #expect(mixed.told.contains("sorted: line 8 (2021-01-03)"), "\(mixed.told)")
    let stacked = try Tables.read(days(Array(20..<40) + Array(0..<20)))
    #expect(stacked.target == whole.target && stacked.told.contains("the first of 1 such place"))
  }

  @Test("rows that repeat another are left out; those that differ are refused unless one is chosen")
  func duplicates() throws {
    let twice = try Tables.read(days((0..<80).map { $0 / 2 }))
    #expect(twice.rows == 40 && twice.told.contains("each time stands twice"))
    let text = try days(0..<40) + "2021-01-05,100\n"
    let refusal = Tables.refusal(text)
    #expect(refusal.contains("line 42 has the time 2021-01-05 of line 6 once more"), "\(refusal)")
    for (choice, value) in [
      (RowOrder.Duplicates.first, Tables.value(4)), (.last, 100),
      (.mean, (Tables.value(4) + 100) / 2),
    ] {
      var options = DataOptions()
      options.order.duplicates = choice
      let series = try Tables.read(text, options)
      #expect(series.rows == 40 && series.target[4] == value, "\(choice)")
      #expect(series.told.contains("one time stands twice"), "\(series.told)")
    }
  }

  private func shops(_ place: (Int) -> (shop: Int, day: Int), rows: Int) throws -> String {
    try Tables.table("date,shop,v", rows: rows) {
      let (shop, day) = place($0)
      return "\(try Tables.day(day, "dd.mm.yyyy")),\(shop + 7),\(1000 * shop).\(day % 10)"
    }
  }

  @Test(
    "several series in one table are refused with the column that tells them apart, or kept apart")
  func severalSeries() throws {
    let stacked = try shops({ ($0 / 30, $0 % 30) }, rows: 90)
    let interleaved = try shops({ ($0 % 3, $0 / 3) }, rows: 90)
    for text in [stacked, interleaved] {
      #expect(Tables.refusal(text).contains("column 'shop' tells apart"), "\(Tables.refusal(text))")
      var options = DataOptions()
      options.order.series = "shop"
      let all = try Tables.read(text, options)
      #expect(all.runs == [0..<30, 30..<60, 60..<90] && all.told.contains("3 series"))
      let windows = try Windows(of: all, length: 5)
      #expect(windows.count == 3 * 25)
      for window in 0..<windows.count {
        let rows = windows.inputRows(window)
        #expect(rows.lowerBound / 30 == windows.targetRow(window) / 30)
        if window > 0 {
          #expect(windows.targetRow(window) % 30 >= windows.targetRow(window - 1) % 30)
        }
      }
      options.order.series = "shop=8"
      let one = try Tables.read(text, options)
      #expect(one.rows == 30 && one.target.allSatisfy { (1000..<1001).contains($0) })
      options.order.series = "shop=x"
      #expect(Tables.refusal(text, options).contains("it has 7, 8, 9"))
    }
  }

  @Test("no window crosses a gap, which is told, filled or refused")
  func gaps() throws {
    let text = try days(Array(0..<20) + Array(25..<40) + Array(41..<60))
    let series = try Tables.read(text)
    #expect(series.runs == [0..<20, 20..<35, 35..<54])
    #expect(
      series.told.contains("5 days are missing after line 21 (2021-01-20), the first of 2 gaps"),
      "\(series.told)")
    let windows = try Windows(of: series, length: 4)
    #expect(windows.count == 16 + 11 + 15)
    for window in 0..<windows.count {
      let run = series.runs.first { $0.contains(windows.start(window)) }
      #expect(run?.contains(windows.targetRow(window)) == true)
    }
    #expect(windows.runs(of: 0..<windows.count) == series.runs)
    #expect(windows.runs(of: 15..<17) == [15..<20, 20..<25])
    #expect(windows.rows(of: 15..<17) == 15..<25)
    var options = DataOptions()
    options.order.gaps = .fill
    let filled = try Tables.read(text, options)
    #expect(filled.rows == 60 && filled.runs.count == 1 && filled.rowLabel(22) == "2021-01-23")
    #expect((0..<60).filter { filled.isFilled(row: $0, column: 0) } == [20, 21, 22, 23, 24, 40])
    options.order.gaps = .refuse
    #expect(Tables.refusal(text, options).contains("5 days are missing after line 21"))
    #expect(throws: DataError.self) { try Windows(of: series, length: 30) }
  }

  @Test("clocks that are set back and forward make neither duplicates nor gaps")
  func clocks() throws {
    // The last Sunday of October 2021: two o'clock comes twice.
    let hours = ["00", "01", "02", "02", "03", "04", "05", "06", "07", "08", "09", "10"]
    let autumn =
      "date,v\n" + hours.enumerated().map { "2021-10-31 \($1):00,\(Tables.text($0))\n" }.joined()
    let series = try Tables.read(autumn)
    #expect(series.rows == 12 && series.runs.count == 1, "\(series.told)")
    #expect(series.told.contains("clock was changed by an hour at line 5"))
    // The last Sunday of March: two o'clock is left out.
    let spring = ["23", "00", "01", "03", "04", "05", "06", "07", "08", "09"]
    let text =
      "date,v\n"
      + spring.enumerated().map {
        "2021-03-\($0 == 0 ? 27 : 28) \($1):00,\(Tables.text($0))\n"
      }.joined()
    #expect(try Tables.read(text).runs.count == 1)
  }
}
