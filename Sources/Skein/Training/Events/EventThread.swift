import Foundation

/// A thread for what others wrote: callbacks, and events of epochs.
///
/// It is not bound to a processor and does not flush subnormal numbers, as the workers' threads are
/// and do. A thread of its own rather than one of Dispatch's, of which a process has few; started by
/// the trainer, because a thread inherits the binding of the one that starts it.
final class EventThread: Sendable {
  private let body = Locked<(@Sendable () -> Void)?>(nil)
  private let asked = DispatchSemaphore(value: 0)
  private let done = DispatchSemaphore(value: 0)

  /// Starts the thread; it ends with `close()`.
  init() {
    let thread = Thread { self.work() }
    thread.name = "skein.events"
    thread.start()
  }

  /// Runs `body` there and waits for it; from one thread at a time.
  func run(_ body: @escaping @Sendable () -> Void) {
    self.body.withLock { $0 = body }
    asked.signal()
    done.wait()
  }

  /// Ends the thread.
  func close() { asked.signal() }

  private func work() {
    while true {
      asked.wait()
      let body = self.body.withLock { body in
        defer { body = nil }
        return body
      }
      guard let body else { return }
      body()
      done.signal()
    }
  }
}
