/// A training as it stood between two steps: with the same data and settings, it goes on from here
/// to the same bits as if it had never stopped.
public struct Checkpoint: Sendable {
  /// The file it was read from.
  public let file: String
  /// The version of Skein that wrote it.
  public let version: String
  /// The options of the training; `epochs` may grow.
  public let options: TrainingOptions
  package let identity: TrainingIdentity
  package let memory: TrainingMemory
  /// In the layout of the model, padding included.
  package let weights: [Float]
  package let firstMoments: [Float]
  package let secondMoments: [Float]
  /// Nil when they equal `weights`, or there is no best epoch.
  package let bestWeights: [Float]?
  /// The weights at the beginning of the last epoch whose first loss was finite; nil when they equal
  /// `weights`.
  package let lastGood: [Float]?

  /// Epochs that have ended.
  public var epoch: Int { memory.position.epoch }
  /// Steps done in the epoch that follows them.
  public var step: Int { memory.position.step }
  /// The epochs so far.
  public var epochs: [EpochRecord] { memory.epochs }

  package init(
    file: String, version: String, options: TrainingOptions, identity: TrainingIdentity,
    memory: TrainingMemory, weights: [Float], firstMoments: [Float], secondMoments: [Float],
    bestWeights: [Float]?, lastGood: [Float]?
  ) {
    self.file = file
    self.version = version
    self.options = options
    self.identity = identity
    self.memory = memory
    self.weights = weights
    self.firstMoments = firstMoments
    self.secondMoments = secondMoments
    self.bestWeights = bestWeights
    self.lastGood = lastGood
  }
}

/// The tensors of a checkpoint file.
///
/// All of [floats], the model's flat layout, until the scalars; then one number each, or one per
/// epoch. A U64 tensor holds counts, an F64 tensor bits that must come back exactly.
package enum CheckpointTensor: String, CaseIterable {
  case weights
  case firstMoments = "adam.first_moments"
  case secondMoments = "adam.second_moments"
  case bestWeights = "best.weights"
  case lastGood = "last_good.weights"

  /// Learning rate, β₁ᵗ, β₂ᵗ.
  case adam = "adam.numbers"
  /// Epochs that have ended, steps of the next one, windows seen, epochs of earlier trainings.
  case position
  /// The loss sum of those steps, their seconds, and the seconds of all steps.
  case sums
  case bestEpoch = "best.epoch"
  case bestLoss = "best.loss"
  case losses = "history.loss"
  case validationLosses = "history.validation_loss"
  case seconds = "history.seconds"
}

/// The strings of a checkpoint file's metadata.
package enum CheckpointText {
  package static let format = "skein.checkpoint"
  package static let currentFormat = "1"
  package static let version = "skein.version"
  /// JSON of `TrainingOptions`, `TrainingIdentity` and `[CallbackRecord]`.
  package static let options = "skein.options"
  package static let identity = "skein.identity"
  package static let callbacks = "skein.callbacks"
  /// Why a callback ended the training; absent otherwise.
  package static let stopReason = "skein.stop_reason"
}
