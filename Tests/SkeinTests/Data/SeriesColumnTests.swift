import Foundation
import Skein
import Testing

@Suite("Series from arrays in memory")
struct SeriesColumnTests {
  private static let load: [Float] = [1, 2, 3]
  private static let heat: [Double] = [0.5, 0.25, 0.125]

  @Test("targets and inputs are chosen by name, from floats and doubles alike")
  func columns() throws {
    let series = try Series(
      columns: [SeriesColumn("load", Self.load), SeriesColumn("heat", Self.heat)],
      targets: ["load"], inputs: ["heat", "load"])
    #expect(series.columns == ["heat", "load"] && series.targetColumns == [1])
    #expect(series.withValues { Array($0) } == [0.5, 1, 0.25, 2, 0.125, 3])
    #expect(!series.hasTimeLabels && series.rowLabel(2) == "3")
    let alone = try Series(columns: [SeriesColumn("load", Self.load)], targets: [])
    #expect(alone.columns == ["load"] && alone.inputColumns == 0..<1)
  }

  @Test("floats, doubles and a CSV file give the same series")
  func sameAsFile() throws {
    let values: [Float] = [0.1, -3.25, 1e-20]
    let text = "v\n" + values.map { "\($0)\n" }.joined()
    let file = try CSVReader.read(bytes: Array(text.utf8), name: "v", options: DataOptions())
    let floats = try Series(columns: [SeriesColumn("v", values)], targets: ["v"])
    let doubles = try Series(columns: [SeriesColumn("v", values.map(Double.init))], targets: ["v"])
    #expect(file.fingerprint == floats.fingerprint && file.fingerprint == doubles.fingerprint)
  }

  @Test("what makes no series is refused in the library's words")
  func refusals() {
    func refusal(_ make: () throws(DataError) -> Series) -> String {
      do {
        _ = try make()
        return "nothing"
      } catch {
        return error.description
      }
    }
    let load = SeriesColumn("load", Self.load)
    #expect(
      refusal { () throws(DataError) in try Series(columns: [load, load], targets: ["load"]) }
        == "two columns are called 'load'; give each a name of its own")
    #expect(
      refusal { () throws(DataError) in
        try Series(columns: [load, SeriesColumn("heat", [1.0])], targets: ["load"])
      }.hasPrefix("column 'heat' has 1 row and column 'load' has 3"))
    #expect(
      refusal { () throws(DataError) in try Series(columns: [load], targets: ["loud"]) }
        == "series has no column 'loud'; did you mean load? it has 1 column: load")
    #expect(
      refusal { () throws(DataError) in
        try Series(
          columns: [SeriesColumn("x", [Float.nan, 1])], targets: ["x"],
          labels: RowLabels(["a", "b"]))
      }
        == "series, line 1, column 1 (x): the value is missing; interpolate missing values, or drop"
        + " the rows that lack one")
    #expect(
      refusal { () throws(DataError) in
        try Series(columns: [SeriesColumn("x", [1, -Double.infinity])], targets: ["x"])
      }.contains("line 2, column 1 (x): '-inf' is not finite"))
    #expect(
      refusal { () throws(DataError) in
        try Series(columns: [load], targets: ["load"], labels: RowLabels(["a"]))
      }.hasPrefix("column 'labels' has 1 row"))
    #expect(
      refusal { () throws(DataError) in try Series(columns: [], targets: []) }
        .hasPrefix("series is empty"))
  }

  @Test("moments are labelled as precisely as they need, in UTC or another zone")
  func moments() throws {
    func labels(_ seconds: [Double], _ zone: TimeZone? = nil) throws -> [String] {
      let labels = try RowLabels(seconds.map { Date(timeIntervalSince1970: $0) }, in: zone)
      return (0..<labels.count).map { labels[$0] }
    }
    #expect(try labels([0, 86_400]) == ["1970-01-01", "1970-01-02"])
    #expect(try labels([0, 3600]) == ["1970-01-01 00:00", "1970-01-01 01:00"])
    #expect(try labels([-1]) == ["1969-12-31 23:59:59"])
    #expect(try labels([-0.25, 0]) == ["1969-12-31 23:59:59.750", "1970-01-01 00:00:00.000"])
    #expect(try labels([0], TimeZone(secondsFromGMT: 5400)) == ["1970-01-01 01:30"])
    for seconds in [1e12, -1e12, .infinity, .nan] {
      #expect(throws: DataError.self) { try labels([seconds]) }
    }
  }

  @Test("components are labelled as precisely as they are, and only dates that exist")
  func components() throws {
    func labels(_ dates: [DateComponents]) throws -> [String] {
      let labels = try RowLabels(dates)
      return (0..<labels.count).map { labels[$0] }
    }
    #expect(try labels([DateComponents(year: 1749)]) == ["1749"])
    #expect(try labels([DateComponents(year: 1749, month: 2)]) == ["1749-02"])
    #expect(
      try labels([
        DateComponents(year: 2024, month: 2, day: 29), DateComponents(year: 2024, month: 3),
      ]) == ["2024-02-29", "2024-03-01"])
    #expect(
      try labels([DateComponents(year: 2024, month: 1, day: 2, hour: 3)]) == ["2024-01-02 03:00"])
    for date in [
      DateComponents(month: 1), DateComponents(year: 2023, month: 2, day: 29),
      DateComponents(year: 10_000), DateComponents(year: 2024, month: 13),
      DateComponents(year: 2024, month: 1, day: 1, hour: 24),
    ] {
      #expect(throws: DataError.self) { try labels([date]) }
    }
  }

  @Test("labels from dates go on in forecasts and stay with their rows")
  func future() throws {
    let months = (1...4).map { DateComponents(year: 2024, month: $0) }
    let series = try Series(
      columns: [SeriesColumn("x", [1, Double.nan, 3, 4])], targets: ["x"],
      labels: RowLabels(months),
      missingValues: .interpolate)
    #expect(series.hasTimeLabels && series.labelsAfterEnd(2) == ["2024-05", "2024-06"])
    let dropped = try Series(
      columns: [SeriesColumn("x", [1, Double.nan, 3, 4])], targets: ["x"],
      labels: RowLabels(months),
      missingValues: .drop)
    #expect((0..<3).map { dropped.rowLabel($0) } == ["2024-01", "2024-03", "2024-04"])
  }
}
