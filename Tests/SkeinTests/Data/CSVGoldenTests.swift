import Foundation
import Skein
import Testing

/// Files in Golden/Data; its README names their sources.
enum DataFixture {
  static func path(_ name: String) throws -> String {
    let url = try #require(
      Bundle.module.url(forResource: "Golden/Data/\(name)", withExtension: nil))
    return url.path
  }
}

@Suite("CSV: other programs' files")
struct CSVGoldenTests {
  private struct Case: Decodable {
    var text: String
    var delimiter: UInt8
    var header: Bool
    var time: String?
    var columns: [String]
    var names: [String]
    var missing: MissingValues
    var labels: [String]?
    var values: [[UInt32]]
  }

  /// Golden/Data/csv-cases.json, made by Golden/Data/make_csv_cases.py.
  @Test("tables written by Python's csv module are read to the bit")
  func python() throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: DataFixture.path("csv-cases.json")))
    let cases = try JSONDecoder().decode([Case].self, from: data)
    #expect(cases.count == 240)
    for (index, one) in cases.enumerated() {
      let options = DataOptions(
        inputs: one.columns, timeColumn: one.time, delimiter: one.delimiter,
        header: one.header ? .present : .absent, missingValues: one.missing)
      let series = try CSVReader.read(
        bytes: Array(one.text.utf8), name: "case \(index)", options: options)
      #expect(series.columns == one.names)
      let bits = (0..<series.rows).map { row in
        series.columns.indices.map { Float(series.value(row: row, column: $0)).bitPattern }
      }
      // What is filled lies between doubles here, between floats there: the last bit may differ.
      let isSame = zip(bits.joined(), one.values.joined()).allSatisfy { found, wanted in
        found == wanted || one.missing == .interpolate && abs(Int(found) - Int(wanted)) <= 1
      }
      #expect(
        isSame && bits.count == one.values.count, "case \(index): \(one.text.debugDescription)")
      if let labels = one.labels {
        #expect((0..<series.rows).map(series.rowLabel) == labels, "case \(index)")
      }
    }
  }

  @Test("weekly CO₂ with its 59 missing values is refused, interpolated or shortened")
  func co2() throws {
    let path = try DataFixture.path("co2-weekly.csv")
    #expect {
      try DataSource.load(path)
    } throws: { error in
      error as? DataError
        == .missingValue(DataPlace(file: path, line: 8, column: 2, name: "co2"), count: 59)
    }
    let filled = try DataSource.load(path, options: DataOptions(missingValues: .interpolate))
    #expect(filled.rows == 2284 && filled.columns == ["co2"] && filled.name == "co2-weekly.csv")
    #expect(filled.rowLabel(6) == "19580510")
    #expect(filled.value(row: 5, column: 0) == 316.9 && filled.value(row: 7, column: 0) == 317.5)
    #expect(filled.value(row: 6, column: 0) == 316.9 + (317.5 - 316.9) * 0.5)
    #expect(filled.isFilled(row: 6, column: 0) && !filled.isFilled(row: 5, column: 0))
    let dropped = try DataSource.load(path, options: DataOptions(missingValues: .drop))
    #expect(dropped.rows == 2284 - 59)
    #expect(dropped.rowLabel(6) == "19580517" && dropped.value(row: 6, column: 0) == 317.5)
  }

  @Test("hourly temperatures keep their times as labels")
  func seattle() throws {
    let series = try DataSource.load(DataFixture.path("seattle-temps-head.csv"))
    #expect(series.rows == 199 && series.columns == ["temp"])
    #expect(series.rowLabel(0) == "2010/01/01 00:00" && series.value(row: 0, column: 0) == 39.4)
  }
}
