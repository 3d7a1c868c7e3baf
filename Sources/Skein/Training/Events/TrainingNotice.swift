/// Something that a user should know while a training goes on.
public enum TrainingNotice: Sendable, Equatable {
  /// A checkpoint could not be written; the one before it is intact.
  case checkpointFailed(String)
  /// A training goes on from a checkpoint of another version of Skein.
  case otherVersion(file: String, version: String)
  /// A worker has not come to the barrier for a long time.
  case workerStalled(StalledWorker)
  /// Workers may no longer run where they were bound, or have been bound elsewhere.
  case workersMoved([WorkerMove])
  /// Memory of these workers lies on another NUMA node than they do.
  case remoteMemory([MemoryReport])
  /// A callback has something to say.
  case warning(String)
  /// A callback has done what it is there for.
  case note(String)
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
    case .workersMoved(let moves):
      let more =
        moves.count > 1 ? " (and \(NumberText.count(moves.count - 1, "other worker")) as well)" : ""
      return
        "\(moves.first.map(\.description) ?? "a worker was moved")\(more); the bits do not depend"
        + " on it, and run.json names the place of each"
    case .remoteMemory(let reports):
      return "memory of \(NumberText.count(reports.count, "worker")) lies on another NUMA node"
        + (reports.first.map {
          ": worker \($0.worker) runs on node \($0.wanted), its pages are \($0.pages)"
        } ?? "") + "; `skein doctor` looks for the reason"
    case .warning(let sentence), .note(let sentence): return sentence
    }
  }
}
