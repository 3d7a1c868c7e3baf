/// What happened in one epoch.
public struct EpochRecord: Sendable, Codable, Equatable {
  /// From 1, counted over all trainings of one trainer.
  public var epoch: Int
  /// The mean loss of the epoch's batches while the weights changed, as Keras reports it.
  public var loss: Double
  /// The mean loss of the validation samples at the epoch's end; nil when there are none.
  public var validationLoss: Double?
  /// Of the epoch's last step, with the schedule's factor; nil in checkpoints of earlier versions.
  public var learningRate: Double?
  public var seconds: Double
  /// When it ended, in seconds since 1970; nil in checkpoints of earlier versions.
  public var time: Double?

  package init(
    epoch: Int, loss: Double, validationLoss: Double?, learningRate: Double? = nil, seconds: Double,
    time: Double? = nil
  ) {
    self.epoch = epoch
    self.loss = loss
    self.validationLoss = validationLoss
    self.learningRate = learningRate
    self.seconds = seconds
    self.time = time
  }
}

/// How a training came to its end.
public enum TrainingEnding: Sendable, Equatable {
  /// After its last epoch, or after the one that an event chose.
  case completed
  /// By a callback, with its reason.
  case stopped(String)
  /// By a `StopRequest`, with its code: the training can be resumed.
  case interrupted(code: Int32)
  /// By numbers that went astray: the model has the last good weights.
  case failed(TrainingError)
}

/// What happened in a training, with all that came before the checkpoint it may have begun from.
public struct History: Sendable {
  public var ending = TrainingEnding.completed
  public var epochs: [EpochRecord] = []
  /// The epoch whose weights the model has, from 1, where it is not the last one.
  public var restoredEpoch: Int?
  /// The epoch with the lowest validation loss, or training loss without validation.
  public var bestEpoch: Int?
  /// Training samples seen, all epochs together.
  public var samples = 0
  /// Time in `fit`; before a checkpoint, time between the first step and that checkpoint.
  public var seconds = 0.0
  /// Where each worker ran, read back from the operating system.
  public var workers: [WorkerReport] = []
  /// The time of each worker by phase.
  package var phases: [PhaseTimes] = []
  /// What the system counted on each worker's thread, from its first touch of memory to its last step.
  package var counters: [WorkerCounters] = []
  /// Bytes of the process that lay on huge pages at the last step; nil where nobody asked, or the
  /// system does not tell.
  package var hugePageBytes: Int?
  /// Bytes of buffers that workers held for batches and gradients.
  public var workspaceBytes = 0

  public var samplesPerSecond: Double { seconds > 0 ? Double(samples) / seconds : 0 }
}
