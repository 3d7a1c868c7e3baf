/// What came of a run.
package struct RunResults: Codable, Sendable, Equatable {
  /// Epochs that have ended, and the losses of the last one; all epochs are in `history.csv`.
  @NullIfMissing package var epochs: Int?
  @NullIfMissing package var loss: Double?
  @NullIfMissing package var validationLoss: Double?
  /// Over all targets, on the test part; null without one.
  @NullIfMissing package var test: RunErrors?
  @NullIfMissing package var naive: RunErrors?
  /// Empty for a panel, whose units differ.
  package var targets: [RunTarget]
  /// Of each target of a panel; null for one series.
  @NullIfMissing package var panel: [RunPanelTarget]?
  /// Of a run that tells classes apart, on its test part.
  @NullIfMissing package var classes: ClassResults?
  /// Of a run that foresees the next token, on its test part.
  @NullIfMissing package var language: LanguageResults?
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
    history: [EpochRecord], targets: [RunTarget], seconds: Double, samplesPerSecond: Double,
    failure: String? = nil, stopped: String? = nil, restoredEpoch: Int? = nil,
    panel: [RunPanelTarget]? = nil, classes: ClassResults? = nil, language: LanguageResults? = nil
  ) {
    _panel = NullIfMissing(wrappedValue: panel)
    _classes = NullIfMissing(wrappedValue: classes)
    _language = NullIfMissing(wrappedValue: language)
    epochs = history.count
    loss = history.last?.loss
    validationLoss = history.last?.validationLoss
    self.targets = targets
    test = RunErrors.mean(targets.map(\.test))
    naive = RunErrors.mean(targets.map(\.naive))
    self.seconds = seconds
    self.samplesPerSecond = samplesPerSecond
    self.failure = failure
    self.stopped = stopped
    self.restoredEpoch = restoredEpoch
  }
}
