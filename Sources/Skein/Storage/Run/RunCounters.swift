/// What the system counted for a worker, as `run.json` and reports have it; null for what it did not tell.
package struct RunCounters: Codable, Sendable, Equatable {
  package var processorSeconds: Double
  package var userSeconds: Double
  package var systemSeconds: Double
  package var voluntarySwitches: Int
  package var involuntarySwitches: Int
  package var minorFaults: Int
  package var majorFaults: Int
  /// In which it could have run and another thread had its processor.
  @NullIfMissing package var runQueueSeconds: Double?
  @NullIfMissing package var migrations: Int?
  /// Of the processor on which it ended, at that moment.
  @NullIfMissing package var megahertz: Double?
  @NullIfMissing package var cycles: Int?
  @NullIfMissing package var instructions: Int?
  /// Of the last-level cache.
  @NullIfMissing package var cacheMisses: Int?
  /// Loads that the data TLB did not know.
  @NullIfMissing package var tlbMisses: Int?

  package init(_ counters: WorkerCounters) {
    processorSeconds = counters.processorSeconds
    userSeconds = counters.userSeconds
    systemSeconds = counters.systemSeconds
    voluntarySwitches = counters.voluntarySwitches
    involuntarySwitches = counters.involuntarySwitches
    minorFaults = counters.minorFaults
    majorFaults = counters.majorFaults
    runQueueSeconds = counters.runQueueSeconds
    migrations = counters.migrations
    megahertz = counters.megahertz
    cycles = counters.hardware.cycles
    instructions = counters.hardware.instructions
    cacheMisses = counters.hardware.cacheMisses
    tlbMisses = counters.hardware.tlbMisses
  }
}

extension RunWorker {
  /// Workers in order, with what was counted for each.
  package static func counted(
    _ reports: [WorkerReport], _ counters: [WorkerCounters]
  ) -> [RunWorker] {
    reports.map { report in
      var worker = RunWorker(report)
      if counters.indices.contains(report.worker) {
        worker.counters = RunCounters(counters[report.worker])
      }
      return worker
    }
  }
}
