/// How far predictions are from what happened, in the units of the target (MSE: their square).
public struct ErrorMetrics: Sendable, Codable, Equatable {
  /// The number of predictions.
  public let count: Int
  /// The mean of the squared errors.
  public let mse: Double
  /// The mean of the errors' magnitudes.
  public let mae: Double
  /// The mean of 2·|predicted − actual| / (|predicted| + |actual|), from 0 to 2, where 0 of 0 is no error.
  ///
  /// Source: Makridakis and Hibon, "The M3-competition", International Journal of Forecasting 16 (2000),
  /// there in per cent.
  public let smape: Double

  /// The root of the mean squared error.
  public var rmse: Double { mse.squareRoot() }

  /// The metrics of `count` predictions, summed in order in double precision.
  ///
  /// - Parameters:
  ///   - count: how many, at least 1.
  ///   - pair: the i-th actual value and what was predicted.
  public init(count: Int, pair: (Int) -> (actual: Double, predicted: Double)) {
    precondition(count > 0, "metrics of \(count) predictions")
    var sum = ErrorSum()
    for index in 0..<count {
      let (actual, predicted) = pair(index)
      sum.add(actual, predicted)
    }
    self.init(sum)
  }

  init(_ sum: ErrorSum) {
    let count = Double(sum.count)
    self.count = sum.count
    mse = sum.squares / count
    mae = sum.magnitudes / count
    smape = sum.shares / count
  }
}

/// Errors summed up one after the other.
struct ErrorSum {
  private(set) var count = 0
  private(set) var squares = 0.0
  private(set) var magnitudes = 0.0
  private(set) var shares = 0.0

  /// - Returns: the squared error.
  @discardableResult
  mutating func add(_ actual: Double, _ predicted: Double) -> Double {
    let error = predicted - actual
    let size = predicted.magnitude + actual.magnitude
    count += 1
    squares += error * error
    magnitudes += error.magnitude
    if size != 0 { shares += 2 * error.magnitude / size }
    return error * error
  }
}

extension Series {
  /// The mean |yₜ − yₜ₋₁| of a column over `rows`; nil if there is no step or it is always zero.
  public func naiveStepError(column: Int, rows: Range<Int>) -> Double? {
    naiveStepError(column: column, runs: [rows])
  }

  /// The same over several runs, without steps from one to the next and from or to filled values.
  ///
  /// - Parameter squared: whether it is the mean of the squares instead.
  package func naiveStepError(
    column: Int, runs: [Range<Int>], squared: Bool = false
  ) -> Double? {
    var sum = 0.0
    var count = 0
    for rows in runs {
      for row in rows.dropLast()
      where !isFilled(row: row, column: column) && !isFilled(row: row + 1, column: column) {
        let step = value(row: row + 1, column: column) - value(row: row, column: column)
        sum += squared ? step * step : step.magnitude
        count += 1
      }
    }
    let mean = sum / Double(max(count, 1))
    return mean > 0 ? mean : nil
  }
}
