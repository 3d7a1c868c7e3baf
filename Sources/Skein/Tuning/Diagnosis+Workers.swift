import Topology

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
  ///
  /// - Parameter policy: the memory policy that the process inherited, nil for the usual one.
  package static func memory(_ reports: [MemoryReport], policy: MemoryPolicy? = nil) -> [Finding] {
    let lost = reports.filter(\.isRemote)
    guard let first = lost.first else { return [] }
    let cause = policy.map { ", and the process inherited a memory policy (\($0))" } ?? ""
    return [
      Finding(
        .memory,
        "the memory of \(lost.count) of \(count(reports.count, "worker")) lies on the wrong NUMA"
          + " node: worker \(first.worker) runs on node \(first.wanted), its pages are"
          + " \(first.pages)\(cause)",
        remedy: policy == nil
          ? "free memory on node \(first.wanted) (`numastat -m`), or place the workers near the"
            + " memory that is free with --placement"
          : "start skein without numactl --membind, --preferred or --interleave")
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
