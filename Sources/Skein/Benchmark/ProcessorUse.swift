import Dispatch
import Foundation

/// How much time all processors together have spent, as `/proc/stat` counts it.
///
/// Source: Linux, Documentation/filesystems/proc.rst, section 1.7.
package struct ProcessorUse: Sendable, Equatable {
  /// Clock ticks in programs, in the kernel, in interrupts, and taken away by a hypervisor.
  package var busyTicks: UInt64

  /// - Parameter text: the content of `/proc/stat`; nil when it does not begin with the sum over all
  ///   processors.
  package init?(parsing text: String) {
    guard let line = text.split(separator: "\n").first else { return nil }
    let words = line.split(separator: " ")
    guard words.first == "cpu", words.count >= 9 else { return nil }
    // user nice system idle iowait irq softirq steal; guest time is part of user time.
    var ticks: UInt64 = 0
    for index in [1, 2, 3, 6, 7, 8] {
      guard let count = UInt64(words[index]) else { return nil }
      ticks &+= count
    }
    busyTicks = ticks
  }

  /// How many processors others kept busy, on average, since `earlier`.
  ///
  /// - Parameters:
  ///   - ownSeconds: processor time that this process took meanwhile.
  ///   - seconds: how long ago `earlier` was.
  package func othersProcessors(
    since earlier: ProcessorUse, ownSeconds: Double, seconds: Double, ticksPerSecond: Double
  ) -> Double {
    guard seconds > 0, ticksPerSecond > 0, busyTicks >= earlier.busyTicks else { return 0 }
    let busy = Double(busyTicks - earlier.busyTicks) / ticksPerSecond
    return max(0, busy - ownSeconds) / seconds
  }
}

/// Watches what else the machine does from its making on.
package struct ProcessorWatch {
  private let start = ProcessorWatch.now()
  private let startUse = ProcessorWatch.use()
  private let startOwn = ProcessorWatch.ownSeconds()

  package init() {}

  /// Processors that others kept busy since this watch began; nil where the system does not tell.
  package func othersProcessors() -> Double? {
    guard let startUse, let use = Self.use() else { return nil }
    return use.othersProcessors(
      since: startUse, ownSeconds: Self.ownSeconds() - startOwn, seconds: Self.now() - start,
      ticksPerSecond: Double(sysconf(Int32(_SC_CLK_TCK))))
  }

  private static func now() -> Double {
    Double(DispatchTime.now().uptimeNanoseconds) / 1e9
  }

  private static func use() -> ProcessorUse? {
    guard let bytes = FileManager.default.contents(atPath: "/proc/stat") else { return nil }
    return ProcessorUse(parsing: String(decoding: bytes, as: UTF8.self))
  }

  private static func ownSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }
}
