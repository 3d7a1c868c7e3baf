import Foundation
import Skein

/// A small training whose steps can all be visited: 13 windows in batches of 4, so that the last
/// batch is smaller, and 5 windows for validation.
struct DurableJob: Sendable {
  static let trainingWindows = 13
  static let stepsPerEpoch = 4

  var options = TrainingOptions(epochs: 3, batchSize: 4, learningRate: 0.02, seed: 5)
  var callbacks: [any TrainingCallback] = []
  var validates = true
  var specification = "lstm:5,lstm:3,dense:1"
  var dataSeed: UInt64 = 3
  var window = 6

  func problem() throws -> RandomProblem {
    try RandomProblem(
      Sequential(specification: specification), window: window,
      windows: Self.trainingWindows + 5, seed: dataSeed)
  }

  /// In teams whose size differs from one number of workers to the next.
  func trainer(_ problem: RandomProblem, workers: Int) throws -> Trainer {
    let trainer = try Trainer(
      problem.model, options: options,
      crew: TestMachine.crew(workers: workers, team: .fixed(workers % 4 + 1)))
    trainer.callbacks = callbacks
    return trainer
  }

  func training(_ problem: RandomProblem) -> WindowSet {
    WindowSet(dataset: problem.dataset, windows: 0..<Self.trainingWindows)
  }

  func validation(_ problem: RandomProblem) -> WindowSet? {
    let windows = Self.trainingWindows..<problem.dataset.windows.count
    return validates ? WindowSet(dataset: problem.dataset, windows: windows) : nil
  }

  /// The whole training without interruption.
  func run(
    workers: Int, checkpoints: CheckpointFolder? = nil, stop: StopRequest? = nil,
    events: TrainingEvents = TrainingEvents()
  ) throws -> Trace {
    let problem = try problem()
    let trainer = try trainer(problem, workers: workers)
    trainer.checkpoints = checkpoints
    trainer.stopRequest = stop
    let history = try trainer.fit(
      training(problem), validation: validation(problem), events: events)
    return Trace(trainer, history)
  }

  /// The rest of a training, in a trainer that knows nothing of it.
  func resume(
    from checkpoint: Checkpoint, workers: Int, checkpoints: CheckpointFolder? = nil,
    stop: StopRequest? = nil, events: TrainingEvents = TrainingEvents()
  ) throws -> Trace {
    let problem = try problem()
    let trainer = try trainer(problem, workers: workers)
    trainer.checkpoints = checkpoints
    trainer.stopRequest = stop
    let history = try trainer.resume(
      from: checkpoint, training(problem), validation: validation(problem), events: events)
    return Trace(trainer, history)
  }
}

/// Everything that a training leaves, by bit pattern, but for its time.
struct Trace: Equatable, CustomStringConvertible {
  var ending: TrainingEnding
  var weights: [UInt32]
  var slots: [[UInt32]]
  var optimizer: [Double]
  var learningRate: Double
  var steps: Int
  var epochs: Int
  var losses: [UInt64]
  var validationLosses: [UInt64?]
  var samples: Int
  var best: Int?
  var restored: Int?
  var callbacks: [String]

  init(_ trainer: Trainer, _ history: History) {
    ending = history.ending
    weights = trainer.model.weights.values.map(\.bitPattern)
    slots = trainer.slotBits
    optimizer = trainer.progress.optimizer.numbers
    learningRate = trainer.progress.learningRate
    steps = trainer.progress.steps
    epochs = trainer.progress.position.epoch
    losses = history.epochs.map(\.loss.bitPattern)
    validationLosses = history.epochs.map { $0.validationLoss?.bitPattern }
    samples = history.samples
    best = history.bestEpoch
    restored = history.restoredEpoch
    callbacks = trainer.callbacks.map { "\($0)" }
  }

  var description: String {
    "\(ending), weights from \(weights.first ?? 0), \(epochs) epochs, \(samples) samples,"
      + " best \(best ?? 0), restored \(restored ?? 0), \(callbacks)"
  }
}
