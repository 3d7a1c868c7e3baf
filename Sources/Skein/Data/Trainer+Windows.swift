extension Trainer {
  /// `fit` for windows of a dataset.
  @discardableResult
  public func fit(
    _ training: WindowSet, validation: WindowSet? = nil, events: TrainingEvents = TrainingEvents()
  ) throws -> History {
    try fit(training.source, validation: validation?.source, events: events)
  }

  /// `fit(_:validation:checkpoints:events:)` for windows of a dataset.
  @discardableResult
  public func fit(
    _ training: WindowSet, validation: WindowSet? = nil, checkpoints: any CheckpointStore,
    events: TrainingEvents = TrainingEvents()
  ) throws -> History {
    try fit(
      training.source, validation: validation?.source, checkpoints: checkpoints, events: events)
  }

  /// - Parameter warmUpEpochs: first epochs that the phase times leave out.
  package func fit(
    _ training: WindowSet, validation: WindowSet? = nil, events: TrainingEvents,
    warmUpEpochs: Int
  ) throws -> History {
    try fit(
      training.source, validation: validation?.source, events: events,
      warmUpEpochs: warmUpEpochs)
  }

  /// `resume` for windows of a dataset.
  @discardableResult
  public func resume(
    from checkpoint: Checkpoint, _ training: WindowSet, validation: WindowSet? = nil,
    events: TrainingEvents = TrainingEvents()
  ) throws -> History {
    try resume(
      from: checkpoint, training.source, validation: validation?.source, events: events)
  }

  /// `check` for windows of a dataset.
  package func check(
    _ checkpoint: Checkpoint, _ training: WindowSet, validation: WindowSet?
  ) throws {
    try check(checkpoint, training.source, validation: validation?.source)
  }
}
