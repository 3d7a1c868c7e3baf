import Topology

/// What the kernel has counted so far, in its ticks.
struct ProcessorCounters {
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

extension ProcessorCounters {
  /// What happened between two readings.
  func activity(since before: ProcessorCounters) -> ProcessorActivity {
    var loads: [ProcessorActivity.Load] = []
    var longest = 0.0
    for (processor, new) in processors.sorted(by: { $0.key < $1.key }) {
      guard let old = before.processors[processor] else { continue }
      let passed = zip(new, old).map { Double($0 &- min($1, $0)) }
      let total = passed.reduce(0, +)
      guard total > 0 else { continue }
      longest = max(longest, total)
      // user, nice, system, idle, iowait, irq, softirq, steal
      let idle = passed[3] + passed[4]
      loads.append(
        ProcessorActivity.Load(
          processor: processor, busy: (total - idle - passed[7]) / total, stolen: passed[7] / total)
      )
    }
    var others: [ProcessorActivity.Process] = []
    for (identifier, new) in processes {
      let old = before.processes[identifier]?.ticks ?? 0
      guard new.ticks > old, longest > 0 else { continue }
      others.append(
        ProcessorActivity.Process(
          identifier: identifier, name: new.name, share: Double(new.ticks - old) / longest,
          processor: new.processor))
    }
    others.sort { ($1.share, $0.identifier) < ($0.share, $1.identifier) }
    return ProcessorActivity(loads: loads, processes: others)
  }
}
