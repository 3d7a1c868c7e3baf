extension MemoryNeed {
  /// Windows whose predictions are made before they are written.
  package static let predictedAtOnce = 1 << 20

  /// The most that the process will hold, in bytes; nil where that is not known.
  ///
  /// - Throws: `MemoryError` when the machine has not the memory free that a training on a dataset
  ///   takes.
  package static func check(
    _ architecture: Sequential, dataset: Dataset, options: TrainingOptions, teams: TeamPlan
  ) throws -> Int? {
    let layout = try Model.layout(
      architecture, input: dataset.inputShape, targets: dataset.outputs, loss: options.loss)
    return try check(
      architecture, layout: layout, training: dataset.training.source, options: options,
      teams: teams,
      afterwards: predictions(
        max(min(dataset.windows.count, predictedAtOnce), dataset.test.count),
        targets: dataset.outputs))
  }
}
