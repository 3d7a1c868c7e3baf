// Fresh memory, and the only place that asks the system for it and gives it back.
//
// Invariants, which the compiler cannot see:
// - `base` begins a mapping of `bytes` bytes that nobody else has, for as long as this object lives;
//   it holds zeros until somebody writes there.
// - No page of it is shared with another mapping, also where the system makes huge pages of what lies
//   side by side: a large mapping has whole huge pages' worth of addresses to itself, and a small one
//   gets none.

import Foundation

/// Memory from the system that nobody has touched, released to it with its owner.
///
/// Not from malloc, which hands out again what it got back: its pages lie where somebody else touched
/// them, and the end of one worker's buffer shares a page, perhaps a huge one, with the beginning of
/// another's. On two nodes that put pages on the wrong one in 84 of 100 rounds.
final class MemoryMapping: @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  let bytes: Int
  /// With the addresses behind it that stay empty.
  private let reserved: Int

  /// A huge page of x86-64, and of arm64 with pages of 4 KiB.
  static let hugePage = 2 << 20
  /// From here on a mapping begins at a huge page. Smaller ones have none.
  private static let least = hugePage / 2
  /// From here on huge pages are asked for: rows of large buffers lie pages apart, and looking their
  /// pages up takes long, above all in a virtual machine.
  private static let wanted = 4 << 20

  /// - Returns: nil where the system refuses.
  init?(bytes: Int) {
    let page = Int(getpagesize())
    guard bytes >= 0, bytes < 1 << 50 else { return nil }
    let used = (max(bytes, 1) + page - 1) / page * page
    let isLarge = used >= Self.least
    let span = isLarge ? (used + Self.hugePage - 1) / Self.hugePage * Self.hugePage : used
    let alignment = isLarge ? Self.hugePage : 0
    guard let all = Self.map(span + alignment, access: isLarge ? PROT_NONE : Self.readWrite) else {
      return nil
    }
    let start = isLarge ? all.alignedUp(toMultipleOf: Self.hugePage) : all
    // What lies before the first huge page and behind the last goes back.
    let before = start - all
    if before > 0 { munmap(all, before) }
    if alignment > before { munmap(start + span, alignment - before) }
    // The rest of the last huge page stays empty, so that no neighbour has a part of it.
    if isLarge, mprotect(start, used, Self.readWrite) != 0 {
      munmap(start, span)
      return nil
    }
    Self.advise(start, used, isLarge: isLarge)
    base = start
    self.bytes = used
    reserved = span
  }

  deinit {
    munmap(base, reserved)
  }

  private static let readWrite = PROT_READ | PROT_WRITE

  private static func map(_ bytes: Int, access: Int32) -> UnsafeMutableRawPointer? {
    #if os(Linux)
      let flags = MAP_PRIVATE | Int32(MAP_ANONYMOUS)
    #else
      let flags = MAP_PRIVATE | MAP_ANON
    #endif
    let start = mmap(nil, bytes, access, flags, -1, 0)
    return start == MAP_FAILED ? nil : start
  }

  /// Advice: where the system does not take it, everything works as before.
  private static func advise(_ start: UnsafeMutableRawPointer, _ bytes: Int, isLarge: Bool) {
    #if os(Linux)
      if !isLarge {
        _ = madvise(start, bytes, MADV_NOHUGEPAGE)
      } else if bytes >= wanted {
        _ = madvise(start, bytes, MADV_HUGEPAGE)
      }
    #endif
  }
}
