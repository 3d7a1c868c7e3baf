/// The intervals of one level in a row of a table: an end below and one above for each target.
package struct RunInterval: Codable, Sendable, Equatable {
  /// Per cent.
  package var level: Double
  package var lower: [Double]
  package var upper: [Double]

  /// The intervals of a row, by level.
  ///
  /// - Parameters:
  ///   - bounds: of each target, the narrowest first.
  ///   - columns: of the targets.
  static func all(
    _ bounds: [[PredictionInterval]], columns: [Int], _ scaler: Scaler
  ) -> [RunInterval] {
    (0..<(bounds.first?.count ?? 0)).map { level in
      func ends(_ end: (PredictionInterval) -> Double) -> [Double] {
        zip(bounds, columns).map { scaler.rounded(end($0[level]), column: $1) }
      }
      return RunInterval(
        level: bounds[0][level].level, lower: ends(\.lower), upper: ends(\.upper))
    }
  }

  /// Names of the columns of a table: those of a target's numbers, then two for each level; with several
  /// targets all of them for each one.
  static func names(_ numbers: [String], levels: [Double], targets: [String]) -> [String] {
    let names =
      numbers
      + levels.flatMap { level in
        let text = NumberText.short(level)
        return ["lower \(text)", "upper \(text)"]
      }
    return targets.count == 1
      ? names : targets.flatMap { target in names.map { "\($0) \(target)" } }
  }

  func fields(_ target: Int) -> [CSVWriter.Field] {
    [.double(lower[target]), .double(upper[target])]
  }
}
