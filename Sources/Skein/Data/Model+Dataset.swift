extension Model {
  /// A model for a dataset's windows and targets, and what a loss needs for them.
  public init(
    _ architecture: Sequential, for dataset: Dataset, loss: Loss = .mse, seed: UInt64 = 0
  ) throws {
    try self.init(
      architecture, input: dataset.inputShape, targets: dataset.outputs, loss: loss, seed: seed)
  }

  /// A prediction for each window, row ahead and target: [windows, steps, targets], in the scale of the
  /// data the model saw; the same bits for any crew.
  ///
  /// - Throws: `TrainingError.wrongInput` when the windows do not fit the model,
  ///   `DataError.notEnoughMemory` when the predictions do not fit the memory that is free.
  public func predict(_ windows: WindowSet, crew: Crew? = nil) throws -> [Float] {
    try ReadingMemory.check(
      MemoryNeed.predictions(windows.count, targets: windows.dataset.outputs),
      for: windows.dataset.series.name)
    return try predict(windows.source, crew: crew)
  }

  /// The errors on some windows in the company of simple methods, in the series' own units, one per
  /// target.
  ///
  /// - Throws: `PreparationError.manySeries` for windows of many series, whose errors
  ///   `WindowSet.panelMetrics(of:)` tells; what `predict` throws.
  public func evaluate(_ windows: WindowSet, crew: Crew? = nil) throws -> [ForecastMetrics] {
    if windows.dataset.scales != nil {
      throw PreparationError.manySeries(source: windows.dataset.series.name)
    }
    return windows.metrics(of: try predict(windows, crew: crew))
  }
}
