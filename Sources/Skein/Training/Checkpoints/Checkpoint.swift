/// A training as it stood between two steps: with the same data and settings, it goes on from here
/// to the same bits as if it had never stopped.
public struct Checkpoint: Sendable {
  /// The file it was read from; empty before it was written.
  public let file: String
  /// The version of Skein that wrote it.
  public let version: String
  /// The options of the training; `epochs` may grow.
  public let options: TrainingOptions
  package let identity: TrainingIdentity
  public let progress: TrainingProgress

  /// Epochs that have ended.
  public var epoch: Int { progress.position.epoch }
  /// Steps done in the epoch that follows them.
  public var step: Int { progress.position.step }
  /// The epochs so far.
  public var epochs: [EpochRecord] { progress.epochs }
  /// Seconds of training so far.
  public var seconds: Double { progress.seconds }
  /// The weights after the last step, in the layout of the model, padding included.
  package var weights: [Float] { Array(progress.tensors.weights.elements) }

  package init(
    file: String = "", version: String = SkeinVersion.current, options: TrainingOptions,
    identity: TrainingIdentity, progress: TrainingProgress
  ) {
    self.file = file
    self.version = version
    self.options = options
    self.identity = identity
    self.progress = progress
  }
}
