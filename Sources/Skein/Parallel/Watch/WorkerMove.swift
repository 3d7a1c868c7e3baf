import Topology

/// A worker's thread that may run elsewhere than it was bound.
public struct WorkerMove: Sendable, Hashable, Codable {
  public enum Cause: String, Sendable, Codable {
    /// Another process bound it, as `taskset -p` does. Who does that means it, so it stays there.
    case rebound
    /// The processor went offline or out of the cpuset, and the system let the thread wander. The
    /// worker was bound to one of those that are left.
    case processorGone = "processor-gone"
  }

  public var worker: Int
  /// The epoch at whose end it was seen, from 1, counted over all trainings of the trainer.
  public var epoch: Int
  public var cause: Cause
  /// The processors that it was bound to before.
  public var from: CPUSet
  /// Those that it is bound to since; several where the system would not bind it to one.
  public var to: CPUSet

  package init(worker: Int, epoch: Int, cause: Cause, from: CPUSet, to: CPUSet) {
    self.worker = worker
    self.epoch = epoch
    self.cause = cause
    self.from = from
    self.to = to
  }
}

extension WorkerMove: CustomStringConvertible {
  /// A clause, without a full stop.
  public var description: String {
    switch cause {
    case .rebound:
      "worker \(worker) was bound to \(to.noun) \(to) by another process and stays there, no longer"
        + " on \(from)"
    case .processorGone:
      "worker \(worker) was moved to \(to.noun) \(to), since \(from) went offline or out of the cpuset"
    }
  }
}

extension CPUSet {
  fileprivate var noun: String { count == 1 ? "processor" : "processors" }
}
