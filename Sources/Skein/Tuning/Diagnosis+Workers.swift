import Topology

/// The memory that a worker touched first, and where it lies.
package struct MemoryReport: Sendable, Equatable {
  package var worker: Int
  /// The NUMA node of the worker's core.
  package var wanted: Int
  /// The nodes that hold the pages.
  package var obtained: CPUSet

  package init(worker: Int, wanted: Int, obtained: CPUSet) {
    self.worker = worker
    self.wanted = wanted
    self.obtained = obtained
  }
}

extension Crew {
  /// Where memory lands that each worker touches first; empty on a machine with one NUMA node, and
  /// where the system does not tell. Touches 4 MiB a worker.
  package func memorySurvey() throws(CrewError) -> [MemoryReport] {
    guard machine.numaNodes > 1 else { return [] }
    let places = placement.workers
    let found = SharedBuffer<Int>(repeating: -1, count: places.count)
    let machine = machine
    try run { worker in
      guard let wanted = places[worker].numaNode else { return }
      let memory = SharedBuffer<UInt8>(repeating: 1, count: 4 << 20)
      guard let nodes = machine.memoryNodes(of: UnsafeRawBufferPointer(memory.elements)) else {
        return
      }
      // The node with the pages, or the first wrong one.
      found.base[worker] = nodes.first { $0 != wanted } ?? wanted
    }
    return places.compactMap { place in
      guard let wanted = place.numaNode, found.base[place.worker] >= 0 else { return nil }
      return MemoryReport(
        worker: place.worker, wanted: wanted, obtained: [found.base[place.worker]])
    }
  }
}

extension Diagnosis {
  /// Workers that did not land where they were asked to.
  package static func bindings(_ reports: [WorkerReport]) -> [Finding] {
    let lost = reports.filter { !$0.landed }
    guard let first = lost.first else { return [] }
    let more = lost.count > 1 ? " (and \(count(lost.count - 1, "other worker")))" : ""
    var reason = first.failure ?? "it runs on \(first.obtained.map(\.description) ?? "?")"
    if reason.hasSuffix(".") { reason.removeLast() }
    return [
      Finding(
        .binding,
        "worker \(first.worker) did not land on processor \(first.processors)\(more): \(reason)",
        remedy: "allow sched_setaffinity (a seccomp profile may forbid it), or use --placement none"
      )
    ]
  }

  /// Workers whose memory lies on another node than their core.
  package static func memory(_ reports: [MemoryReport]) -> [Finding] {
    let lost = reports.filter { $0.obtained != [$0.wanted] }
    guard let first = lost.first else { return [] }
    return [
      Finding(
        .memory,
        "the memory of \(lost.count) of \(count(reports.count, "worker")) lies on the wrong NUMA"
          + " node: worker \(first.worker) runs on node \(first.wanted), its memory on"
          + " \(first.obtained)",
        remedy: "start skein without numactl --membind or --interleave, and free memory on node"
          + " \(first.wanted) (`numastat -m`)")
    ]
  }

  /// More workers than a batch has shards.
  package static func batch(size: Int, workers: Int) -> [Finding] {
    func shards(_ size: Int) -> Int {
      ShardPlan.shardCount(rows: size, batchSize: size)
    }
    let here = shards(size)
    guard here < workers else { return [] }
    // Shards hold at least two rows, and a batch has at most 256.
    let enough = 2 * workers - 1
    let larger = shards(enough) >= workers ? "--batch-size \(enough) or more, or " : ""
    return [
      Finding(
        .batch,
        "a batch of \(size) has \(count(here, "shard")), so only \(here) of \(workers) workers"
          + " would train",
        remedy: "use \(larger)--workers \(here)")
    ]
  }

  /// A crew that is far from as many times as fast as one worker.
  ///
  /// The serial fraction is Amdahl's law solved for it: Karp and Flatt, "Measuring parallel
  /// processor performance", CACM 33(5), 1990.
  ///
  /// - Parameters:
  ///   - one: the throughput of one worker, in any unit.
  ///   - crew: that of all of them.
  ///   - phases: where each worker's time went.
  package static func scaling(
    one: Double, crew: Double, phases: [PhaseTimes], batchSize: Int
  ) -> [Finding] {
    let workers = phases.count
    guard workers > 1, one > 0, crew > 0 else { return [] }
    let speedUp = crew / one
    guard speedUp / Double(workers) < 0.6 else { return [] }
    let inverse = 1 / Double(workers)
    let serial = min(1, max(0, (1 / speedUp - inverse) / (1 - inverse)))
    let total = phases.reduce(PhaseTimes(), +)
    let waiting = Double(total.waiting) / Double(max(total.total, 1))
    let shards = ShardPlan.shardCount(rows: batchSize, batchSize: batchSize)
    let least = shards / workers
    let remedy =
      least < 8
      ? "use --batch-size \(16 * workers) or more, for eight shards a worker, or let `skein tune`"
        + " choose fewer workers"
      : "let `skein tune` choose the workers"
    return [
      Finding(
        .scaling,
        "\(workers) workers are \(amount(speedUp)) times as fast as one (serial fraction"
          + " \(amount(serial)) by Amdahl's law, \(percent(waiting)) of the time spent waiting,"
          + " \(count(least, "shard")) a worker at batch size \(batchSize))",
        remedy: remedy)
    ]
  }
}
