/// Something that a user should know while a training goes on.
public enum TrainingNotice: Sendable, Equatable {
  /// A checkpoint could not be written; the one before it is intact.
  case checkpointFailed(String)
  /// A worker has not come to the barrier for a long time.
  case workerStalled(StalledWorker)
  /// A callback has something to say.
  case warning(String)
}

extension TrainingNotice: CustomStringConvertible {
  public var description: String {
    switch self {
    case .checkpointFailed(let problem):
      return "A checkpoint was not written, and training goes on from memory: \(problem)"
    case .workerStalled(let worker): return worker.description
    case .warning(let sentence): return sentence
    }
  }
}
