/// How far a model's predictions of one target are from what happened in many series, in the company of
/// simple methods on the same rows.
///
/// Errors are scaled by those of copying the last value one row ahead in the series' own training part, so
/// that series of other sizes and units count alike; nothing is averaged over units. Sources: the MASE of
/// Hyndman and Koehler (International Journal of Forecasting 22, 2006) and the RMSSE of the M5 competition
/// (Makridakis, Spiliotis and Assimakopoulos, International Journal of Forecasting 38, 2022), both as means
/// over the series.
public struct PanelMetrics: Sendable, Equatable {
  /// A simple method, fitted to each series.
  public struct Rival: Sendable, Equatable {
    /// As tables name it: `exponential smoothing`.
    public let name: String
    public let rmsse: Double
    public let mase: Double
    /// The part of the series on which the model's RMSSE is lower.
    public let share: Double
    /// The probability that the model and this method, were they equally good, differ so much over the
    /// series; nil where there is nothing to tell by.
    public let chance: Double?
  }

  /// One series.
  public struct Member: Sendable, Equatable {
    public let name: String
    /// Of the model, in the units of the series.
    public let errors: ErrorMetrics
    /// Nil where the training part never changes.
    public let rmsse: Double?
    public let mase: Double?
    /// The best simple method on this series, and its errors.
    public let rival: String
    public let rivalErrors: ErrorMetrics
  }

  /// The target column.
  public let column: String
  /// Series that were predicted, in their order.
  public let members: [Member]
  /// Means over the series that have a scale; NaN where none has.
  public let rmsse: Double
  public let mase: Double
  /// Simple methods, the one with the least RMSSE first.
  public let rivals: [Rival]

  /// Series that have a scale.
  public var scaled: Int { members.count { $0.rmsse != nil } }

  /// The series with the largest RMSSE, the worst first.
  public func worst(_ count: Int) -> [Member] {
    Array(
      members.enumerated().filter { $0.element.rmsse != nil }
        .sorted { ($1.element.rmsse ?? 0, $0.offset) < ($0.element.rmsse ?? 0, $1.offset) }
        .prefix(count).map(\.element))
  }
}

extension PanelMetrics {
  /// Fewer series are judged each by itself.
  private static let leastSeries = 8

  /// - Parameters:
  ///   - metrics: of each series, with its name, its number and the methods that it was judged beside.
  ///   - steps: what errors of each series are scaled by.
  init(
    column: String, _ metrics: [(name: String, methods: [SimpleMethod], own: ForecastMetrics)],
    steps: [NaiveSteps]
  ) {
    let members = zip(metrics, steps).map { series, steps in
      Member(
        name: series.name, errors: series.own.model, rmsse: steps.rmsse(series.own.model),
        mase: steps.mase(series.own.model), rival: series.own.rivals[0].name,
        rivalErrors: series.own.rivals[0].errors)
    }
    let judged = members.indices.filter { members[$0].rmsse != nil }
    let own = judged.map { members[$0].rmsse ?? .nan }
    var kinds: [String] = []
    for series in metrics {
      for method in series.methods where !kinds.contains(method.kind) { kinds.append(method.kind) }
    }
    let rivals = kinds.map { kind -> Rival in
      // Where a series has too few rows for the method, the last value stands in for it.
      let others = judged.map { index -> ForecastMetrics.Rival in
        let (_, methods, own) = metrics[index]
        let name = (methods.first { $0.kind == kind } ?? .lastValue).name
        // Over several fits, such as those of a backtest, it has the name of its kind.
        return own.rivals.first { $0.name == name || $0.name == kind }
          ?? own.rivals.first { $0.name == SimpleMethod.lastValue.name } ?? own.rivals[0]
      }
      let scaled = zip(judged, others).map { steps[$0].rmsse($1.errors) ?? .nan }
      let absolute = zip(judged, others).map { steps[$0].mase($1.errors) ?? .nan }
      return Rival(
        name: kind, rmsse: Self.mean(scaled), mase: Self.mean(absolute),
        share: Self.mean(zip(own, scaled).map { $0 < $1 ? 1 : 0 }),
        chance: Self.chance(own, scaled, others))
    }
    self.column = column
    self.members = members
    rmsse = Self.mean(own)
    mase = Self.mean(judged.compactMap { members[$0].mase })
    self.rivals = rivals.enumerated().sorted {
      ($0.element.rmsse, $0.offset) < ($1.element.rmsse, $1.offset)
    }.map(\.element)
  }

  private static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
  }

  /// The probability that the errors of two models which are equally good differ so much over the series; nil
  /// for few of them.
  package static func chance(over pairs: [(Double, Double)]) -> Double? {
    if pairs.count < leastSeries { return nil }
    var difference = LossDifference(horizon: 1)
    for (one, other) in pairs { difference.add(one, other) }
    return difference.probability
  }

  /// The probability that a model and a method which are equally good differ so much.
  ///
  /// Series are what is compared, by their RMSSE; where there are few, the model has to be better, or worse,
  /// in each of them by more than chance.
  private static func chance(
    _ own: [Double], _ scaled: [Double], _ others: [ForecastMetrics.Rival]
  ) -> Double? {
    if own.count >= leastSeries { return chance(over: Array(zip(own, scaled))) }
    let better = zip(own, scaled).count { $0 < $1 }
    guard better == 0 || better == own.count else { return 1 }
    return others.map { $0.againstModel ?? 1 }.max()
  }
}

/// What the errors of one series are scaled by: those of copying the last value, one row ahead.
package struct NaiveSteps: Codable, Sendable, Equatable {
  /// The mean |yₜ − yₜ₋₁|; nil where it is zero.
  let magnitude: Double?
  /// The mean of their squares.
  let square: Double?

  init(_ series: Series, column: Int, runs: [Range<Int>]) {
    magnitude = series.naiveStepError(column: column, runs: runs)
    square = series.naiveStepError(column: column, runs: runs, squared: true)
  }

  func mase(_ errors: ErrorMetrics) -> Double? { magnitude.map { errors.mae / $0 } }
  func rmsse(_ errors: ErrorMetrics) -> Double? { square.map { (errors.mse / $0).squareRoot() } }
}
