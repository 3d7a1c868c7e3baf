import Foundation
import Testing

/// Golden/Forecasts/methods.json, made by make_golden.py there: what numpy, scipy and statsmodels say.
struct GoldenMethods: Decodable {
  struct Case: Decodable, Sendable {
    struct Autoregression: Decodable {
      let constant: Double
      let coefficients: [Double]
      let next: [Double]
      let lags: Int
    }

    struct Smoothing: Decodable {
      let trend: String
      let season: Int?
      let squares: Double
      let next: [Double]
    }

    struct Errors: Decodable {
      let ahead: Int
      let rmse: Double
      let mae: Double
      let smape: Double
      let mase: Double
    }

    struct Difference: Decodable {
      let ahead: Int
      /// Nil where both forecasts are the same.
      let probability: Double?
    }

    let name: String
    let values: [Double]
    let training: Int
    let season: Int
    let autoregression: Autoregression
    let smoothing: [Smoothing]
    let errors: [Errors]
    let difference: [Difference]

    var trained: [Double] { Array(values[..<training]) }

    /// The standard deviation of the training values.
    var deviation: Double {
      let mean = trained.reduce(0, +) / Double(training)
      return (trained.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(training)).squareRoot()
    }
  }

  struct Student: Decodable {
    let freedom: Double
    let statistic: Double
    let probability: Double
  }

  let cases: [Case]
  let student: [Student]

  static func read() throws -> GoldenMethods {
    let url = try #require(
      Bundle.module.url(forResource: "Golden/Forecasts/methods", withExtension: "json"))
    return try JSONDecoder().decode(GoldenMethods.self, from: Data(contentsOf: url))
  }
}
