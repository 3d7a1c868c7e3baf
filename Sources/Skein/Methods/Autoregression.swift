/// A linear autoregression: the next value is a weighted sum of the last ones, and a constant.
///
/// Several rows ahead it goes on from its own forecasts. Fitted by least squares; the number of lags is
/// the one with the least final prediction error.
package struct Autoregression: Codable, Sendable, Equatable {
  /// Lags that are tried.
  static let mostLags = 50

  package let constant: Double
  /// Of the last value, the one before it, and so on.
  package let coefficients: [Double]

  /// Nil where the rows are too few.
  ///
  /// - Parameters:
  ///   - runs: values that follow each other, in order.
  ///   - lags: the most that may be taken; the rows decide how many are.
  package init?(fittedTo runs: [[Double]], lags most: Int = mostLags) {
    let values = runs.reduce(0) { $0 + $1.count }
    let lags = min(most, (values - 2) / 4)
    guard lags >= 1 else { return nil }
    let mean = runs.reduce(0) { $0 + $1.reduce(0, +) } / Double(values)
    // The same space as that of the lags, but of columns that are far from each other: the level, and the
    // steps that led there.
    var equations = NormalEquations(columns: lags + 1)
    var row = [Double](repeating: 1, count: lags + 1)
    for run in runs where run.count > lags {
      for last in lags - 1..<run.count - 1 {
        row[1] = run[last] - mean
        for lag in 1..<lags { row[lag + 1] = run[last - lag + 1] - run[last - lag] }
        equations.add(row, [run[last + 1] - run[last]])
      }
    }
    guard
      let solution = equations.best(of: Array(0...lags), sizes: Array(1...lags + 1))
    else { return nil }
    // One column is the constant alone: then the mean step is all, and lag 1 has the weight 1.
    let steps = solution.coefficients.dropFirst(2).prefix(max(solution.size - 2, 0))
    var coefficients = [Double](repeating: 0, count: max(solution.size - 1, 1))
    coefficients[0] = 1 + solution.coefficients[1]
    for (place, weight) in steps.enumerated() {
      coefficients[place] += weight
      coefficients[place + 1] -= weight
    }
    constant = solution.coefficients[0] - solution.coefficients[1] * mean
    self.coefficients = coefficients
  }
}

/// An autoregression that goes on from its own forecasts.
struct AutoregressionWalk: MethodWalk {
  private let model: Autoregression
  private var row = -1
  private var known: [Double] = []

  init(_ model: Autoregression) { self.model = model }

  mutating func advance(to row: Int, of column: [Double]) { self.row = row }

  mutating func forecast(
    _ steps: ClosedRange<Int>, of column: [Double], into values: inout [Double]
  ) {
    let lags = model.coefficients.count
    // Before the first row there is nothing but the first value.
    known = (row - lags + 1...row).map { column[max($0, 0)] }
    for step in 1...steps.upperBound {
      var value = model.constant
      for (lag, weight) in model.coefficients.enumerated() {
        value += weight * known[known.count - 1 - lag]
      }
      known.append(value)
      if step >= steps.lowerBound { values[step - steps.lowerBound] = value }
    }
  }
}
