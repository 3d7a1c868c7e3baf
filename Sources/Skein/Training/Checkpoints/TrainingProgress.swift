/// Everything that a training goes on from: what a trainer holds between two trainings, what a
/// running one keeps up to date, and what a checkpoint holds.
public struct TrainingProgress: Sendable {
  package var position = TrainingPosition()
  /// Steps of all epochs and trainings of the trainer, which address the schedule.
  package var steps = 0
  /// With the numbers that it has after those steps.
  package var optimizer: any Optimizer
  /// What the schedule's factors multiply; callbacks may have changed it.
  package var learningRate: Double
  /// Epochs that ended in earlier trainings of the trainer, which have no records here.
  package var firstEpoch = 0
  /// The records of this training.
  package var epochs: [EpochRecord] = []
  /// Training samples seen in this training.
  package var samples = 0
  /// Time spent in steps, in the epoch that is not complete and in all.
  package var epochSeconds = 0.0
  package var seconds = 0.0
  /// Of all trainings of the trainer.
  package var best: BestEpoch?
  package var callbacks: [CallbackRecord] = []
  /// Why a callback ended the training.
  package var stopReason: String?
  package var tensors: TrainingTensors

  package init(optimizer: any Optimizer, learningRate: Double, tensors: TrainingTensors) {
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.tensors = tensors
  }

  /// Where a model's first training begins.
  init(_ model: Model, options: TrainingOptions) {
    self.init(
      optimizer: options.updates, learningRate: options.learningRate,
      tensors: TrainingTensors(model.weights.values, slots: options.updates.slots.count))
  }

  /// The same progress with arrays of its own.
  package func copied() -> TrainingProgress {
    var copy = self
    copy.tensors = tensors.copied()
    return copy
  }

  /// Begins another training that goes on from this one.
  mutating func beginAnother() {
    firstEpoch = position.epoch
    epochs = []
    samples = 0
    epochSeconds = 0
    seconds = 0
    stopReason = nil
  }

  /// Goes back to the weights of the last good epoch's beginning, which `tensors.weights` hold
  /// again, after a failure: the epoch that failed is to be trained again. The optimizer starts
  /// afresh, because what the gradients that led astray left in it would lead astray again.
  mutating func restartEpoch(_ optimizer: any Optimizer) {
    steps -= position.step
    position = TrainingPosition(epoch: position.epoch)
    epochSeconds = 0
    self.optimizer = optimizer
    tensors.slots = tensors.slots.map { SharedBuffer(zeroed: $0.count) }
    tensors.lastGood = nil
    tensors.states = nil
  }

  /// The slots by the names of the optimizer: [parameters] each.
  package func slot(_ name: String) -> [Float]? {
    zip(optimizer.slots, tensors.slots).first { $0.0 == name }.map { Array($0.1.elements) }
  }
}
