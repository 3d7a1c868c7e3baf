import Foundation

extension Trainer {
  /// `fit` for asynchronous code: the training has a thread of its own, and the caller's is free.
  ///
  /// Cancelling the task stops after the step, as a `StopRequest` does: a checkpoint is written where
  /// there is a store, `history` and `model` are those of an interrupted training, and another `fit`
  /// goes on to the bits of one that never stopped.
  ///
  /// - Throws: `CancellationError` when the task was cancelled before the training ended; otherwise
  ///   as `fit`.
  @discardableResult
  nonisolated(nonsending) public func fit(
    _ training: any SampleSource, validation: (any SampleSource)? = nil,
    events: TrainingEvents = TrainingEvents()
  ) async throws -> History {
    try await apart { try $0.fit(training, validation: validation, events: events) }
  }

  /// `fit(_:validation:checkpoints:events:)` for asynchronous code, cancelled as the other one is.
  @discardableResult
  nonisolated(nonsending) public func fit(
    _ training: any SampleSource, validation: (any SampleSource)? = nil,
    checkpoints: any CheckpointStore, events: TrainingEvents = TrainingEvents()
  ) async throws -> History {
    try await apart {
      try $0.fit(training, validation: validation, checkpoints: checkpoints, events: events)
    }
  }

  /// A trainer on its way to another thread.
  ///
  /// Invariant: whoever sent it waits until that thread is done with it.
  private struct Passage: @unchecked Sendable {
    let trainer: Trainer
  }

  /// Runs a training on a thread of its own. One of Dispatch's would be missed by the workers, and a
  /// cooperative one by every other task.
  nonisolated(nonsending) private func apart(
    _ body: @escaping @Sendable (Trainer) throws -> History
  ) async throws -> History {
    try Task.checkCancellation()
    let given = stopRequest
    let cancellation = StopRequest(or: given)
    let isCancelled = Locked(false)
    stopRequest = cancellation
    defer { stopRequest = given }
    let passage = Passage(trainer: self)
    let history = try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isStarted = SystemThread.run {
          continuation.resume(with: Result { try body(passage.trainer) })
        }
        if !isStarted {
          continuation.resume(throwing: CrewError.tooFewThreads(workers: 1, started: 0))
        }
      }
    } onCancel: {
      if cancellation.request() { isCancelled.withLock { $0 = true } }
    }
    if case .interrupted = history.ending, isCancelled.withLock({ $0 }), given?.code == nil {
      throw CancellationError()
    }
    return history
  }
}
