import Skein

/// What a training gave, also one that left numbers' range and kept its last good weights.
struct TrainingCourse {
  let epochs: [EpochRecord]
  let seconds: Double
  let samplesPerSecond: Double
  let workers: [RunWorker]
  private(set) var stopped: String?
  private(set) var restoredEpoch: Int?
  private(set) var failure: TrainingError?

  /// Trains until the end, or a signal, which is thrown as `Interruption`.
  ///
  /// - Parameters:
  ///   - checkpoint: where the training goes on; nil at its start.
  ///   - run: the path of the run's folder.
  init(
    _ trainer: Trainer, _ settings: RunSettings, from checkpoint: Checkpoint?,
    _ training: any SampleSource, validation: (any SampleSource)?, _ reporter: TrainReporter,
    _ logs: TrainingLogs, run: String, observation: TrainObservation
  ) throws {
    defer { observation.end(reporter) }
    do {
      let history = try StopSignals.watching(.training) { request in
        trainer.stopRequest = request
        let events = observation.following(reporter.events(logs), reporter)
        if let checkpoint {
          return try trainer.resume(
            from: checkpoint, training, validation: validation, events: events)
        }
        return try trainer.fit(training, validation: validation, events: events)
      }
      reporter.progressEnded()
      if case .interrupted(let signal) = history.ending {
        throw Interruption(
          signal: signal, run: run, epoch: min(history.epochs.count + 1, settings.epochs),
          epochs: settings.epochs)
      }
      epochs = history.epochs
      seconds = history.seconds
      samplesPerSecond = history.samplesPerSecond
      workers = RunWorker.counted(history.workers, history.counters)
      if case .stopped(let reason) = history.ending { stopped = reason }
      restoredEpoch = history.restoredEpoch
    } catch {
      reporter.progressBroke()
      guard let error = error as? TrainingError, error.isDivergence else { throw error }
      (epochs, seconds, samplesPerSecond) = reporter.soFar
      workers = trainer.history?.workers.map { RunWorker($0) } ?? []
      failure = error
    }
  }
}
