/// What a training tells while it runs, while workers wait: be quick.
public struct TrainingEvents: Sendable {
  /// A step that has ended.
  public struct Step: Sendable {
    /// From 1, counted over all trainings of one trainer.
    public var epoch: Int
    /// From 1 in each epoch.
    public var step: Int
    public var stepsPerEpoch: Int
    /// The mean loss of the epoch's batches so far.
    public var loss: Double

    package init(epoch: Int, step: Int, stepsPerEpoch: Int, loss: Double) {
      self.epoch = epoch
      self.step = step
      self.stepsPerEpoch = stepsPerEpoch
      self.loss = loss
    }
  }

  /// Whether to go on.
  public enum Decision: Sendable {
    case goOn
    case stop
  }

  /// After each step, from the thread of worker 0, which is bound to its processor and flushes
  /// subnormal numbers: handing each step over would take longer than short steps do.
  public var stepEnded: (@Sendable (Step) -> Void)?
  /// After each epoch and its validation, from the callbacks' thread. Stopping here is no part of the training's state: who
  /// resumes from its checkpoint goes on with the next epoch.
  public var epochEnded: (@Sendable (EpochRecord) -> Decision)?
  /// Every `meanwhilePeriod` seconds from the callbacks' thread, with the last step that has ended, for who
  /// tells of epochs that take long; no worker waits for it, but the end of an epoch may.
  public var meanwhile: (@Sendable (Step) -> Void)?
  /// Seconds between two of these, above 0.
  public var meanwhilePeriod = 15.0
  /// Something that the user should know, from any thread; without it, a warning to the logger.
  public var notice: (@Sendable (TrainingNotice) -> Void)?

  public init(
    stepEnded: (@Sendable (Step) -> Void)? = nil,
    epochEnded: (@Sendable (EpochRecord) -> Decision)? = nil,
    notice: (@Sendable (TrainingNotice) -> Void)? = nil
  ) {
    self.stepEnded = stepEnded
    self.epochEnded = epochEnded
    self.notice = notice
  }
}
