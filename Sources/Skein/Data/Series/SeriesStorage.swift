import Foundation

/// The values of a series: one block of floats that grows while a file is read, then never changes.
///
/// Invariants: the first `count` of `capacity` floats at `base` are initialised, and `base` was
/// allocated with `malloc`. Whoever fills the storage is its only owner; once a `Series` holds it,
/// nothing writes to it, which is why workers may share it unchecked.
package final class SeriesStorage: @unchecked Sendable {
  // Unchecked, since the check of every access took a tenth of the time to read a file.
  @exclusivity(unchecked) package private(set) var base: UnsafeMutablePointer<Float>
  @exclusivity(unchecked) package private(set) var count = 0
  @exclusivity(unchecked) private var capacity: Int

  /// Storage without values yet.
  init() {
    capacity = 1 << 10
    guard let block = malloc(capacity * MemoryLayout<Float>.stride) else {
      preconditionFailure("there are no 4 KiB of memory")
    }
    base = block.assumingMemoryBound(to: Float.self)
  }

  deinit { free(base) }

  package var values: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: base, count: count)
  }

  /// Adds `amount` values, initialised to zero, and returns where they start; nil if there is no
  /// memory for them. Amortised O(amount).
  @inline(__always)
  func append(_ amount: Int) -> UnsafeMutablePointer<Float>? {
    if count + amount > capacity, !reserve(max(count + amount, capacity * 2)) { return nil }
    let start = base + count
    start.initialize(repeating: 0, count: amount)
    count += amount
    return start
  }

  /// Makes room for so many values in all; false if there is no memory for them.
  func reserve(_ wanted: Int) -> Bool {
    if wanted <= capacity { return true }
    let (bytes, overflow) = wanted.multipliedReportingOverflow(by: MemoryLayout<Float>.stride)
    guard !overflow, let larger = realloc(base, bytes) else { return false }
    base = larger.assumingMemoryBound(to: Float.self)
    capacity = wanted
    return true
  }

  /// Forgets all values from `newCount` on.
  func truncate(to newCount: Int) {
    precondition(newCount <= count, "\(newCount) values are more than \(count)")
    count = newCount
  }
}
