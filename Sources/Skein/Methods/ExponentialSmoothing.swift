/// Exponential smoothing with additive errors: a level, if it pays a slope that may fade, and a season.
///
/// ```
/// forecast = l + φb + s        e = y − forecast
/// l ← l + φb + αe              b ← φb + βe              s ← s + γe
/// ```
///
/// Source: Hyndman, Koehler, Ord and Snyder, "Forecasting with Exponential Smoothing" (2008), in which
/// these are ETS(A, N|A|Ad, N|A). Those with multiplicative parts are left out: they need values above
/// zero, and are unstable where some are near it.
package struct ExponentialSmoothing: Codable, Sendable, Equatable {
  package enum Trend: String, Codable, Sendable, CaseIterable {
    case none = "N"
    case additive = "A"
    case damped = "Ad"
  }

  package let trend: Trend
  /// Rows of a season; nil without one.
  package let season: Int?
  /// The level's share of an error.
  package let alpha: Double
  /// The slope's share; 0 without one.
  package let beta: Double
  /// The season's share; 0 without one.
  package let gamma: Double
  /// What is left of the slope a row later; 1 undamped.
  package let phi: Double

  /// `ETS(A,Ad,A)`, as in the literature.
  package var name: String { "ETS(A,\(trend.rawValue),\(season == nil ? "N" : "A"))" }

  /// The values of a column: where the smoothing is at a row.
  package struct State {
    var level = 0.0
    var slope = 0.0
    /// One for each row of a season; that of row i at i modulo the season.
    var seasonal: [Double] = []
    var row = 0
  }

  /// What it says about the next value, and what it learns of it.
  @inline(__always)
  func observe(_ value: Double, _ state: inout State) -> Double {
    let damped = phi * state.slope
    var expected = state.level + damped
    if let season {
      let place = state.row % season
      expected += state.seasonal[place]
      state.seasonal[place] += gamma * (value - expected)
    }
    let error = value - expected
    state.level += damped + alpha * error
    state.slope = damped + beta * error
    state.row += 1
    return error
  }

  /// The value `steps` rows after the last one seen, where `fade` is φ + … + φ^steps.
  @inline(__always)
  func forecast(_ steps: Int, fade: Double, _ state: State) -> Double {
    let season = season.map { state.seasonal[(state.row + steps - 1) % $0] } ?? 0
    return state.level + fade * state.slope + season
  }

  /// The sum of the squared errors one row ahead.
  package func squares(_ values: [Double], from start: State) -> Double {
    var state = start
    var sum = 0.0
    for value in values {
      let error = observe(value, &state)
      sum += error * error
    }
    return sum.isFinite ? sum : .infinity
  }
}

/// Exponential smoothing on its way along a column.
struct SmoothingWalk: MethodWalk {
  private let model: ExponentialSmoothing
  private var state: ExponentialSmoothing.State

  init(_ model: ExponentialSmoothing, column: [Double]) {
    self.model = model
    state = ExponentialSmoothing.start(of: column, season: model.season, trend: model.trend)
  }

  mutating func advance(to row: Int, of column: [Double]) {
    while state.row <= row { _ = model.observe(column[state.row], &state) }
  }

  mutating func forecast(
    _ steps: ClosedRange<Int>, of column: [Double], into values: inout [Double]
  ) {
    var fade = 0.0
    var power = 1.0
    for step in 1...steps.upperBound {
      power *= model.phi
      fade += power
      if step >= steps.lowerBound {
        values[step - steps.lowerBound] = model.forecast(step, fade: fade, state)
      }
    }
  }
}
