/// The errors of one target's forecasts over the series of a panel; scaled, since units differ.
package struct RunPanelTarget: Codable, Sendable, Equatable {
  /// A simple method on the same rows.
  package struct Method: Codable, Sendable, Equatable {
    package var name: String
    package var rmsse: Double
    package var mase: Double
    /// The part of the series on which the model's RMSSE is lower.
    package var share: Double
    /// The probability that it differs so much from the model by chance; null where nothing tells.
    @NullIfMissing package var chance: Double?
  }

  /// One of the series with the largest RMSSE.
  package struct Member: Codable, Sendable, Equatable {
    package var series: String
    package var rmsse: Double
    package var mase: Double
    /// In the units of the series.
    package var rmse: Double
    /// The best simple method, and its error in those units.
    package var method: String
    package var methodRmse: Double
  }

  /// How often what happened lies within the intervals of one level, over all series.
  package struct Coverage: Codable, Sendable, Equatable {
    /// Per cent.
    package var level: Double
    /// The part of the predictions, from 0 to 1.
    package var coverage: Double
  }

  package var column: String
  /// Series that were predicted, and those of them whose training part changes, so that they have a scale.
  package var series: Int
  package var scaled: Int
  package var predictions: Int
  /// Means over the series that have a scale; null where none has.
  @NullIfMissing package var rmsse: Double?
  @NullIfMissing package var mase: Double?
  /// The best first.
  package var methods: [Method]
  /// The worst first.
  package var worst: [Member]
  /// Of the intervals; null where none were learnt.
  @NullIfMissing package var intervals: [Coverage]?
  package var verdict: RunVerdict

  private static let mostWorst = 10

  /// - Parameters:
  ///   - intervals: how well they fit.
  ///   - isTest: whether any of the rows did not train the model.
  package init(_ metrics: PanelMetrics, intervals: [IntervalScore]?, isTest: Bool = true) {
    column = metrics.column
    series = metrics.members.count
    scaled = metrics.scaled
    predictions = metrics.members.reduce(0) { $0 + $1.errors.count }
    _rmsse = NullIfMissing(wrappedValue: metrics.rmsse.isFinite ? metrics.rmsse : nil)
    _mase = NullIfMissing(wrappedValue: metrics.mase.isFinite ? metrics.mase : nil)
    methods = metrics.rivals.filter { $0.rmsse.isFinite }.map {
      Method(name: $0.name, rmsse: $0.rmsse, mase: $0.mase, share: $0.share, chance: $0.chance)
    }
    worst = metrics.worst(Self.mostWorst).map {
      Member(
        series: $0.name, rmsse: $0.rmsse ?? 0, mase: $0.mase ?? 0, rmse: $0.errors.rmse,
        method: $0.rival, methodRmse: $0.rivalErrors.rmse)
    }
    // Widths of many series have no common unit.
    _intervals = NullIfMissing(
      wrappedValue: intervals?.map { Coverage(level: $0.level, coverage: $0.coverage) })
    verdict = RunVerdict(metrics, isTest: isTest)
  }

  /// What a person should know before using the model, as one clause, where a simpler method is as good.
  package var warning: String? {
    guard verdict == .noBetter, let best = methods.first else { return nil }
    return
      "\(best.name) was \(best.isChance ? "as good" : "better") on the test parts of the series"
  }
}

extension RunPanelTarget.Method {
  /// Whether the model and the method may be equally good.
  package var isChance: Bool { chance.map { $0 > RunVerdict.level } ?? false }
}

extension RunVerdict {
  init(_ metrics: PanelMetrics, isTest: Bool) {
    guard isTest, metrics.scaled > 0, let best = metrics.rivals.first else {
      self = .unknown
      return
    }
    if metrics.rmsse < best.rmsse {
      self = (best.chance ?? 1) <= Self.level ? .clearlyBetter : .barelyBetter
    } else {
      self = .noBetter
    }
  }
}
