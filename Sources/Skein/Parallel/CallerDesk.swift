import Foundation

/// What the thread that waits for a crew does meanwhile: it runs what workers hand over, and looks
/// after them from time to time.
///
/// So callbacks and events of epochs need no thread of their own, which might not be had: the caller's
/// is bound to no worker's processor and flushes no subnormal numbers.
package final class CallerDesk: Sendable {
  private struct State {
    var job: (@Sendable () -> Void)?
    var isDone = false
    var isClosed = false
  }

  private let state = Locked(State())
  private let condition = NSCondition()
  /// Seconds between two looks; nil looks never.
  private let period: Double?
  private let look: @Sendable () -> Void

  package init(every period: Double? = nil, look: @escaping @Sendable () -> Void = {}) {
    self.period = period
    self.look = look
  }

  /// Has the waiting thread run `job`, and waits for it; from one worker at a time, while that thread
  /// waits in `serve`.
  package func run(_ job: @escaping @Sendable () -> Void) {
    change {
      $0.job = job
      $0.isDone = false
    }
    condition.lock()
    while !state.withLock({ $0.isDone }) { condition.wait() }
    condition.unlock()
  }

  /// Ends `serve`, once, when no worker will ask any more.
  func close() { change { $0.isClosed = true } }

  /// Serves until `close`, and may then serve again.
  func serve() {
    var next = period.map { Date(timeIntervalSinceNow: $0) }
    while true {
      let (job, isClosed) = nextJob(until: next)
      if let job {
        job()
        change { $0.isDone = true }
      } else if isClosed {
        change { $0.isClosed = false }
        return
      }
      if let period, let due = next, due.timeIntervalSinceNow <= 0 {
        look()
        next = Date(timeIntervalSinceNow: period)
      }
    }
  }

  /// A job, the news that there will be none, or neither when the time is over.
  private func nextJob(until limit: Date?) -> (job: (@Sendable () -> Void)?, isClosed: Bool) {
    condition.lock()
    defer { condition.unlock() }
    while true {
      let (job, isClosed) = state.withLock { state in
        defer { state.job = nil }
        return (state.job, state.isClosed)
      }
      if job != nil || isClosed { return (job, isClosed) }
      guard let limit else {
        condition.wait()
        continue
      }
      if !condition.wait(until: limit) { return (nil, false) }
    }
  }

  private func change(_ body: (inout State) -> Void) {
    condition.lock()
    state.withLock { body(&$0) }
    condition.broadcast()
    condition.unlock()
  }
}
