// All memory that workers share, and the only unchecked Sendable conformance around it.
//
// Invariants, which the compiler cannot see:
// - A buffer lives as long as its owner; workers get pointers only inside `Crew.run`, which
//   returns after the last worker has.
// - Between two barriers every element is either written by one worker and read by no other, or
//   read only. `TrainingState` says for each buffer who writes it in which phase.
// - Memory is 64-byte aligned and untouched until a worker writes it, unless an initialiser says
//   otherwise, so that a page comes from the memory of the node whose core touches it first.

import Foundation

/// `count` elements of plain memory, freed with their owner.
package final class SharedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  package let base: UnsafeMutablePointer<Element>
  package let count: Int
  private let allocation: UnsafeMutableRawPointer

  /// A cache line, which is the widest vector; a page for what fills several. Processors tell loads
  /// from earlier stores by the place within a page first: a kernel that reads one buffer a line or two
  /// behind where it writes another would wait for stores that it does not need. Between buffers that
  /// begin alike, equal elements are in equal places, and the allocator's luck decides nothing.
  private static func alignment(_ bytes: Int) -> Int { bytes < 4 * page ? 64 : page }

  private static var page: Int { 4096 }

  /// Takes over memory of malloc's that has room for the elements and one alignment more.
  private init(count: Int, allocation: UnsafeMutableRawPointer?) {
    guard let allocation else { AllocationFailure.trap(count, Element.self) }
    self.count = count
    self.allocation = allocation
    Self.askForHugePages(allocation, bytes: Self.bytes(count))
    base = allocation.alignedUp(toMultipleOf: Self.alignment(Self.elementBytes(count)))
      .bindMemory(to: Element.self, capacity: count)
  }

  private static func elementBytes(_ count: Int) -> Int {
    precondition(count >= 0, "a buffer of \(count) elements")
    return count * MemoryLayout<Element>.stride
  }

  /// With room to begin at the next multiple of the alignment.
  private static func bytes(_ count: Int) -> Int {
    let bytes = elementBytes(count)
    return bytes + alignment(bytes)
  }

  /// Rows of large buffers lie pages apart, and looking their pages up takes long, above all in a
  /// virtual machine. Only whole huge pages within the buffer are used, so it takes no more memory.
  private static func askForHugePages(_ allocation: UnsafeMutableRawPointer, bytes: Int) {
    #if os(Linux)
      guard bytes >= 4 << 20 else { return }
      let page = Int(getpagesize())
      let start = allocation.alignedUp(toMultipleOf: page)
      let length = (allocation + bytes - start) / page * page
      // Advice: where the system does not take it, everything works as before.
      _ = madvise(start, length, MADV_HUGEPAGE)
    #endif
  }

  /// Memory that nobody has touched: reading it before writing it is a mistake.
  package convenience init(untouched count: Int) {
    self.init(count: count, allocation: malloc(Self.bytes(count)))
  }

  /// Zeros; a page of a large buffer is made when somebody first touches it.
  package convenience init(zeroed count: Int) where Element == Float {
    self.init(count: count, allocation: calloc(1, Self.bytes(count)))
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
    free(allocation)
  }

  package var elements: UnsafeMutableBufferPointer<Element> {
    UnsafeMutableBufferPointer(start: base, count: count)
  }
}
