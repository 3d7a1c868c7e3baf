import Synchronization
import Topology

/// One run of a body by every worker of a shift.
final class CrewUse: Sendable {
  private let body: @Sendable (_ worker: Int) -> Void
  private let ended: @Sendable ([WorkerReport]) -> Void
  private let reports: Locked<[WorkerReport?]>
  private let working: Atomic<Int>

  /// - Parameter ended: called once, by the worker that ends last.
  init(
    workers: Int, body: @escaping @Sendable (_ worker: Int) -> Void,
    ended: @escaping @Sendable ([WorkerReport]) -> Void
  ) {
    self.body = body
    self.ended = ended
    reports = Locked(Array(repeating: nil, count: workers))
    working = Atomic(workers)
  }

  /// Runs the body as one worker, and says where it ran.
  ///
  /// - Parameters:
  ///   - position: of the worker in its shift.
  ///   - binding: read back once the body has ended, so that it tells of this use.
  func run(_ place: WorkerPlace, at position: Int, binding: () -> ThreadBinding) {
    body(place.worker)
    let report = WorkerReport(place, binding())
    reports.withLock { $0[position] = report }
    guard working.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 else { return }
    ended(reports.withLock { $0.compactMap { $0 } })
  }
}
