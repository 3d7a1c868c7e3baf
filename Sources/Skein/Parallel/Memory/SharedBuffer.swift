// All memory that workers share, and the only unchecked Sendable conformance around it.
//
// Invariants, which the compiler cannot see:
// - A buffer lives as long as its owner; workers get pointers only inside `Crew.run`, which
//   returns after the last worker has.
// - Between two barriers every element is either written by one worker and read by no other, or
//   read only. `TrainingState` says for each buffer who writes it in which phase.
// - Memory is 64-byte aligned. What a worker makes and what fills many pages is fresh from the system,
//   and untouched until somebody writes it, unless an initialiser says otherwise: its pages come from
//   the memory of the node whose core touches them first.

import Foundation

/// `count` elements of plain memory, freed with their owner.
///
/// A worker's come from its own region (`WorkerMemory`), large ones of other threads from a fresh
/// mapping, so that nobody's touch decides where somebody else's pages lie.
package final class SharedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  package let base: UnsafeMutablePointer<Element>
  package let count: Int
  private let owner: Owner

  private enum Owner {
    case mapping(MemoryMapping)
    case heap(UnsafeMutableRawPointer)
  }

  /// A cache line, which is the widest vector; a page for what fills several. Processors tell loads
  /// from earlier stores by the place within a page first: a kernel that reads one buffer a line or two
  /// behind where it writes another would wait for stores that it does not need. Between buffers that
  /// begin alike, equal elements are in equal places, and the allocator's luck decides nothing.
  private static func alignment(_ bytes: Int) -> Int { bytes < 4 * page ? 64 : page }

  private static var page: Int { 4096 }

  /// From here on a buffer that no worker makes has a mapping: its workers touch parts of it first.
  private static var ownMapping: Int { 64 << 10 }

  private init(count: Int, zeroed: Bool) {
    precondition(count >= 0, "a buffer of \(count) elements")
    let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    guard !overflow, bytes < 1 << 50 else { AllocationFailure.trap(count, Element.self) }
    let alignment = Self.alignment(bytes)
    let start: UnsafeMutableRawPointer
    if let memory = WorkerMemory.current {
      guard let piece = memory.piece(bytes: bytes, alignment: alignment) else {
        AllocationFailure.trap(count, Element.self)
      }
      if zeroed, !piece.isFresh { memset(piece.base, 0, bytes) }
      (start, owner) = (piece.base, .mapping(piece.owner))
    } else if bytes >= Self.ownMapping {
      guard let mapping = MemoryMapping(bytes: bytes) else {
        AllocationFailure.trap(count, Element.self)
      }
      (start, owner) = (mapping.base, .mapping(mapping))
    } else {
      // With room to begin at the next multiple of the alignment.
      let size = bytes + alignment
      guard let allocation = zeroed ? calloc(1, size) : malloc(size) else {
        AllocationFailure.trap(count, Element.self)
      }
      start = allocation.alignedUp(toMultipleOf: alignment)
      owner = .heap(allocation)
    }
    self.count = count
    base = start.bindMemory(to: Element.self, capacity: count)
  }

  /// Memory that nobody has touched: reading it before writing it is a mistake.
  package convenience init(untouched count: Int) {
    self.init(count: count, zeroed: false)
  }

  /// Zeros; a page of a large buffer is made when somebody first touches it.
  package convenience init(zeroed count: Int) where Element == Float {
    self.init(count: count, zeroed: true)
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
    if case .heap(let allocation) = owner { free(allocation) }
  }

  package var elements: UnsafeMutableBufferPointer<Element> {
    UnsafeMutableBufferPointer(start: base, count: count)
  }
}
