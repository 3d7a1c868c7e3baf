/// Intervals around a forecast, one within the other.
package struct ForecastFan: Sendable, Equatable {
  /// The intervals within which a part of all values should lie: a pair of numbers for each row.
  package struct Level: Sendable, Equatable {
    /// Such as 0.9.
    package var part: Double
    package var lower: [Double]
    package var upper: [Double]

    /// - Precondition: as many lower ends as upper ones.
    package init(_ part: Double, lower: [Double], upper: [Double]) {
      precondition(
        lower.count == upper.count, "\(lower.count) lower and \(upper.count) upper ends")
      self.part = part
      self.lower = lower
      self.upper = upper
    }
  }

  /// The widest first, so that the others are drawn upon it.
  package let levels: [Level]

  package init(_ levels: [Level]) { self.levels = levels.sorted { $0.part > $1.part } }

  /// The intervals of the first target, as far as rows have them.
  init(_ forecast: RunForecast) {
    let told = forecast.rows.map(\.intervals).prefix { $0 != nil }.compactMap { $0 }
    self.init(
      forecast.levels.indices.map { index in
        Level(
          forecast.levels[index] / 100, lower: told.map { $0[index].lower[0] },
          upper: told.map { $0[index].upper[0] })
      })
  }

  /// The areas, each from `x` on, with what is known before them.
  ///
  /// - Parameter start: the last value that is known, where all intervals begin.
  func bands(from start: (x: Double, y: Double)?, x: [Double]) -> [ChartBand] {
    levels.map { level in
      let known = start.map { [$0] } ?? []
      let count = min(x.count, level.lower.count)
      return ChartBand(
        NumberText.percent(level.part), x: known.map(\.x) + x.prefix(count),
        lower: known.map(\.y) + level.lower.prefix(count),
        upper: known.map(\.y) + level.upper.prefix(count))
    }
  }
}
