// The memory behind this file is written by several threads at once.
//
// - A flag is written by its member alone and read by all; each has two cache lines of its own, because
//   processors fetch lines in pairs.
// - A member's flag holds the number of its last meeting. It is released when it is written and acquired
//   when it is read, so everything written before a meeting is visible to all after it.
// - No member is more than one meeting ahead of another.

import CPlatform
import Foundation
import Synchronization

/// Where the members of a team meet: a few threads, many times in each pass.
///
/// Each tells its own flag and looks at all others', so that a meeting takes one way of a cache line; the
/// counter of `Barrier` takes three, which counts between time steps of a few microseconds. A member
/// that waits for long, because another one has lost its processor, sleeps.
package final class TeamBarrier: Sendable {
  package let members: Int
  let spins: Int
  private let memory: FlagMemory
  private let sleepers = Atomic<Int>(0)
  private let condition = NSCondition()

  /// - Parameters:
  ///   - members: threads that meet, at least 1.
  ///   - mayspin: whether each has a processor of its own.
  package init(members: Int, maySpin: Bool) {
    precondition(members >= 1, "a team of \(members)")
    self.members = members
    spins = maySpin ? 20_000 : 20
    memory = FlagMemory(members)
  }

  var flags: UnsafeMutablePointer<Atomic<Int>> { memory.flags }

  /// Atomics from one member's flag to the next one's.
  static let stride = 16

  /// Wakes those who sleep; after a flag was written.
  func wake() {
    guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
    condition.lock()
    condition.broadcast()
    condition.unlock()
  }

  /// Sleeps until a member has come to a meeting.
  func sleep(until member: Int, comesTo meeting: Int) {
    let flag = flags + member * Self.stride
    condition.lock()
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while flag.pointee.load(ordering: .sequentiallyConsistent) < meeting { condition.wait() }
    sleepers.subtract(1, ordering: .relaxed)
    condition.unlock()
  }

  private final class FlagMemory: @unchecked Sendable {
    let flags: UnsafeMutablePointer<Atomic<Int>>
    private let count: Int

    init(_ members: Int) {
      count = members * TeamBarrier.stride
      let bytes = count * MemoryLayout<Atomic<Int>>.stride
      flags = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 128)
        .bindMemory(to: Atomic<Int>.self, capacity: count)
      for at in 0..<count { (flags + at).initialize(to: Atomic(0)) }
    }

    deinit {
      flags.deinitialize(count: count)
      flags.deallocate()
    }
  }
}
