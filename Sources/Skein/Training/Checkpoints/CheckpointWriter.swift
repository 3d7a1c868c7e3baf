import Foundation
import Synchronization

/// Has checkpoints kept in the background, one at a time, from one copy of a training that it lends
/// out: memory that is reused from one checkpoint to the next.
///
/// The thread is started by the trainer and not by a worker: a thread inherits the binding of the
/// one that starts it, and would then take its time from that worker alone.
package final class CheckpointWriter: Sendable {
  private struct Desk {
    /// The copy that is not on disk yet; the arrays are the writer's until it is.
    var pending: Checkpoint?
    var isClosing = false
    /// The checkpoint that the training went on from, until one was kept.
    var goingOnFrom: String?
    /// Seconds of processor time that the last checkpoint took from the machine.
    var cost = 0.0
    var failure: String?
  }

  package let store: any CheckpointStore
  private let room: TrainingTensors
  private let desk: Locked<Desk>
  private let isFull = Atomic<Bool>(false)
  /// Whether the system had no thread, so that whoever submits a checkpoint writes it.
  private let isSynchronous = Atomic<Bool>(false)
  private let condition = NSCondition()
  private let notify: @Sendable (TrainingNotice) -> Void

  /// Starts the thread; it ends with `close()`.
  ///
  /// - Parameters:
  ///   - room: for copies of the training's arrays.
  ///   - resumed: the checkpoint that the training goes on from.
  package init(
    _ store: any CheckpointStore, room: TrainingTensors, resumed: Checkpoint?,
    notify: @escaping @Sendable (TrainingNotice) -> Void
  ) {
    self.store = store
    self.room = room
    self.notify = notify
    desk = Locked(Desk(goingOnFrom: resumed?.file))
    isSynchronous.store(!SystemThread.run { self.work() }, ordering: .relaxed)
  }

  /// Whether `submit` would not have to wait.
  package var isIdle: Bool { !isFull.load(ordering: .acquiring) }

  /// Before a training changes what its last checkpoint may have shared with it: orders the change
  /// after the reading of a checkpoint that is done. Swift's reference counts do so, too, but where the
  /// thread sanitizer does not see it.
  package func settle() { _ = isFull.load(ordering: .acquiring) }

  /// Processor seconds that the last checkpoint took, copying not counted.
  package var cost: Double { desk.withLock { $0.cost } }

  /// Has `fill` copy a training into arrays that are lent to it, and the copy kept; waits for the
  /// one before it.
  package func submit(_ fill: (TrainingTensors) -> Checkpoint) {
    waitUntilIdle()
    let checkpoint = fill(room)
    condition.lock()
    desk.withLock { $0.pending = checkpoint }
    isFull.store(true, ordering: .releasing)
    condition.broadcast()
    condition.unlock()
    if isSynchronous.load(ordering: .relaxed) { workOnce() }
  }

  package func waitUntilIdle() {
    if isIdle { return }
    condition.lock()
    while !isIdle { condition.wait() }
    condition.unlock()
  }

  /// Waits for the last checkpoint and ends the thread; returns why that one was not written.
  package func close() -> String? {
    condition.lock()
    while !isIdle { condition.wait() }
    desk.withLock { $0.isClosing = true }
    condition.broadcast()
    condition.unlock()
    return desk.withLock { $0.failure }
  }

  private func work() {
    while workOnce() {}
  }

  /// Keeps one checkpoint; false when there will be no more.
  @discardableResult
  private func workOnce() -> Bool {
    guard let (failure, seconds) = keepPending() else { return false }
    let isNews = failure != desk.withLock { $0.failure }
    condition.lock()
    desk.withLock {
      $0.cost = seconds
      $0.failure = failure
      if failure == nil { $0.goingOnFrom = nil }
    }
    isFull.store(false, ordering: .releasing)
    condition.broadcast()
    condition.unlock()
    // The same fault again, perhaps at every step, is no news.
    if let failure, isNews { notify(.checkpointFailed(failure)) }
    return true
  }

  /// Waits for a checkpoint and keeps it; nil when there will be no more.
  ///
  /// When this returns, nothing here refers to the checkpoint any more: its arrays are the training's
  /// again before the training is told.
  private func keepPending() -> (failure: String?, seconds: Double)? {
    condition.lock()
    while desk.withLock({ $0.pending == nil && !$0.isClosing }) { condition.wait() }
    let (pending, former) = desk.withLock { desk in
      defer { desk.pending = nil }
      return (desk.pending, desk.goingOnFrom)
    }
    condition.unlock()
    guard let pending else { return nil }
    let before = Self.processorSeconds()
    let failure = keep(pending, goingOnFrom: former)
    return (failure, Self.processorSeconds() - before)
  }

  private func keep(_ checkpoint: Checkpoint, goingOnFrom former: String?) -> String? {
    do {
      try store.keep(checkpoint, goingOnFrom: former)
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// Of the calling thread.
  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
