import Skein

/// Everything that a training computes, by bit pattern: two trainings are the same when these are.
struct TrainingRecord: Equatable {
  /// A problem whose first windows train; the others validate.
  struct Job {
    var problem: RandomProblem
    var trainingWindows: Int
    var options: TrainingOptions
  }

  let weights: [UInt32]
  let slots: [[UInt32]]
  let losses: [UInt64]
  let validationLosses: [UInt64?]
  let predictions: [UInt32]

  init(of job: Job, on crew: Crew) throws {
    let dataset = job.problem.dataset
    let count = dataset.windows.count
    let trainer = try Trainer(job.problem.model, options: job.options, crew: crew)
    let history = try trainer.fit(
      WindowSet(dataset: dataset, windows: 0..<job.trainingWindows),
      validation: job.trainingWindows == count
        ? nil : WindowSet(dataset: dataset, windows: job.trainingWindows..<count))
    weights = trainer.model.weights.values.map(\.bitPattern)
    slots = trainer.slotBits
    losses = history.epochs.map(\.loss.bitPattern)
    validationLosses = history.epochs.map { $0.validationLoss?.bitPattern }
    predictions = try trainer.model.predict(dataset.all, crew: crew).map(\.bitPattern)
  }
}

extension TrainingRecord: CustomStringConvertible {
  /// Short, unlike all the numbers.
  var description: String {
    "\(weights.count) weights from \(weights.first ?? 0), losses \(losses)"
  }
}

extension TrainingRecord: CustomReflectable {
  var customMirror: Mirror { Mirror(self, children: []) }
}
