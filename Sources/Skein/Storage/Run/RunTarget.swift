/// The errors of one target's forecasts, in its own units.
package struct RunTarget: Codable, Sendable, Equatable {
  /// A simple method on the same rows.
  package struct Method: Codable, Sendable, Equatable {
    /// As tables name it.
    package var name: String
    /// As sentences name what it does.
    package var phrase: String
    package var errors: RunErrors
    /// The probability that it differs so much from the model by chance; null for few rows.
    @NullIfMissing package var chance: Double?
  }

  package var column: String
  package var test: RunErrors
  /// Of copying the last value.
  package var naive: RunErrors
  /// All simple methods, the best first; null in records of earlier versions.
  @NullIfMissing package var methods: [Method]?
  /// For each row ahead, the nearest first, where there are several.
  @NullIfMissing package var steps: [RunErrors]?
  /// The same of the best simple method.
  @NullIfMissing package var methodSteps: [RunErrors]?
  /// Whether nothing is better than copying the last value, by more than chance.
  @NullIfMissing package var nothingBeatsLastValue: Bool?
  /// Whether the predictions are nearly the last values themselves; null in records of earlier versions.
  @NullIfMissing package var copiesLastValue: Bool?
  /// How well intervals fit, the narrowest first; null where none were learnt.
  @NullIfMissing package var intervals: [IntervalScore]?
  package var verdict: RunVerdict

  /// - Parameters:
  ///   - intervals: how well they fit the same rows.
  ///   - isTest: whether any of the rows did not train the model.
  package init(
    _ metrics: ForecastMetrics, intervals: [IntervalScore]? = nil, isTest: Bool = true
  ) {
    // The MASE of all is on the same scale as the model's.
    let scale = metrics.mase.map { metrics.model.mae / $0 }
    func errors(_ errors: ErrorMetrics) -> RunErrors {
      RunErrors(
        errors, mase: scale.flatMap { $0.isFinite && $0 > 0 ? errors.mae / $0 : nil })
    }
    column = metrics.column
    test = RunErrors(metrics.model, mase: metrics.mase)
    naive = errors(metrics.naive)
    let methods = metrics.rivals.map {
      Method(
        name: $0.name, phrase: $0.phrase, errors: errors($0.errors),
        chance: $0.againstModel)
    }
    let severalSteps = metrics.steps.count > 1
    _methods = NullIfMissing(wrappedValue: methods)
    _steps = NullIfMissing(wrappedValue: severalSteps ? metrics.steps.map(errors) : nil)
    _methodSteps = NullIfMissing(wrappedValue: severalSteps ? metrics.rivalSteps.map(errors) : nil)
    _nothingBeatsLastValue = NullIfMissing(wrappedValue: metrics.nothingBeatsLastValue)
    _copiesLastValue = NullIfMissing(wrappedValue: metrics.copiesLastValue)
    _intervals = NullIfMissing(wrappedValue: intervals)
    verdict = RunVerdict(metrics, isTest: isTest)
  }

  /// What a person should know before using the model, as one clause, where a simpler method is as good.
  package var warning: String? {
    guard verdict == .noBetter, let best = methods?.first else { return nil }
    if nothingBeatsLastValue ?? false {
      return "nothing was better than copying the last value, by more than chance"
    }
    return "\(best.phrase) was \(best.isChance ? "as good" : "better") on the test part"
  }
}

extension RunTarget.Method {
  /// Whether the model and the method may be equally good.
  package var isChance: Bool { chance.map { $0 > RunVerdict.level } ?? false }
}

/// The sizes of errors.
package struct RunErrors: Codable, Sendable, Equatable {
  package var mse: Double
  package var rmse: Double
  package var mae: Double
  /// Null if the training rows are constant.
  @NullIfMissing package var mase: Double?
  /// From 0 to 2; null in records of earlier versions.
  @NullIfMissing package var smape: Double?

  package init(_ metrics: ErrorMetrics, mase: Double?) {
    mse = metrics.mse
    rmse = metrics.rmse
    mae = metrics.mae
    _mase = NullIfMissing(wrappedValue: mase)
    _smape = NullIfMissing(wrappedValue: metrics.smape)
  }

  private init(mse: Double, mae: Double, mase: Double?, smape: Double?) {
    self.mse = mse
    rmse = mse.squareRoot()
    self.mae = mae
    _mase = NullIfMissing(wrappedValue: mase)
    _smape = NullIfMissing(wrappedValue: smape)
  }

  /// The mean over targets that have equally many forecasts; nil for none.
  ///
  /// With targets in different units only the MASE, which has none, says much.
  package static func mean(_ errors: [RunErrors]) -> RunErrors? {
    guard errors.count > 1 else { return errors.first }
    func mean(_ values: [Double]) -> Double? {
      values.count == errors.count ? values.reduce(0, +) / Double(values.count) : nil
    }
    return RunErrors(
      mse: mean(errors.map(\.mse)) ?? .nan, mae: mean(errors.map(\.mae)) ?? .nan,
      mase: mean(errors.compactMap(\.mase)), smape: mean(errors.compactMap(\.smape)))
  }
}
