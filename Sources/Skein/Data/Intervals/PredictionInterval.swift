/// Between which two numbers a value is expected to lie, and in how many of a hundred cases.
public struct PredictionInterval: Sendable, Codable, Equatable {
  /// Per cent.
  public var level: Double
  public var lower: Double
  public var upper: Double

  public init(level: Double, lower: Double, upper: Double) {
    self.level = level
    self.lower = lower
    self.upper = upper
  }

  public var width: Double { upper - lower }
}

/// How well intervals of one level fit what happened to one target.
public struct IntervalScore: Sendable, Codable, Equatable {
  /// Per cent: the part of the actual values that should lie within.
  public let level: Double
  /// The part of them, from 0 to 1, that does; both ends belong to an interval.
  public let coverage: Double
  /// The mean distance of the ends, in the target's units.
  public let width: Double
  /// The mean of the width and, for values outside, 2/α times their distance from it, where α is the part
  /// that may lie outside: 2/α times the sum of both ends' pinball losses. Less is better.
  ///
  /// Source: Gneiting and Raftery, "Strictly proper scoring rules, prediction, and estimation", JASA 102
  /// (2007).
  public let score: Double

  /// - Parameters:
  ///   - count: of values, at least 1.
  ///   - sample: the i-th value and its interval.
  init(
    level: Double, count: Int, sample: (Int) -> (actual: Double, interval: PredictionInterval)
  ) {
    precondition(count > 0, "scores of \(count) intervals")
    let outside = 2 / (1 - level / 100)
    var inside = 0
    var (width, score) = (0.0, 0.0)
    for index in 0..<count {
      let (actual, interval) = sample(index)
      let beyond = max(interval.lower - actual, actual - interval.upper)
      if beyond <= 0 { inside += 1 }
      width += interval.width
      score += interval.width + outside * max(beyond, 0)
    }
    self.level = level
    coverage = Double(inside) / Double(count)
    self.width = width / Double(count)
    self.score = score / Double(count)
  }
}
