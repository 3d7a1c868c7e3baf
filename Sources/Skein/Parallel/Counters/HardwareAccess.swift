import CPlatform
import Foundation

/// Whether this process may have the processor's counters, and what keeps it from them.
package enum HardwareAccess: Sendable, Equatable {
  case permitted
  /// The kernel asks for more rights than this process has; the setting is that of
  /// `perf_event_paranoid`, nil where it cannot be read.
  case paranoid(level: Int?)
  /// A filter of system calls refuses the call, or kills whoever makes it.
  case filtered(kills: Bool)
  /// The processor shows no counters: most virtual machines.
  case noCounters
  /// Any other refusal, by its errno.
  case refused(code: Int32)

  /// Tried once, in a child, because a filter may kill instead of refusing.
  package static let here = HardwareAccess(
    outcome: skein_try_counters(), files: SystemFiles())

  /// - Parameter outcome: of `skein_try_counters`.
  package init(outcome: Int32, files: SystemFiles) {
    func number(_ path: String) -> Int? { files.line(path).flatMap { Int($0) } }
    switch outcome {
    case 0: self = .permitted
    case ..<0: self = .filtered(kills: true)
    case ENOENT, ENODEV, EOPNOTSUPP: self = .noCounters
    case EACCES, EPERM, ENOSYS:
      let level = number("/proc/sys/kernel/perf_event_paranoid")
      // A process may count what it does itself up to level 2; beyond that the kernel's own rule refuses.
      if outcome != ENOSYS, level.map({ $0 > 2 }) ?? false {
        self = .paranoid(level: level)
      } else if Self.isFiltered(files) {
        self = .filtered(kills: false)
      } else {
        self = outcome == ENOSYS ? .refused(code: outcome) : .paranoid(level: level)
      }
    default: self = .refused(code: outcome)
    }
  }

  /// Source: proc(5), `Seccomp` in `/proc/pid/status`.
  private static func isFiltered(_ files: SystemFiles) -> Bool {
    let lines = files.text("/proc/self/status")?.split(separator: "\n") ?? []
    return lines.contains {
      $0.hasPrefix("Seccomp:") && $0.split(whereSeparator: \.isWhitespace).last == "2"
    }
  }

  /// What keeps the counters away and what helps, one clause; nil where nothing does.
  package var obstacle: String? {
    switch self {
    case .permitted: nil
    case .paranoid(let level):
      "kernel.perf_event_paranoid is \(level.map { "\($0)" } ?? "not readable"), and 2 or less is"
        + " needed: `sudo sysctl kernel.perf_event_paranoid=2`, or give the program CAP_PERFMON"
    case .filtered(let kills):
      "a filter of system calls (seccomp) \(kills ? "kills" : "refuses") perf_event_open: allow it in"
        + " the container's profile or the service's SystemCallFilter="
    case .noCounters:
      "the processor shows no counters (no PMU), as in most virtual machines: ask for one with them"
    case .refused(let code):
      "the system refuses perf_event_open: \(String(cString: strerror(code)))"
    }
  }
}
