import Foundation
import Synchronization

/// Writes checkpoints in the background, one at a time, from one snapshot that it lends out.
///
/// The thread is started by the trainer and not by a worker: a thread inherits the binding of the
/// one that starts it, and would then take its time from that worker alone.
package final class CheckpointWriter: Sendable {
  private struct Desk {
    /// The snapshot holds a checkpoint that is not on disk yet.
    var isFull = false
    var isClosing = false
    var keepsFormer: Bool
    /// Seconds of processor time that the last checkpoint took from the machine.
    var cost = 0.0
    var failure: String?
  }

  package let folder: CheckpointFolder
  private let snapshot: TrainingSnapshot
  private let desk: Locked<Desk>
  private let isFull = Atomic<Bool>(false)
  private let condition = NSCondition()
  private let notify: @Sendable (TrainingNotice) -> Void

  /// Starts the thread; it ends with `close()`.
  ///
  /// - Parameter resumed: the checkpoint that the training goes on from. Where that is the older one
  ///   of the folder, the newer one is damaged and must not take its place.
  package init(
    _ folder: CheckpointFolder, snapshot: TrainingSnapshot, resumed: Checkpoint?,
    notify: @escaping @Sendable (TrainingNotice) -> Void
  ) {
    self.folder = folder
    self.snapshot = snapshot
    self.notify = notify
    desk = Locked(Desk(keepsFormer: resumed?.file != folder.previousFile))
    DispatchQueue(label: "skein.checkpoint", qos: .utility).async { self.work() }
  }

  /// Whether `submit` would not have to wait.
  package var isIdle: Bool { !isFull.load(ordering: .acquiring) }

  /// Processor seconds that the last checkpoint took, copying not counted.
  package var cost: Double { desk.withLock { $0.cost } }

  /// Has `fill` copy a training into the snapshot, and the snapshot written; waits for the one
  /// before it.
  package func submit(_ fill: (TrainingSnapshot) -> Void) {
    waitUntilIdle()
    fill(snapshot)
    condition.lock()
    desk.withLock { $0.isFull = true }
    isFull.store(true, ordering: .releasing)
    condition.broadcast()
    condition.unlock()
  }

  package func waitUntilIdle() {
    if isIdle { return }
    condition.lock()
    while desk.withLock({ $0.isFull }) { condition.wait() }
    condition.unlock()
  }

  /// Waits for the last checkpoint and ends the thread; returns why that one was not written.
  package func close() -> String? {
    condition.lock()
    while desk.withLock({ $0.isFull }) { condition.wait() }
    desk.withLock { $0.isClosing = true }
    condition.broadcast()
    condition.unlock()
    return desk.withLock { $0.failure }
  }

  private func work() {
    while true {
      condition.lock()
      while desk.withLock({ !$0.isFull && !$0.isClosing }) { condition.wait() }
      let isClosing = desk.withLock { $0.isClosing }
      condition.unlock()
      if isClosing { return }
      let before = Self.processorSeconds()
      let failure = write()
      let isNews = failure != desk.withLock { $0.failure }
      condition.lock()
      desk.withLock {
        $0.isFull = false
        $0.cost = Self.processorSeconds() - before
        $0.failure = failure
        if failure == nil { $0.keepsFormer = true }
      }
      isFull.store(false, ordering: .releasing)
      condition.broadcast()
      condition.unlock()
      // The same fault again, perhaps at every step, is no news.
      if let failure, isNews { notify(.checkpointFailed(failure)) }
    }
  }

  private func write() -> String? {
    do {
      let keepsFormer = desk.withLock { $0.keepsFormer }
      try CheckpointFile.contents(of: snapshot).write(
        to: folder.newestFile, hashed: true,
        keepingFormerAs: keepsFormer ? folder.previousFile : nil)
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
