/// What happened in one epoch.
public struct EpochRecord: Sendable, Codable, Equatable {
  /// From 1, counted over all trainings of one trainer.
  public var epoch: Int
  /// The mean loss of the epoch's batches while the weights changed, as Keras reports it.
  public var loss: Double
  /// The mean loss of the validation windows at the epoch's end; nil when there are none.
  public var validationLoss: Double?
  public var seconds: Double
}

/// What happened in a training.
public struct History: Sendable {
  public var epochs: [EpochRecord] = []
  /// Training windows seen, all epochs together.
  public var samples = 0
  public var seconds = 0.0
  /// Where each worker ran, read back from the operating system.
  public var workers: [WorkerReport] = []
  /// The time of each worker by phase.
  package var phases: [PhaseTimes] = []
  /// Bytes of buffers that workers held for batches and gradients.
  public var workspaceBytes = 0

  public var samplesPerSecond: Double { seconds > 0 ? Double(samples) / seconds : 0 }
}
