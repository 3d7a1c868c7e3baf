import Foundation

/// The values of a series: one block of numbers that grows while a file is read, then never changes.
///
/// Invariants: the first `count` of `capacity` numbers at `base` are initialised, and `base` was
/// allocated with `malloc`. Whoever fills the storage is its only owner; once a `Series` holds it,
/// nothing writes to it, which is why workers may share it unchecked.
package final class SeriesStorage<Value: BinaryFloatingPoint & Sendable>: @unchecked Sendable {
  // Unchecked, since the check of every access took a tenth of the time to read a file.
  @exclusivity(unchecked) package private(set) var base: UnsafeMutablePointer<Value>
  @exclusivity(unchecked) package private(set) var count = 0
  @exclusivity(unchecked) private var capacity: Int

  /// Storage without values yet.
  init() {
    capacity = 1 << 10
    guard let block = malloc(capacity * MemoryLayout<Value>.stride) else {
      preconditionFailure("there is no memory for a thousand numbers")
    }
    base = block.assumingMemoryBound(to: Value.self)
  }

  deinit { free(base) }

  package var values: UnsafeBufferPointer<Value> {
    UnsafeBufferPointer(start: base, count: count)
  }

  /// Adds `amount` values, initialised to zero, and returns where they start; nil if there is no
  /// memory for them. Amortised O(amount).
  @inline(__always)
  func append(_ amount: Int) -> UnsafeMutablePointer<Value>? {
    if count + amount > capacity, !reserve(max(count + amount, capacity * 2)) { return nil }
    let start = base + count
    start.initialize(repeating: 0, count: amount)
    count += amount
    return start
  }

  /// Makes room for so many values in all; false if there is no memory for them.
  func reserve(_ wanted: Int) -> Bool {
    if wanted <= capacity { return true }
    let (bytes, overflow) = wanted.multipliedReportingOverflow(by: MemoryLayout<Value>.stride)
    guard !overflow, let larger = realloc(base, bytes) else { return false }
    base = larger.assumingMemoryBound(to: Value.self)
    capacity = wanted
    return true
  }

  /// Forgets all values from `newCount` on.
  func truncate(to newCount: Int) {
    precondition(newCount <= count, "\(newCount) values are more than \(count)")
    count = newCount
  }
}
