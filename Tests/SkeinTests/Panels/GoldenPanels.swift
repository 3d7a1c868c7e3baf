import Foundation
import Skein
import Testing

/// Golden/Panels/panels.json, made by make_golden.py there: how plain Python cuts and scales small panels.
struct GoldenPanels: Decodable {
  struct Parts: Decodable {
    /// [series, last day that is known] of each window.
    let training: [[Int]]
    let validation: [[Int]]
    let test: [[Int]]
  }

  /// For each series the runs of days without a gap.
  let series: [[Int]]
  let window: Int
  let horizon: Int
  /// Whether all rows up to the horizon are predicted.
  let several: Bool
  let testSplit: Double
  let validationSplit: Double
  let parts: Parts
  let offsets: [Double]
  let scales: [Double]
  /// The mean RMSSE and MASE of the last value and of the series' own means; empty where no series counts.
  let naive: [Double]
  let mean: [Double]

  static func read() throws -> [GoldenPanels] {
    let url = try #require(
      Bundle.module.url(forResource: "Golden/Panels/panels", withExtension: "json"))
    return try JSONDecoder().decode([GoldenPanels].self, from: Data(contentsOf: url))
  }

  /// The days of each series that have a row.
  var days: [[Int]] {
    series.map { runs in
      var day = 0
      return runs.flatMap { run -> [Int] in
        defer { day += run + 2 }
        return Array(day..<day + run)
      }
    }
  }

  static func value(_ series: Int, _ day: Int) -> Double {
    Double((7 * day + 5 * series) % 11) + Double(day) / 8
  }

  /// As it was prepared, with each series in one piece or their rows in turn.
  func dataset(inTurn: Bool = false) throws -> Dataset {
    var rows = days.enumerated().flatMap { number, days in days.map { (number, $0) } }
    if inTurn { rows.sort { ($0.1, $0.0) < ($1.1, $1.0) } }
    let text = try Tables.table("date,id,v", rows: rows.count) { row in
      let (number, day) = rows[row]
      return "\(try Tables.day(day, "yyyy-mm-dd")),\(number + 7),\(Self.value(number, day))"
    }
    var options = DataOptions(targets: ["v"])
    options.order.series = "id"
    let length = window
    return try Dataset(
      Tables.read(text, options), window: length, horizon: several ? horizon : 1,
      step: several ? nil : horizon, testSplit: testSplit, validationSplit: validationSplit,
      scaling: .standard)
  }
}
