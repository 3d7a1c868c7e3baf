/// What the system counted on one worker's thread during a use of its crew.
package struct WorkerCounters: Sendable, Equatable {
  package var processorSeconds = 0.0
  package var userSeconds = 0.0
  package var systemSeconds = 0.0
  package var voluntarySwitches = 0
  package var involuntarySwitches = 0
  package var minorFaults = 0
  package var majorFaults = 0
  /// In which the worker could have run and another thread had its processor; nil where it is not known,
  /// as in all that follows.
  package var runQueueSeconds: Double?
  package var migrations: Int?
  /// Of the processor on which it ended, at that moment.
  package var megahertz: Double?
  package var hardware = HardwareCounts()

  package init() {}

  /// What was counted between two readings on one thread.
  package init(from before: ThreadUsage, to after: ThreadUsage) {
    processorSeconds = after.processorSeconds - before.processorSeconds
    userSeconds = after.userSeconds - before.userSeconds
    systemSeconds = after.systemSeconds - before.systemSeconds
    voluntarySwitches = after.voluntarySwitches - before.voluntarySwitches
    involuntarySwitches = after.involuntarySwitches - before.involuntarySwitches
    minorFaults = after.minorFaults - before.minorFaults
    majorFaults = after.majorFaults - before.majorFaults
    if let now = after.runQueueSeconds, let then = before.runQueueSeconds {
      runQueueSeconds = now - then
    }
    if let now = after.migrations, let then = before.migrations { migrations = now - then }
  }

  /// Of two uses together; the frequency is that of the second.
  package static func + (a: WorkerCounters, b: WorkerCounters) -> WorkerCounters {
    var sum = b
    sum.processorSeconds += a.processorSeconds
    sum.userSeconds += a.userSeconds
    sum.systemSeconds += a.systemSeconds
    sum.voluntarySwitches += a.voluntarySwitches
    sum.involuntarySwitches += a.involuntarySwitches
    sum.minorFaults += a.minorFaults
    sum.majorFaults += a.majorFaults
    sum.runQueueSeconds = b.runQueueSeconds.flatMap { now in a.runQueueSeconds.map { $0 + now } }
    sum.migrations = b.migrations.flatMap { now in a.migrations.map { $0 + now } }
    sum.hardware = a.hardware + b.hardware
    return sum
  }
}

/// What is counted on each worker's thread.
package enum CounterScope: Sendable {
  /// What the system counts anyway.
  case system
  /// The huge pages at the last step as well, for which the system walks over all pages.
  case pages
  /// The processor's own counters as well, four descriptors a worker; only where they are permitted.
  case hardware
}

/// Counts on the calling thread from its making on.
package struct CounterWatch: ~Copyable {
  private let before: ThreadUsage?
  private let hardware: HardwareCounters

  package init(_ scope: CounterScope) {
    hardware = HardwareCounters(areWanted: scope == .hardware)
    before = ThreadUsage.whole()
  }

  /// What was counted since, on the same thread.
  package func stop() -> WorkerCounters {
    guard let before, let after = ThreadUsage.whole() else { return WorkerCounters() }
    var counters = WorkerCounters(from: before, to: after)
    counters.megahertz = Self.megahertz(ofThread: after.thread)
    counters.hardware = hardware.read()
    return counters
  }

  /// The frequency of the processor that a thread of this process last ran on; nil where the system does
  /// not tell, as in most virtual machines.
  ///
  /// Source: Linux, Documentation/admin-guide/pm/cpufreq.rst.
  private static func megahertz(ofThread thread: Int) -> Double? {
    let files = SystemFiles()
    guard let processor = TaskFile.lastProcessor(of: "self", thread: thread, files),
      let kilohertz = files.line(
        "/sys/devices/system/cpu/cpu\(processor)/cpufreq/scaling_cur_freq"
      ).flatMap(Double.init)
    else { return nil }
    return kilohertz / 1000
  }
}

/// What `/proc` tells of one thread.
package enum TaskFile {
  /// The processor that a thread last ran on; nil where the system does not tell.
  ///
  /// Source: proc(5), field 39 of `stat`.
  package static func lastProcessor(
    of process: String, thread: Int, _ files: SystemFiles = SystemFiles()
  ) -> Int? {
    guard let text = files.text("/proc/\(process)/task/\(thread)/stat"),
      let close = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: close)...].split(whereSeparator: \.isWhitespace)
    return fields.count > 36 ? Int(fields[36]) : nil
  }
}
