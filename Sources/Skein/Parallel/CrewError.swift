import Foundation

/// Why a crew cannot work.
public enum CrewError: Error, Sendable, Hashable {
  /// The system started fewer threads than the crew has workers.
  case tooFewThreads(workers: Int, started: Int)
  /// A worker asked for another crew, and too few places of the process are free.
  case noPlaces(workers: Int, free: Int)
}

extension CrewError: CustomStringConvertible, LocalizedError {
  public var description: String {
    switch self {
    case .tooFewThreads(let workers, let started):
      let remedy =
        started > 0
        ? "use \(started == 1 ? "one worker" : "\(started) workers")" : "end other programs"
      return
        "the system started \(started) of \(workers) threads; raise its limit (`ulimit -u`, the"
        + " cgroup's pids.max), or \(remedy)."
    case .noPlaces(let workers, let free):
      return "a worker asked for a crew of \(workers), and \(free) of the process's"
        + " \(Crew.mostThatMeet) places are free; a worker cannot wait for others, so call this"
        + " outside of training events."
    }
  }

  public var errorDescription: String? { description }
}
