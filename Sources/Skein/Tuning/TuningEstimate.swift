import Foundation

/// How many times as fast one candidate is as another, from measurements in pairs.
///
/// Each pair is taken in the same pass, moments apart, so that a drift of the machine meets both
/// and cancels in the ratio. The interval is Student's t on the logarithms of the ratios.
package struct TuningEstimate: Sendable, Equatable {
  /// The geometric mean of the ratios.
  package let ratio: Double
  /// The 95 % confidence interval; nil for fewer than three pairs.
  package let interval: ClosedRange<Double>?
  package let pairs: Int

  /// - Parameter logarithms: of the ratios, finite.
  /// - Returns: nil without any.
  package init?(logarithms: [Double]) {
    guard !logarithms.isEmpty else { return nil }
    let count = Double(logarithms.count)
    let mean = logarithms.reduce(0, +) / count
    ratio = exp(mean)
    pairs = logarithms.count
    guard logarithms.count >= 3 else {
      interval = nil
      return
    }
    let squares = logarithms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (squares / (count - 1) / count).squareRoot()
    let half = Self.quantile(logarithms.count - 1) * error
    interval = exp(mean - half)...exp(mean + half)
  }

  /// Whether the whole interval lies above 1.
  package var isFaster: Bool { interval.map { $0.lowerBound > 1 } ?? false }

  /// The 97.5 % quantile of Student's t; from 31 degrees of freedom on at most 0.002 too large.
  static func quantile(_ degrees: Int) -> Double {
    let table = [
      12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
      2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
      2.052, 2.048, 2.045, 2.042,
    ]
    precondition(degrees >= 1, "\(degrees) degrees of freedom")
    return degrees <= table.count ? table[degrees - 1] : 1.96 + 2.5 / Double(degrees)
  }
}
