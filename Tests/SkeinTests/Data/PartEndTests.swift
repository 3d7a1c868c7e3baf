import Skein
import Support
import Testing

@Suite("Gaps at the ends of parts")
struct PartEndTests {
  /// The values of a dataset before a row, row by row.
  private static func values(_ data: Dataset, before end: Int) -> [Double] {
    (0..<end).flatMap { row in
      data.series.columns.indices.map { data.series.value(row: row, column: $0) }
    }
  }

  @Test("no value of a part is filled by what follows the part, wherever a gap lies")
  func nothingFollows() throws {
    func dataset(gap: Range<Int>, raisedFrom bound: Int) throws -> (series: Series, data: Dataset) {
      let values = (0..<30).map { row in
        gap.contains(row) ? .nan : Double(row * row % 17) + (row < bound ? 0 : 1000)
      }
      let series = try Series(
        columns: [SeriesColumn("a", values)], targets: [], missingValues: .interpolate)
      return (series, try Dataset(series, window: 3))
    }
    let parts = try dataset(gap: 5..<6, raisedFrom: 30).data.splits
    let bounds = [parts.training.rows.upperBound, parts.validation.rows.upperBound]
    #expect(bounds == [19, 24])
    for first in 1..<29 {
      for end in first + 1..<30 {
        let plain = try dataset(gap: first..<end, raisedFrom: 30)
        for bound in bounds {
          let raised = try dataset(gap: first..<end, raisedFrom: bound)
          #expect(
            Self.values(plain.data, before: bound) == Self.values(raised.data, before: bound),
            "\(first)..<\(end) at \(bound)")
        }
        // It is still the same data.
        #expect(plain.data.series.fingerprint == plain.series.fingerprint)
      }
    }
  }

  @Test("nor where a gap in time ends the part, in one series and in several")
  func acrossTime() throws {
    for isPanel in [false, true] {
      func dataset(_ raised: Double) throws -> Dataset {
        // Two runs of 15 days, the first of which ends without values.
        let text = try Tables.table("id,date,v", rows: 60) { line in
          let (row, number) = (line / 2, line % 2)
          let day = try Tables.day(row < 15 ? row : row + 10, "yyyy-mm-dd")
          let value = Tables.value(row + 5 * number) + (row < 15 ? 0 : raised)
          return "\(number),\(day),\(row == 13 || row == 14 ? "" : "\(value)")"
        }
        var options = DataOptions(targets: ["v"], missingValues: .interpolate)
        options.order.series = isPanel ? "id" : "id=1"
        return try Dataset(
          Tables.read(text, options), window: 3, testSplit: 0, validationSplit: 0.5)
      }
      let (plain, raised) = (try dataset(0), try dataset(1000))
      let ends = plain.splits.training.runs.map(\.upperBound)
      #expect(ends == (isPanel ? [15, 45] : [15]))
      for end in ends {
        for row in end - 15..<end {
          #expect(
            plain.series.value(row: row, column: 0) == raised.series.value(row: row, column: 0),
            "\(isPanel) \(row)")
        }
      }
    }
  }
}
