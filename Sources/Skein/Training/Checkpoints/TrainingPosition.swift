/// Where a training stands between two steps.
package struct TrainingPosition: Sendable, Equatable {
  /// Epochs that have ended, in all trainings of the trainer.
  package var epoch = 0
  /// Steps done in the epoch that follows them; all of its steps when only its end is missing.
  package var step = 0
  /// The summed loss of those steps.
  package var lossSum = 0.0

  package init(epoch: Int = 0, step: Int = 0, lossSum: Double = 0) {
    self.epoch = epoch
    self.step = step
    self.lossSum = lossSum
  }
}

/// The epoch with the lowest loss so far: of the validation samples, or of training without any.
package struct BestEpoch: Sendable, Equatable {
  /// From 1.
  package var epoch: Int
  package var loss: Double

  package init(epoch: Int, loss: Double) {
    self.epoch = epoch
    self.loss = loss
  }
}

/// A callback's name, settings and state, as a checkpoint keeps them.
package struct CallbackRecord: Sendable, Equatable, Codable {
  package var name: String
  package var settings: String
  /// JSON.
  package var state: String

  package init(name: String, settings: String, state: String) {
    self.name = name
    self.settings = settings
    self.state = state
  }
}
