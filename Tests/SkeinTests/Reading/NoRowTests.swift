import Skein
import Testing

@Suite("Reading: lines that are no rows, and values that are missing")
struct NoRowTests {
  private func days(_ rows: Range<Int>) throws -> String {
    try rows.map { "\(try Tables.day($0, "yyyy-mm-dd"));\(Tables.text($0))\n" }.joined()
  }

  @Test(
    "rows that hold nothing are no rows, at the end and in between",
    arguments: [";\n;\n;\n", "\n\n", " ; \n;\n", ";\n\n;\n"])
  func empty(lines: String) throws {
    let atEnd = try Tables.read("date;v\n" + days(0..<40) + lines)
    #expect(atEnd.rows == 40)
    let between = try Tables.read("date;v\n" + days(0..<20) + lines + days(20..<40))
    #expect(between.rows == 40 && between.target == atEnd.target)
    #expect(between.told.contains("without a value from line 22 on"), "\(between.told)")
  }

  @Test("footers and headers that stand there once more are left out and told")
  func footers() throws {
    for footer in [
      "\nInternational airline passengers: monthly totals in thousands\n", "Source: somebody\n",
      "\n\"Sales of shampoo; three years\"\n", "Total;\n",
    ] {
      let series = try Tables.read("date;v\n" + days(0..<40) + footer)
      #expect(series.rows == 40 && series.told.contains("no row"), "\(footer): \(series.told)")
    }
    let twice = try Tables.read("date;v\n" + days(0..<20) + "date;v\n" + days(20..<40))
    #expect(twice.rows == 40 && twice.told.contains("repeats the header"))
    // Text in the middle of the rows is no footer.
    #expect(
      Tables.refusal("date;v\n" + (try days(0..<20)) + "oops\n" + (try days(20..<40)))
        .contains("line 22"))
  }

  @Test(
    "a last line that is no row is told, whether or not it ends",
    arguments: [";", "date;v", "Source: somebody", " ; "])
  func lastLine(line: String) throws {
    let ends = try Tables.read("date;v\n" + days(0..<40) + line + "\n")
    let isCut = try Tables.read("date;v\n" + days(0..<40) + line)
    #expect(isCut.rows == 40 && isCut.told == ends.told)
    #expect(isCut.reading?.linesLeftOut == 1 && ends.reading?.linesLeftOut == 1)
  }

  @Test(
    "usual words mean a missing value, which is counted and told",
    arguments: ["NA", "null", "?", "-", "N/A", "None", "..", "#VALUE!", "\\N", "nan", ""])
  func usualWords(word: String) throws {
    let text = try Tables.table("date,v") {
      "\(try Tables.day($0, "yyyy-mm-dd")),\([5, 6, 20].contains($0) ? word : Tables.text($0))"
    }
    let series = try Tables.read(text, DataOptions(missingValues: .interpolate))
    #expect(series.rows == 40 && series.told.contains("3 missing values"), "\(series.told)")
    #expect((0..<40).filter { series.isFilled(row: $0, column: 0) } == [5, 6, 20])
    let dropped = try Tables.read(text, DataOptions(missingValues: .drop))
    #expect(dropped.rows == 37 && dropped.told.contains("3 rows without a value were dropped"))
  }

  @Test("other words and numbers mean a missing value where they are named")
  func namedMarkers() throws {
    let text = try Tables.table("date,v") {
      "\(try Tables.day($0, "yyyy-mm-dd")),\($0 == 5 ? "-200" : $0 == 7 ? "broken" : Tables.text($0))"
    }
    #expect(Tables.refusal(text).contains("'broken' is not a number"))
    var options = DataOptions(missingValues: .interpolate)
    options.form.missingMarkers = ["broken", "-200"]
    let series = try Tables.read(text, options)
    #expect(series.isFilled(row: 5, column: 0) && series.isFilled(row: 7, column: 0))
  }

  @Test("a gap that reaches out of the training part is filled with what came before it")
  func noFuture() throws {
    func data(_ after: Double) throws -> Dataset {
      let values = (0..<100).map { row -> Double in
        (61..<71).contains(row) ? .nan : row < 61 ? Tables.value(row) : Tables.value(row) + after
      }
      let series = try Series(
        columns: [SeriesColumn("v", values)], targets: ["v"], missingValues: .interpolate)
      return try Dataset(series, window: 10, scaling: .standard)
    }
    let (one, other) = try (data(0), data(50))
    #expect(one.scaler == other.scaler)
    let rows = one.splits.training.rows
    #expect(rows.contains(62))
    for row in rows {
      #expect(
        one.scaledSeries.value(row: row, column: 0) == other.scaledSeries.value(row: row, column: 0)
      )
    }
  }

  @Test("windows that rest on filled values have no weight and no part in the errors")
  func masked() throws {
    let values = (0..<60).map { [20, 21, 50].contains($0) ? Double.nan : Tables.value($0) }
    let series = try Series(
      columns: [SeriesColumn("v", values)], targets: ["v"], missingValues: .interpolate)
    let data = try Dataset(series, window: 5, testSplit: 0.4, validationSplit: 0)
    let masked = (0..<data.windows.count).filter { !data.isMeasured($0) }
      .map(data.windows.targetRow)
    // The targets themselves, and what follows a last row that is filled.
    #expect(masked == [20, 21, 22, 50, 51])
    let source = data.all.source
    #expect(source.hasWeights)
    #expect((0..<source.count).filter { source.weight(of: $0) == 0 }.count == 5)
    let metrics = data.test.metrics(of: [Float](repeating: 0, count: data.test.count))
    #expect(metrics[0].model.count == data.test.count - 2)
  }
}
