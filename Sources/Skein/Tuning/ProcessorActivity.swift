import Foundation
import Topology

/// How busy each processor was over a short time, and with whom.
///
/// Source of the formats: proc(5), `/proc/stat` and `/proc/pid/stat`.
package struct ProcessorActivity: Sendable, Equatable {
  /// One processor's time, as fractions of the sample.
  package struct Load: Sendable, Equatable {
    package var processor: Int
    /// Running anything.
    package var busy: Double
    /// Wanted, but given to another virtual machine.
    package var stolen: Double

    package init(processor: Int, busy: Double, stolen: Double) {
      self.processor = processor
      self.busy = busy
      self.stolen = stolen
    }
  }

  /// A process that ran during the sample.
  package struct Process: Sendable, Equatable {
    package var identifier: Int
    package var name: String
    /// Processors' worth of time: 1.0 kept one busy throughout.
    package var share: Double
    /// The processor it last ran on.
    package var processor: Int

    package init(identifier: Int, name: String, share: Double, processor: Int) {
      self.identifier = identifier
      self.name = name
      self.share = share
      self.processor = processor
    }
  }

  package var loads: [Load]
  /// All but this process, the busiest first.
  package var processes: [Process]

  package init(loads: [Load], processes: [Process]) {
    self.loads = loads
    self.processes = processes
  }

  /// Reads the counters, lets `pause` pass the time, and reads them again.
  ///
  /// - Parameters:
  ///   - own: the process to leave out.
  ///   - pause: at least a fifth of a second, since the kernel counts in hundredths.
  /// - Returns: nil where the kernel has no such files.
  package static func sample(
    _ files: SystemFiles = SystemFiles(), own: Int32 = getpid(), pause: () -> Void
  ) -> ProcessorActivity? {
    guard let before = Counters(files, own: own) else { return nil }
    pause()
    guard let after = Counters(files, own: own) else { return nil }
    return difference(before, after)
  }

  private static func difference(_ before: Counters, _ after: Counters) -> ProcessorActivity {
    var loads: [Load] = []
    var longest = 0.0
    for (processor, new) in after.processors.sorted(by: { $0.key < $1.key }) {
      guard let old = before.processors[processor] else { continue }
      let passed = zip(new, old).map { Double($0 &- min($1, $0)) }
      let total = passed.reduce(0, +)
      guard total > 0 else { continue }
      longest = max(longest, total)
      // user, nice, system, idle, iowait, irq, softirq, steal
      let idle = passed[3] + passed[4]
      loads.append(
        Load(
          processor: processor, busy: (total - idle - passed[7]) / total, stolen: passed[7] / total)
      )
    }
    var processes: [Process] = []
    for (identifier, new) in after.processes {
      let old = before.processes[identifier]?.ticks ?? 0
      guard new.ticks > old, longest > 0 else { continue }
      processes.append(
        Process(
          identifier: identifier, name: new.name, share: Double(new.ticks - old) / longest,
          processor: new.processor))
    }
    processes.sort { ($1.share, $0.identifier) < ($0.share, $1.identifier) }
    return ProcessorActivity(loads: loads, processes: processes)
  }
}

/// What the kernel has counted so far, in its ticks.
private struct Counters {
  struct Process {
    var name: String
    var ticks: UInt64
    var processor: Int
  }

  var processors: [Int: [UInt64]] = [:]
  var processes: [Int: Process] = [:]

  init?(_ files: SystemFiles, own: Int32) {
    guard let text = files.text("/proc/stat") else { return nil }
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard let name = fields.first, name.hasPrefix("cpu"), let number = Int(name.dropFirst(3)),
        number <= CPUSet.maximumProcessor
      else { continue }
      let ticks = fields.dropFirst().prefix(8).compactMap { UInt64($0) }
      if ticks.count == 8 { processors[number] = ticks }
    }
    for name in files.names(in: "/proc") {
      guard let identifier = Int(name), identifier != Int(own) else { continue }
      // A process may end at any moment.
      guard let text = files.text("/proc/\(name)/stat") else { continue }
      if let process = Self.process(text) { processes[identifier] = process }
    }
  }

  /// `pid (name) state …`; the name may hold blanks and parentheses.
  private static func process(_ text: String) -> Process? {
    guard let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")"), open < close
    else { return nil }
    let fields = text[text.index(after: close)...].split(whereSeparator: \.isWhitespace)
    // Fields 14, 15 and 39, where the state is field 3.
    guard fields.count > 36, let user = UInt64(fields[11]), let system = UInt64(fields[12]),
      let processor = Int(fields[36])
    else { return nil }
    let name = text[text.index(after: open)..<close]
    let (ticks, isLost) = user.addingReportingOverflow(system)
    return isLost ? nil : Process(name: String(name), ticks: ticks, processor: processor)
  }
}
