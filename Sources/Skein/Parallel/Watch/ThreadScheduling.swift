import Foundation

/// How the system's scheduler has treated the calling thread.
///
/// Source of the formats: proc(5), `/proc/pid/stat` and `/proc/pid/status`; Linux,
/// kernel/sched/debug.c for `/proc/pid/sched`, which some kernels do not have.
public struct ThreadScheduling: Sendable, Hashable, Codable {
  /// `other`, `fifo`, `round-robin`, `batch`, `idle` or `deadline`; a number for a class that is new.
  public var schedulingClass: String
  /// From −20, the most favoured, to 19.
  public var nice: Int
  /// How often it went to another processor; nil where the kernel does not count that.
  public var migrations: Int?
  /// How often it slept, and how often somebody else took its processor; nil where the kernel does not
  /// tell.
  public var voluntarySwitches: Int?
  public var involuntarySwitches: Int?

  package init(
    schedulingClass: String, nice: Int, migrations: Int?, voluntarySwitches: Int?,
    involuntarySwitches: Int?
  ) {
    self.schedulingClass = schedulingClass
    self.nice = nice
    self.migrations = migrations
    self.voluntarySwitches = voluntarySwitches
    self.involuntarySwitches = involuntarySwitches
  }

  /// Since the thread began; nil where the kernel has no such files. Takes about 50 µs.
  package static func ofCallingThread(_ files: SystemFiles = SystemFiles()) -> ThreadScheduling? {
    let folder = "/proc/thread-self"
    guard let stat = files.text("\(folder)/stat"), let close = stat.lastIndex(of: ")") else {
      return nil
    }
    // Fields 19 and 41, where the state is field 3: the name before it may hold blanks.
    let fields = stat[stat.index(after: close)...].split(whereSeparator: \.isWhitespace)
    guard fields.count > 38, let nice = Int(fields[16]), let number = Int(fields[38]) else {
      return nil
    }
    let status = files.text("\(folder)/status") ?? ""
    return ThreadScheduling(
      schedulingClass: name(ofClass: number), nice: nice,
      migrations: value("se.nr_migrations", in: files.text("\(folder)/sched") ?? ""),
      voluntarySwitches: value("voluntary_ctxt_switches", in: status),
      involuntarySwitches: value("nonvoluntary_ctxt_switches", in: status))
  }

  /// The number in a line `name : number`.
  private static func value(_ name: String, in text: String) -> Int? {
    for line in text.split(separator: "\n") where line.hasPrefix(name) {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == name else {
        continue
      }
      return Int(parts[1].trimmingCharacters(in: .whitespaces))
    }
    return nil
  }

  /// Source: Linux, include/uapi/linux/sched.h.
  private static func name(ofClass number: Int) -> String {
    let names = [0: "other", 1: "fifo", 2: "round-robin", 3: "batch", 5: "idle", 6: "deadline"]
    return names[number] ?? "\(number)"
  }

  /// What happened since an earlier reading of the same thread.
  package func since(_ before: ThreadScheduling) -> ThreadScheduling {
    func difference(_ field: KeyPath<ThreadScheduling, Int?>) -> Int? {
      guard let now = self[keyPath: field], let then = before[keyPath: field] else { return nil }
      return max(0, now - then)
    }
    var result = self
    result.migrations = difference(\.migrations)
    result.voluntarySwitches = difference(\.voluntarySwitches)
    result.involuntarySwitches = difference(\.involuntarySwitches)
    return result
  }
}
