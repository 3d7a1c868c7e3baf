/// The tensors of a checkpoint file.
///
/// The arrays are of [floats], the model's flat layout, each slot of the optimizer under its name;
/// then come one number each, or one per epoch. A U64 tensor holds counts, an F64 tensor bits that
/// must come back exactly.
package enum CheckpointTensor: String, CaseIterable {
  case weights
  case bestWeights = "best.weights"
  case lastGood = "last_good.weights"

  /// What the rows of the next step go on from: [rows · width].
  case states

  /// The optimizer's numbers.
  case optimizer = "optimizer.numbers"
  case learningRate = "learning_rate"
  /// Epochs that have ended, steps of the next one, samples seen, epochs of earlier trainings, steps
  /// of all epochs.
  case position
  /// The loss sum of the next epoch's steps, their seconds, and the seconds of all steps.
  case sums
  case bestEpoch = "best.epoch"
  case bestLoss = "best.loss"
  case losses = "history.loss"
  case validationLosses = "history.validation_loss"
  case learningRates = "history.learning_rate"
  case seconds = "history.seconds"
  /// When each epoch ended, in seconds since 1970.
  case times = "history.time"

  /// The tensor of an optimizer's slot.
  package static func slot(_ name: String) -> String { "optimizer.slot.\(name)" }
}

/// The strings of a checkpoint file's metadata.
package enum CheckpointText {
  package static let format = "skein.checkpoint"
  /// 1 knew no optimizer but Adam.
  package static let currentFormat = "2"
  package static let version = "skein.version"
  /// JSON of `TrainingOptions`, `TrainingIdentity` and `[CallbackRecord]`.
  package static let options = "skein.options"
  package static let identity = "skein.identity"
  package static let callbacks = "skein.callbacks"
  /// Why a callback ended the training; absent otherwise.
  package static let stopReason = "skein.stop_reason"
}
