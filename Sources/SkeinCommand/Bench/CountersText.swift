import Skein

/// What the system counted for each worker, for people.
struct CountersText {
  let workers: [RunWorker]

  /// More workers than this are not all shown, but those that were disturbed most.
  private static let mostLines = 8

  var text: String {
    let counted = workers.compactMap { worker in worker.counters.map { (worker, $0) } }
    guard !counted.isEmpty else { return "" }
    let disturbed = counted.sorted { a, b in
      (b.1.involuntarySwitches, a.0.worker) < (a.1.involuntarySwitches, b.0.worker)
    }
    let shown =
      counted.count <= Self.mostLines ? counted : Array(disturbed.prefix(Self.mostLines))
    let hasHardware = counted.contains { $0.1.cycles != nil || $0.1.instructions != nil }
    var header = [
      "worker", "processor", "CPU s", "lost it s", "switches", "lost it", "migrations", "faults",
      "MHz",
    ]
    if hasHardware { header += ["instr/cycle", "cache misses", "TLB misses"] }
    var table = TextTable(header: header)
    for (worker, counters) in shown {
      var row = [
        "\(worker.worker)", Self.processors(worker),
        NumberText.significant(counters.processorSeconds, digits: 4),
        counters.runQueueSeconds.map { NumberText.significant($0, digits: 3) } ?? "–",
        NumberText.grouped(counters.voluntarySwitches),
        NumberText.grouped(counters.involuntarySwitches),
        counters.migrations.map(NumberText.grouped) ?? "–",
        NumberText.grouped(counters.minorFaults + counters.majorFaults),
        counters.megahertz.map(NumberText.rounded) ?? "–",
      ]
      if hasHardware {
        row += [
          Self.instructionsPerCycle(counters),
          counters.cacheMisses.map(NumberText.grouped) ?? "–",
          counters.tlbMisses.map(NumberText.grouped) ?? "–",
        ]
      }
      table.append(row)
    }
    let rest =
      shown.count < counted.count
      ? "the \(shown.count) of \(counted.count) workers that lost their processor most often\n" : ""
    return "\n" + rest + table.text
  }

  private static func processors(_ worker: RunWorker) -> String {
    let list = worker.obtained ?? worker.processors
    return list.count == 1 ? "\(list[0])" : "\(list.count) of them"
  }

  private static func instructionsPerCycle(_ counters: RunCounters) -> String {
    guard let cycles = counters.cycles, let instructions = counters.instructions, cycles > 0 else {
      return "–"
    }
    return NumberText.significant(Double(instructions) / Double(cycles), digits: 3)
  }
}
