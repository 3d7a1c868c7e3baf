extension Trainer {
  /// `fit` for windows of a dataset, in asynchronous code.
  @discardableResult
  nonisolated(nonsending) public func fit(
    _ training: WindowSet, validation: WindowSet? = nil, events: TrainingEvents = TrainingEvents()
  ) async throws -> History {
    try await fit(training.source, validation: validation?.source, events: events)
  }

  /// `fit(_:validation:checkpoints:events:)` for windows of a dataset, in asynchronous code.
  @discardableResult
  nonisolated(nonsending) public func fit(
    _ training: WindowSet, validation: WindowSet? = nil, checkpoints: any CheckpointStore,
    events: TrainingEvents = TrainingEvents()
  ) async throws -> History {
    try await fit(
      training.source, validation: validation?.source, checkpoints: checkpoints, events: events)
  }
}
