// What is seldom shared, under a lock; what a step shares is in SharedBuffer.
//
// The standard library's `Mutex` would do, but it locks inside the library, where the thread
// sanitizer does not see it, and the sanitizer then reports a race for each value that it guards.
//
// Invariant, which the compiler cannot see: `value` is touched only between `lock` and `unlock`.

import Foundation

/// A value that one thread at a time may use.
package final class Locked<Value>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Value

  package init(_ value: consuming sending Value) {
    self.value = value
  }

  package func withLock<Result, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}
