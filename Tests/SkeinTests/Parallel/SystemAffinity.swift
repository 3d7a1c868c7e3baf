import Foundation
import Topology

/// The calling thread's processors without hwloc, as the kernel has them.
enum SystemAffinity {
  // Glibc declares the functions for GNU sources only, which Swift's overlay is not.
  private typealias Get = @convention(c) (pid_t, Int, UnsafeMutableRawPointer) -> Int32
  private typealias Set = @convention(c) (pid_t, Int, UnsafeRawPointer) -> Int32

  static func get() -> CPUSet? {
    guard let symbol = dlsym(nil, "sched_getaffinity") else { return nil }
    var mask = [UInt8](repeating: 0, count: 1024)
    guard unsafeBitCast(symbol, to: Get.self)(0, mask.count, &mask) >= 0 else { return nil }
    return CPUSet((0..<8 * mask.count).filter { mask[$0 / 8] >> UInt8($0 % 8) & 1 == 1 })
  }

  /// Whether the kernel agrees.
  static func set(_ processors: CPUSet) -> Bool {
    guard let symbol = dlsym(nil, "sched_setaffinity") else { return false }
    var mask = [UInt8](repeating: 0, count: 1024)
    for processor in processors { mask[processor / 8] |= 1 << UInt8(processor % 8) }
    return unsafeBitCast(symbol, to: Set.self)(0, mask.count, mask) == 0
  }
}
