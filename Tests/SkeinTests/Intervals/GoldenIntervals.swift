import Foundation
import Skein
import Testing

/// Golden/Forecasts/intervals.json, made by make_intervals.py there: conformal intervals in numpy.
struct GoldenIntervals: Decodable {
  struct Level: Decodable {
    let level: Double
    /// [ahead]
    let margins: [Double]
    let coverage: Double
    let width: Double
    let score: Double
  }

  struct Quantile: Decodable {
    let quantile: Double
    /// [ahead]
    let distances: [Double]
    let coverage: Double
    let pinball: Double
  }

  let name: String
  let values: [Double]
  let window: Int
  let ahead: Int
  /// Empty where a single number is said.
  let quantiles: [Double]
  /// [windows, ahead, width]
  let said: [Float]
  let levels: [Level]
  let told: [Quantile]

  static func read() throws -> [GoldenIntervals] {
    let url = try #require(
      Bundle.module.url(forResource: "Golden/Forecasts/intervals", withExtension: "json"))
    return try JSONDecoder().decode([GoldenIntervals].self, from: Data(contentsOf: url))
  }

  func dataset() throws -> Dataset {
    let series = try Series(
      name: name, columns: [(name: "y", values: values)], options: DataOptions(targets: ["y"]))
    return try Dataset(series, window: window, horizon: ahead)
  }

  var head: any Head { quantiles.isEmpty ? MeanSquaredError() : Quantiles(quantiles) }

  func told(_ windows: WindowSet) -> ToldWindows {
    let width = ahead * max(quantiles.count, 1)
    return ToldWindows(
      Array(said[windows.windows.lowerBound * width..<windows.windows.upperBound * width]),
      of: windows.dataset, windows: windows.windows, by: head)
  }
}
