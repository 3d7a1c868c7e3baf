// All memory that workers share, and the only unchecked Sendable conformance around it.
//
// Invariants, which the compiler cannot see:
// - A buffer lives as long as its owner; workers get pointers only inside `WorkerPool.run`, which
//   returns after the last worker has.
// - Between two barriers every element is either written by one worker and read by no other, or
//   read only. `TrainingLoop` says for each buffer who writes it in which phase.
// - Memory is 64-byte aligned and untouched until `init(zeroed:)` or a worker writes it, so that a
//   page comes from the memory of the node whose core touches it first.

import Foundation

/// `count` elements of plain memory, freed with their owner.
package final class SharedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  package let base: UnsafeMutablePointer<Element>
  package let count: Int

  /// Memory that nobody has touched: reading it before writing it is a mistake.
  package init(untouched count: Int) {
    precondition(count >= 0, "a buffer of \(count) elements")
    self.count = count
    let bytes = max(count, 1) * MemoryLayout<Element>.stride
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    base = raw.bindMemory(to: Element.self, capacity: max(count, 1))
  }

  package convenience init(repeating value: Element, count: Int) {
    self.init(untouched: count)
    base.update(repeating: value, count: count)
  }

  package convenience init(_ elements: some Collection<Element>) {
    self.init(untouched: elements.count)
    var at = base
    for element in elements {
      at.initialize(to: element)
      at += 1
    }
  }

  deinit {
    UnsafeMutableRawPointer(base).deallocate()
  }

  package var elements: UnsafeMutableBufferPointer<Element> {
    UnsafeMutableBufferPointer(start: base, count: count)
  }
}
