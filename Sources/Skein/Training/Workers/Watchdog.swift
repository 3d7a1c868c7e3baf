import Dispatch
import Topology

/// A worker that has been in one phase for longer than a generous bound.
public struct StalledWorker: Sendable, Equatable {
  public var worker: Int
  /// Operating system numbers of the processors that it may run on.
  public var processors: CPUSet
  public var core: Int?
  public var phase: TrainingPhase
  /// From 1, counted over all epochs.
  public var step: Int
  public var seconds: Double
}

extension StalledWorker: CustomStringConvertible {
  public var description: String {
    let place = core.map { "processor \(processors), core \($0)" } ?? "processors \(processors)"
    return "Worker \(worker) (\(place)) has been \(phase.activity) for \(Int(seconds)) s, in step"
      + " \(step); the others wait for it. Look for other programs on that processor, for swapping"
      + " and for a file system that does not answer."
  }
}

/// Looks at the workers from time to time and reports one that makes the others wait too long.
///
/// It kills nothing: a slow worker may still come, and its result would be the same. Costs the
/// workers one relaxed store a phase.
final class Watchdog: Sendable {
  private struct Sight {
    var stamp: UInt64
    var since: UInt64
    var isReported = false
  }

  private let workers: [WorkerProgress]
  private let places: [WorkerPlace]
  private let bound: UInt64
  private let report: @Sendable (StalledWorker) -> Void
  private let sights: Locked<[Sight]>

  /// - Parameter bound: seconds in one phase that are too many, above 0.
  init(
    _ workers: [WorkerProgress], places: [WorkerPlace], bound: Double,
    report: @escaping @Sendable (StalledWorker) -> Void
  ) {
    self.workers = workers
    self.places = places
    self.bound = UInt64(min(max(bound, 1e-3), 1e9) * 1e9)
    self.report = report
    let now = DispatchTime.now().uptimeNanoseconds
    sights = Locked(workers.map { Sight(stamp: $0.stamp, since: now) })
  }

  /// Seconds between two looks.
  var period: Double { Double(bound) / 4e9 }

  func look() {
    let now = DispatchTime.now().uptimeNanoseconds
    let stalled: [StalledWorker] = sights.withLock { sights in
      for worker in workers.indices {
        let stamp = workers[worker].stamp
        if stamp != sights[worker].stamp { sights[worker] = Sight(stamp: stamp, since: now) }
      }
      // Those who wait are the victims of those who do not, unless all wait.
      let late = workers.indices.filter { now &- sights[$0].since >= bound }
      let busy = late.filter { WorkerProgress.phase(of: sights[$0].stamp).isWork }
      let guilty = late.count == workers.count && busy.isEmpty ? late : busy
      return guilty.filter { !sights[$0].isReported }.map { worker in
        sights[worker].isReported = true
        let place = places[worker]
        return StalledWorker(
          worker: worker, processors: place.processors, core: place.core,
          phase: WorkerProgress.phase(of: sights[worker].stamp),
          step: WorkerProgress.step(of: sights[worker].stamp) + 1,
          seconds: Double(now &- sights[worker].since) / 1e9)
      }
    }
    for worker in stalled { report(worker) }
  }
}

extension TrainingPhase {
  /// Whether others may be waiting for a worker in this phase.
  fileprivate var isWork: Bool { self != .waiting && self != .finished }
}
