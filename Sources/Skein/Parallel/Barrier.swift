import CPlatform
import Foundation
import Synchronization

/// A meeting point for a fixed number of threads: all leave once the last has arrived.
///
/// Waiting spins for a short while, because workers arrive microseconds apart, and then sleeps, so
/// that more workers than processors, or a busy machine, do not burn each other's time.
/// Everything written before `wait` is visible to all after it.
package final class Barrier: Sendable {
  private let parties: Int
  private let spins: Int
  // Each counter has cache lines of its own, two, because processors fetch them in pairs: those who
  // spin on the generation would otherwise lose its line with every arrival.
  private let before = InlineArray<16, UInt64>(repeating: 0)
  private let arrived = Atomic<Int>(0)
  private let between = InlineArray<16, UInt64>(repeating: 0)
  private let generation = Atomic<Int>(0)
  private let after = InlineArray<16, UInt64>(repeating: 0)
  private let sleepers = Atomic<Int>(0)
  private let condition = NSCondition()

  /// - Parameters:
  ///   - parties: threads that meet, at least 1.
  ///   - processors: processors they share; with fewer than parties, waiting hardly spins at all.
  package init(parties: Int, processors: Int) {
    precondition(parties >= 1, "a barrier for \(parties) threads")
    self.parties = parties
    spins = parties <= processors ? 20_000 : 20
  }

  package func wait() {
    if parties == 1 { return }
    let round = generation.load(ordering: .acquiring)
    if arrived.add(1, ordering: .acquiringAndReleasing).newValue == parties {
      arrived.store(0, ordering: .relaxed)
      // Sequentially consistent with the sleepers' own order: a sleeper either sees the new
      // generation before it sleeps, or is counted here and woken.
      generation.store(round &+ 1, ordering: .sequentiallyConsistent)
      if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
        condition.lock()
        condition.broadcast()
        condition.unlock()
      }
      return
    }
    for _ in 0..<spins {
      if generation.load(ordering: .acquiring) != round { return }
      skein_spin_hint()
    }
    condition.lock()
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while generation.load(ordering: .sequentiallyConsistent) == round { condition.wait() }
    sleepers.subtract(1, ordering: .relaxed)
    condition.unlock()
  }
}
