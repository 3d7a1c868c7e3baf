import Topology

/// Where one worker was meant to run and where it did, read back from the operating system.
public struct WorkerReport: Sendable, Hashable, Codable {
  public var worker: Int
  /// Operating system numbers of the processors asked for.
  public var processors: CPUSet
  public var core: Int?
  public var numaNode: Int?
  /// The processors that the thread was bound to; nil when nothing was bound or it could not be
  /// read.
  public var obtained: CPUSet?
  /// Why the binding failed.
  public var failure: String?
  /// The number of its team; nil where every worker has rows of its own.
  public var team: Int?
  /// How the scheduler treated it during a training; nil for other uses, and where it does not tell.
  public var scheduling: ThreadScheduling?
  /// Where its memory lay at the end of a training; nil as above.
  public var pages: PageCount?
  /// Where else it ran, and since when.
  public var moves: [WorkerMove] = []

  /// - Parameter binding: what was read back on the worker's thread.
  init(_ place: WorkerPlace, _ binding: ThreadBinding) {
    worker = place.worker
    processors = place.processors
    core = place.core
    numaNode = place.numaNode
    obtained = binding.processors
    failure = binding.failure
  }

  /// The same with its team named, where there are teams.
  func inTeam(in plan: TeamPlan) -> WorkerReport {
    var report = self
    report.team = plan.mostMembers > 1 ? plan.team(of: worker) : nil
    return report
  }

  /// The same with what was seen of it during a training.
  func adding(_ conduct: WorkerConduct?) -> WorkerReport {
    var report = self
    report.scheduling = conduct?.scheduling
    report.pages = conduct?.pages
    report.moves = conduct?.moves ?? []
    return report
  }

  /// Whether the thread ran where it was meant to.
  public var landed: Bool { failure == nil && obtained.map { $0.isSubset(of: processors) } ?? true }
}

extension WorkerReport: CustomStringConvertible {
  public var description: String {
    var text = "worker \(worker): processor \(processors)"
    if let core { text += ", core \(core)" }
    if let numaNode { text += ", NUMA node \(numaNode)" }
    if let team { text += ", team \(team)" }
    if let failure {
      text += "; not bound: \(failure)"
    } else if !landed, let obtained {
      text += "; landed on \(obtained)"
    }
    return text
  }
}
