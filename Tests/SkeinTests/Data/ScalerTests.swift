import Foundation
import Skein
import Testing

@Suite("Scaler")
struct ScalerTests {
  private func series(_ values: [Double], _ second: [Double]? = nil) throws -> Series {
    let columns = [("a", values)] + (second.map { [("b", $0)] } ?? [])
    return try Series(
      name: "s", columns: columns.map { (name: $0.0, values: $0.1) },
      options: DataOptions(inputs: columns.map(\.0)))
  }

  @Test("standard scaling takes mean and population deviation of the fitted rows only")
  func standard() throws {
    // Mean 5, deviation 2: the example of many textbooks; the last value is outside the rows.
    let series = try series([2, 4, 4, 4, 5, 5, 7, 9, 1000])
    let scaler = Scaler(.standard, fittedTo: series, rows: 0..<8)
    #expect(scaler.offsets == [5] && scaler.scales == [2])
    let scaled = scaler.scaled(series)
    #expect(scaled.withValues { Array($0) } == [-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2, 497.5])
    #expect(scaler.restore(497.5, column: 0) == 1000)
    #expect(series.value(row: 0, column: 0) == 2)
  }

  @Test("minmax scaling maps the fitted rows onto 0 to 1, and none leaves the values alone")
  func others() throws {
    let series = try series([5, 3, 7, 11], [0, -8, 8, 0])
    let minmax = Scaler(.minmax, fittedTo: series, rows: 0..<3)
    #expect(minmax.offsets == [3, -8] && minmax.scales == [4, 16])
    let expected: [Float] = [0.5, 0.5, 0, 0, 1, 1, 2, 0.5]
    #expect(minmax.scaled(series).withValues { Array($0) } == expected)
    let none = Scaler(.none, fittedTo: series, rows: 1..<2)
    #expect(none.scaled(series).withValues { Array($0) } == [5, 0, 3, -8, 7, 8, 11, 0])
  }

  @Test("a constant column becomes zero and comes back exactly", arguments: [0.1, -3e38, 0, 1e-30])
  func constant(value: Double) throws {
    let series = try series([Double](repeating: value, count: 7))
    for scaling in [Scaling.standard, .minmax] {
      let scaler = Scaler(scaling, fittedTo: series, rows: 0..<7)
      #expect(scaler.scales == [1])
      #expect(scaler.scaled(series).withValues { Array($0) } == [Float](repeating: 0, count: 7))
      #expect(scaler.restore(0, column: 0) == value)
    }
  }

  @Test("the widest floats and the tiniest differences stay finite")
  func extremes() throws {
    let wide = try series([-3.4e38, 3.4e38, 0])
    let narrow = try series([1, 1, Double((1 as Float).nextUp), 3e38])
    for scaling in Scaling.allCases {
      for (series, rows) in [(wide, 0..<3), (narrow, 0..<3), (narrow, 0..<2)] {
        let scaled = Scaler(scaling, fittedTo: series, rows: rows).scaled(series)
        #expect(scaled.withValues { $0.allSatisfy(\.isFinite) })
      }
    }
  }

  @Test("restoring what was scaled is within a float's rounding of the scaled value")
  func roundTrip() throws {
    let stream = RandomStream(seed: 3, purpose: .noise, stream: 0)
    let values = (0..<500 as Range<UInt64>).map { 300 + 20 * stream.normal(at: $0) }
    let series = try series(values)
    for scaling in Scaling.allCases {
      let scaler = Scaler(scaling, fittedTo: series, rows: 0..<400)
      for row in 0..<500 {
        let value = series.value(row: row, column: 0)
        let scaled = scaler.scale(value, column: 0)
        let error = scaler.restore(scaled, column: 0) - value
        #expect(error.magnitude <= Double(scaled.ulp) * scaler.scales[0])
      }
    }
  }

  @Test("a scaler encoded as JSON comes back to the bit; a damaged one is refused")
  func coding() throws {
    let stream = RandomStream(seed: 4, purpose: .noise, stream: 0)
    for seed in 0..<200 as Range<UInt64> {
      let values = (0..<9 as Range<UInt64>).map { stream.normal(at: seed * 9 + $0) * 1e-3 }
      let series = try series(values)
      let scaler = Scaler(.standard, fittedTo: series, rows: 0..<9)
      let data = try JSONEncoder().encode(scaler)
      let back = try JSONDecoder().decode(Scaler.self, from: data)
      #expect(back == scaler)
      #expect(back.offsets.map(\.bitPattern) == scaler.offsets.map(\.bitPattern))
    }
    for damage in ["[]", "[0]", "[1,2]", "[-1]"] {
      let text = #"{"scaling":"none","columns":["a"],"offsets":[0],"scales":\#(damage)}"#
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(Scaler.self, from: Data(text.utf8))
      }
    }
  }
}
