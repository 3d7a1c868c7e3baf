/// Something that a user should know while a training goes on.
public enum TrainingNotice: Sendable, Equatable {
  /// A checkpoint could not be written; the one before it is intact.
  case checkpointFailed(String)
  /// A training goes on from a checkpoint of another version of Skein.
  case otherVersion(file: String, version: String)
  /// A worker has not come to the barrier for a long time.
  case workerStalled(StalledWorker)
  /// A callback has something to say.
  case warning(String)
}

extension TrainingNotice: CustomStringConvertible {
  public var description: String {
    switch self {
    case .checkpointFailed(let problem):
      return "a checkpoint was not written, and training goes on from memory: \(problem)"
    case .otherVersion(let file, let version):
      return "\(TerminalText.plain(file)) was written by Skein"
        + " \(TerminalText.literal(version)), and this is \(SkeinVersion.current): the model may"
        + " differ in its last bits from one that was trained without interruption"
    case .workerStalled(let worker): return worker.description
    case .warning(let sentence): return sentence
    }
  }
}
