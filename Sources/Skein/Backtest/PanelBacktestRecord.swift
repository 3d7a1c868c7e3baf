/// What `backtest.json` holds of many series.
package struct PanelBacktestRecord: Codable, Sendable, Equatable {
  package struct Member: Codable, Sendable, Equatable {
    package var series: String
    package var folds: Int
    /// Rows of it that the first of them knows.
    package var known: Int
  }

  package struct Target: Codable, Sendable, Equatable {
    /// Over all folds of all series.
    package var errors: RunPanelTarget
    /// The mean RMSSE by row ahead, the nearest first; null where no series has one.
    package var ahead: [Double?]
    /// The same of the simple method that is best on each series.
    package var methodAhead: [Double?]
  }

  package var format = BacktestRecord.currentFormat
  /// The version of Skein that wrote the record.
  package var skein = SkeinVersion.current
  /// The run whose settings, or whose model, were taken; null for none.
  @NullIfMissing package var run: String?
  /// Those of each training.
  package var settings: RunSettings
  package var data: BacktestRecord.Subject
  package var plan: BacktestPlan
  /// One for each model, in order of time.
  package var trainings: [BacktestFold.Training]
  /// Those that have a fold.
  package var members: [Member]
  package var results: [Target]

  /// Without trainings and results, what was asked.
  init(
    run: String?, _ backtest: PanelBacktest, trainings: [BacktestFold.Training] = [],
    members: [Member] = [], results: [Target] = []
  ) {
    _run = NullIfMissing(wrappedValue: run)
    settings = backtest.settings
    data = BacktestRecord.Subject(backtest.series)
    plan = backtest.plan
    self.trainings = trainings
    self.members = members
    self.results = results
  }

  /// Whether the models of another record are those that this one would get.
  func goesOn(from other: PanelBacktestRecord) -> Bool {
    skein == other.skein && data == other.data && plan == other.plan
      && settings.decidingBits == other.settings.decidingBits
  }
}
