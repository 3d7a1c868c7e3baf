extension Machine {
  /// Where a worker goes whose processor is gone: of those that are left the one with the fewest
  /// workers, on the core with the fewest, then on its own NUMA node, then the first.
  ///
  /// - Parameters:
  ///   - processors: that the thread may use now.
  ///   - taken: where each of the other workers may run.
  /// - Returns: nil for no processor.
  package func refuge(
    for place: WorkerPlace, among processors: CPUSet, taken: [CPUSet]
  ) -> Int? {
    var cores: [Int: Core] = [:]
    for core in allowedCores {
      for processor in core.processors { cores[processor] = core }
    }
    var onProcessor: [Int: Int] = [:]
    var onCore: [Int: Int] = [:]
    for set in taken where set.count == 1 {
      guard let processor = set.first else { continue }
      onProcessor[processor, default: 0] += 1
      if let core = cores[processor]?.index { onCore[core, default: 0] += 1 }
    }
    func cost(_ processor: Int) -> (Int, Int, Int, Int) {
      let core = cores[processor]
      return (
        onProcessor[processor] ?? 0, core.flatMap { onCore[$0.index] } ?? 0,
        core?.numaNode == place.numaNode ? 0 : 1, processor
      )
    }
    return processors.min { cost($0) < cost($1) }
  }

  /// The processors that the system gives now to whoever is not bound: those online and within the
  /// cpuset, read anew. Takes milliseconds.
  package static func administeredNow() -> CPUSet? {
    (try? Machine.discover(quota: nil))?.administeredProcessors
  }
}
