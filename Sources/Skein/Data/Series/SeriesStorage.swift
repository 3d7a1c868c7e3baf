import Foundation

/// The values of a series: one block of floats that grows while a file is read, then never changes.
///
/// Invariants: the first `count` of `capacity` floats at `base` are initialised. Whoever fills the
/// storage is its only owner; once a `Series` holds it, nothing writes to it, which is why workers
/// may share it unchecked.
package final class SeriesStorage: @unchecked Sendable {
  // Unchecked, since the check of every access took a tenth of the time to read a file.
  @exclusivity(unchecked) package private(set) var base: UnsafeMutablePointer<Float>
  @exclusivity(unchecked) package private(set) var count = 0
  @exclusivity(unchecked) private var capacity: Int

  init(capacity: Int) {
    self.capacity = max(capacity, 1)
    base = .allocate(capacity: self.capacity)
  }

  deinit { base.deallocate() }

  package var values: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: base, count: count)
  }

  /// Adds `amount` values, initialised to zero, and returns where they start; amortised O(amount).
  @inline(__always)
  func append(_ amount: Int) -> UnsafeMutablePointer<Float> {
    if count + amount > capacity { resize(to: max(count + amount, capacity * 2)) }
    let start = base + count
    start.initialize(repeating: 0, count: amount)
    count += amount
    return start
  }

  /// Forgets all values from `newCount` on.
  func truncate(to newCount: Int) {
    precondition(newCount <= count, "\(newCount) values are more than \(count)")
    count = newCount
  }

  private func resize(to newCapacity: Int) {
    let larger = UnsafeMutablePointer<Float>.allocate(capacity: newCapacity)
    larger.moveInitialize(from: base, count: count)
    base.deallocate()
    base = larger
    capacity = newCapacity
  }
}
