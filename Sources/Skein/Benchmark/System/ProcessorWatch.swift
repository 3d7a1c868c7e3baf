import Dispatch
import Foundation
import Topology

/// Watches from its making on what the processors do, and with whom.
package struct ProcessorWatch {
  private let files: SystemFiles
  private let own: Int32
  private let before: ProcessorCounters?
  private let clock = Stopwatch()
  private let ownSeconds = ProcessorWatch.ownSeconds()

  /// - Parameters:
  ///   - files: the system's own, or a test's.
  ///   - own: the process that is not among the others.
  package init(_ files: SystemFiles = SystemFiles(), own: Int32 = getpid()) {
    self.files = files
    self.own = own
    before = ProcessorCounters(files, own: own)
  }

  /// What happened since; at least a fifth of a second, since the kernel counts in hundredths. Nil
  /// where the kernel has no such files.
  package func activity() -> ProcessorActivity? {
    guard let before, let after = ProcessorCounters(files, own: own) else { return nil }
    return after.activity(since: before)
  }

  /// How many processors others kept busy since; nil where the system does not tell.
  package func othersProcessors() -> Double? { activity().map(othersProcessors) }

  /// The same by an activity that was just read.
  package func othersProcessors(_ activity: ProcessorActivity) -> Double {
    activity.othersProcessors(
      ownSeconds: Self.ownSeconds() - ownSeconds, seconds: clock.seconds)
  }

  /// How much of some processors others kept busy since, and the processes that did; nil where the
  /// system does not tell.
  package func others(
    on processors: CPUSet
  ) -> (processors: Double, processes: [ProcessorActivity.Process])? {
    guard var activity = activity() else { return nil }
    activity.loads.removeAll { !processors.contains($0.processor) }
    let busy = activity.othersProcessors(
      ownSeconds: Self.ownSeconds() - ownSeconds, seconds: clock.seconds)
    return (busy, activity.processes)
  }

  /// Processor time that this process and those that it started and that ended have taken.
  private static func ownSeconds() -> Double {
    [RUSAGE_SELF, RUSAGE_CHILDREN].map { who in
      var usage = rusage()
      getrusage(__rusage_who_t(who.rawValue), &usage)
      func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
      return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }.reduce(0, +)
  }
}

extension ProcessorActivity {
  /// What happens while `pause` lets the time pass.
  package static func sample(
    _ files: SystemFiles = SystemFiles(), own: Int32 = getpid(), pause: () -> Void
  ) -> ProcessorActivity? {
    let watch = ProcessorWatch(files, own: own)
    pause()
    return watch.activity()
  }
}
