import CPlatform
import Foundation

/// What a processor's own counters said; nil for those that could not be had.
package struct HardwareCounts: Sendable, Equatable {
  package var cycles: Int?
  package var instructions: Int?
  /// Of the last-level cache.
  package var cacheMisses: Int?
  /// Loads that the data TLB did not know.
  package var tlbMisses: Int?

  package init(
    cycles: Int? = nil, instructions: Int? = nil, cacheMisses: Int? = nil, tlbMisses: Int? = nil
  ) {
    self.cycles = cycles
    self.instructions = instructions
    self.cacheMisses = cacheMisses
    self.tlbMisses = tlbMisses
  }

  package static func + (a: HardwareCounts, b: HardwareCounts) -> HardwareCounts {
    func sum(_ x: Int?, _ y: Int?) -> Int? { x.flatMap { x in y.map { x + $0 } } }
    return HardwareCounts(
      cycles: sum(a.cycles, b.cycles), instructions: sum(a.instructions, b.instructions),
      cacheMisses: sum(a.cacheMisses, b.cacheMisses), tlbMisses: sum(a.tlbMisses, b.tlbMisses))
  }

  package var instructionsPerCycle: Double? {
    guard let cycles, let instructions, cycles > 0 else { return nil }
    return Double(instructions) / Double(cycles)
  }
}

/// The processor's counters of the calling thread, in user space, from their making on.
///
/// Invariant: each descriptor is open, or below 0 where the counter is not wanted or could not be had.
struct HardwareCounters: ~Copyable {
  private let descriptors: InlineArray<4, Int32>

  init(areWanted: Bool) {
    descriptors = InlineArray<4, Int32> { areWanted ? skein_open_counter(Int32($0)) : -1 }
  }

  deinit {
    for index in descriptors.indices where descriptors[index] >= 0 { close(descriptors[index]) }
  }

  func read() -> HardwareCounts {
    func count(_ kind: Int) -> Int? {
      guard descriptors[kind] >= 0 else { return nil }
      var (count, enabled, running) = (UInt64(0), UInt64(0), UInt64(0))
      guard skein_read_counter(descriptors[kind], &count, &enabled, &running) == 0, running > 0
      else { return nil }
      // Where there are fewer counters than were asked for, they take turns.
      let whole = running >= enabled ? 1 : Double(enabled) / Double(running)
      return Int((Double(count) * whole).rounded())
    }
    return HardwareCounts(
      cycles: count(SKEIN_COUNTER_CYCLES),
      instructions: count(SKEIN_COUNTER_INSTRUCTIONS),
      cacheMisses: count(SKEIN_COUNTER_CACHE_MISSES),
      tlbMisses: count(SKEIN_COUNTER_TLB_MISSES))
  }
}
