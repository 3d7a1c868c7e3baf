import CPlatform
import Foundation

/// What the system has counted for the calling thread since it began.
package struct ThreadUsage: Sendable, Equatable {
  package var processorSeconds: Double
  package var userSeconds: Double
  package var systemSeconds: Double
  /// Switches in which the thread gave its processor up to wait, and in which it lost it to another.
  package var voluntarySwitches: Int
  package var involuntarySwitches: Int
  /// Pages that were made or found in memory, and those that were read from a disk.
  package var minorFaults: Int
  package var majorFaults: Int
  /// Seconds in which the thread could have run and another one had the processor; nil where the kernel
  /// does not tell.
  package var runQueueSeconds: Double?
  /// Moves from one processor to another; nil where the kernel does not tell.
  package var migrations: Int?
  /// Its number among the process's tasks.
  package var thread: Int

  /// What the system's own counters say, without the files below `/proc`; nil where it has none. Costs
  /// two system calls.
  ///
  /// Source: getrusage(2), clock_gettime(2).
  package static func now() -> ThreadUsage? {
    var usage = skein_thread_usage()
    guard skein_read_thread_usage(&usage) == 0 else { return nil }
    return ThreadUsage(
      processorSeconds: Double(usage.processor_nanoseconds) / 1e9,
      userSeconds: Double(usage.user_microseconds) / 1e6,
      systemSeconds: Double(usage.system_microseconds) / 1e6,
      voluntarySwitches: Int(clamping: usage.voluntary_switches),
      involuntarySwitches: Int(clamping: usage.involuntary_switches),
      minorFaults: Int(clamping: usage.minor_faults),
      majorFaults: Int(clamping: usage.major_faults), runQueueSeconds: nil, migrations: nil,
      thread: Int(clamping: usage.thread))
  }

  /// The same with what `/proc` tells of the thread.
  ///
  /// Source: Linux, Documentation/scheduler/sched-stats.rst for `schedstat`; kernel/sched/debug.c for
  /// `sched`, which a kernel may lack.
  package static func whole(_ files: SystemFiles = SystemFiles()) -> ThreadUsage? {
    guard var usage = now() else { return nil }
    let folder = "/proc/self/task/\(usage.thread)"
    usage.runQueueSeconds = files.line("\(folder)/schedstat").flatMap(Self.runQueueSeconds)
    usage.migrations = files.text("\(folder)/sched").flatMap(Self.migrations)
    return usage
  }

  /// From the line “ran waited slices” of a `schedstat`, in nanoseconds.
  package static func runQueueSeconds(_ line: String) -> Double? {
    let words = line.split(separator: " ")
    guard words.count == 3, let waited = UInt64(words[1]) else { return nil }
    return Double(waited) / 1e9
  }

  /// From the text of a `sched`.
  package static func migrations(_ text: String) -> Int? {
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":")
      guard parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == "se.nr_migrations"
      else { continue }
      return Int(parts[1].trimmingCharacters(in: .whitespaces))
    }
    return nil
  }
}
