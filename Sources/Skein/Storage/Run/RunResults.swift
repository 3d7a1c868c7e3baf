/// What came of a run.
package struct RunResults: Codable, Sendable, Equatable {
  /// Epochs that have ended, and the losses of the last one; all epochs are in `history.csv`.
  @NullIfMissing package var epochs: Int?
  @NullIfMissing package var loss: Double?
  @NullIfMissing package var validationLoss: Double?
  /// Over all targets, on the test part; null without one.
  @NullIfMissing package var test: RunErrors?
  @NullIfMissing package var naive: RunErrors?
  package var targets: [RunTarget]
  /// Of training alone.
  package var seconds: Double
  /// Training windows a second.
  package var samplesPerSecond: Double
  /// Why training stopped early; the weights are the last good ones.
  @NullIfMissing package var failure: String?
  /// Why a callback ended training before its last epoch.
  @NullIfMissing package var stopped: String?
  /// The epoch whose weights the model has, where it is not the last one.
  @NullIfMissing package var restoredEpoch: Int?

  package init(
    history: [EpochRecord], metrics: [ForecastMetrics], seconds: Double, samplesPerSecond: Double,
    failure: String? = nil, stopped: String? = nil, restoredEpoch: Int? = nil
  ) {
    epochs = history.count
    loss = history.last?.loss
    validationLoss = history.last?.validationLoss
    targets = metrics.map { RunTarget($0) }
    test = RunErrors.mean(targets.map(\.test))
    naive = RunErrors.mean(targets.map(\.naive))
    self.seconds = seconds
    self.samplesPerSecond = samplesPerSecond
    self.failure = failure
    self.stopped = stopped
    self.restoredEpoch = restoredEpoch
  }
}

/// The errors of one target's forecasts, in its own units.
package struct RunTarget: Codable, Sendable, Equatable {
  package var column: String
  package var test: RunErrors
  package var naive: RunErrors
  /// Of copying the value of a season before; null where no season is plain.
  @NullIfMissing package var seasonal: RunErrors?
  /// The rows of that season.
  @NullIfMissing package var season: Int?
  /// Whether the predictions are nearly the last values themselves; null in records of earlier versions.
  @NullIfMissing package var copiesLastValue: Bool?
  /// The model's errors where the season before is known, if that is not everywhere.
  package var seasonalTest: RunErrors?
  package var verdict: RunVerdict

  /// - Parameter isTest: whether any of the rows did not train the model.
  package init(_ metrics: ForecastMetrics, isTest: Bool = true) {
    column = metrics.column
    test = RunErrors(metrics.model, mase: metrics.mase)
    // The MASE of the naive forecast is on the same scale as the model's.
    let scale = metrics.mase.map { metrics.model.mae / $0 }
    let last = RunErrors(
      metrics.naive,
      mase: scale.flatMap { $0.isFinite && $0 > 0 ? metrics.naive.mae / $0 : nil })
    naive = last
    let season = metrics.seasonal.map { seasonal in
      RunErrors(
        seasonal.errors,
        mase: scale.flatMap { $0.isFinite && $0 > 0 ? seasonal.errors.mae / $0 : nil })
    }
    _seasonal = NullIfMissing(wrappedValue: season)
    _season = NullIfMissing(wrappedValue: metrics.seasonal?.season)
    _copiesLastValue = NullIfMissing(wrappedValue: metrics.copiesLastValue)
    var verdict = RunVerdict(model: test, naive: last)
    if let seasonal = metrics.seasonal, let season {
      let own = RunErrors(seasonal.model, mase: nil)
      if seasonal.model.count < metrics.model.count { seasonalTest = own }
      // It must be better than both.
      verdict = verdict.worse(RunVerdict(model: own, naive: season))
    }
    self.verdict = metrics.mayBeMixed || !isTest ? .unknown : verdict
  }
}

/// The sizes of errors.
package struct RunErrors: Codable, Sendable, Equatable {
  package var mse: Double
  package var rmse: Double
  package var mae: Double
  /// Null if the training rows are constant.
  @NullIfMissing package var mase: Double?

  package init(_ metrics: ErrorMetrics, mase: Double?) {
    mse = metrics.mse
    rmse = metrics.rmse
    mae = metrics.mae
    self.mase = mase
  }

  private init(mse: Double, mae: Double, mase: Double?) {
    self.mse = mse
    rmse = mse.squareRoot()
    self.mae = mae
    self.mase = mase
  }

  /// The mean over targets that have equally many forecasts; nil for none.
  ///
  /// With targets in different units only the MASE, which has none, says much.
  package static func mean(_ errors: [RunErrors]) -> RunErrors? {
    guard errors.count > 1 else { return errors.first }
    let count = Double(errors.count)
    let mases = errors.compactMap(\.mase)
    return RunErrors(
      mse: errors.reduce(0) { $0 + $1.mse } / count, mae: errors.reduce(0) { $0 + $1.mae } / count,
      mase: mases.count == errors.count ? mases.reduce(0, +) / count : nil)
  }
}

/// Whether a model is worth having, compared with copying the last value known.
package enum RunVerdict: String, Codable, Sendable {
  /// The root mean squared error is at least 5 % less.
  case clearlyBetter = "clearly better"
  /// It is less, by under 5 %: another seed or another month may turn it round.
  case barelyBetter = "barely better"
  case noBetter = "no better"
  /// The rows may be of several series, or all of them trained the model.
  case unknown = "no verdict"

  /// The one that says less for the model.
  func worse(_ other: RunVerdict) -> RunVerdict {
    let order: [RunVerdict] = [.clearlyBetter, .barelyBetter, .noBetter, .unknown]
    return order.last { $0 == self || $0 == other } ?? .unknown
  }

  package init(model: RunErrors, naive: RunErrors) {
    // NaN is no better.
    self =
      model.rmse <= 0.95 * naive.rmse && naive.rmse > 0
      ? .clearlyBetter : model.rmse < naive.rmse ? .barelyBetter : .noBetter
  }
}
