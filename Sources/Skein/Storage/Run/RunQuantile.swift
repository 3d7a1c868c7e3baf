/// One quantile in a row of a table: a number for each target.
package struct RunQuantile: Codable, Sendable, Equatable {
  /// Between 0 and 1.
  package var quantile: Double
  package var values: [Double]

  /// The quantiles of a row; nil where there are none.
  ///
  /// - Parameters:
  ///   - quantiles: those that were asked for.
  ///   - told: of each target.
  static func all(
    _ quantiles: [Double], _ told: [[Double]], columns: [Int], _ scaler: Scaler
  ) -> [RunQuantile]? {
    guard !quantiles.isEmpty, told.allSatisfy({ $0.count == quantiles.count }) else { return nil }
    return quantiles.enumerated().map { index, quantile in
      RunQuantile(
        quantile: quantile,
        values: zip(told, columns).map { scaler.rounded($0[index], column: $1) })
    }
  }

  /// Names of the columns of a table: `quantile 0.1`.
  static func names(_ quantiles: [Double]) -> [String] { quantiles.map { "quantile \($0)" } }
}
