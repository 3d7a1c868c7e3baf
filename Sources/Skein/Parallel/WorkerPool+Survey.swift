import Topology

extension WorkerPool {
  /// Where each worker runs, read back from the operating system by binding it once.
  ///
  /// Costs a thread start for each worker.
  package func survey() -> [WorkerReport] {
    WorkerReport.reports(of: placement, obtained: run { _ in })
  }

  /// A pool for batches of `rows` rows out of `batchSize`: no more workers than such a batch has shards.
  ///
  /// Fewer are placed anew, rather than taken from the front of a larger placement, where they
  /// would crowd at one end of the machine.
  ///
  /// Gives the pool and the number of workers without that limit.
  ///
  /// - Throws: what `init(workers:policy:machine:)` throws.
  package static func forBatches(
    of rows: Int, batchSize: Int, workers: Int?, policy: PlacementPolicy, machine: Machine
  ) throws -> (pool: WorkerPool, wanted: Int) {
    let wanted = try machine.place(workers: workers, policy: policy).workers.count
    let shards = ShardPlan(rows: rows, batchSize: batchSize, workers: 1).shardCount
    let pool = try WorkerPool(
      workers: wanted > shards ? shards : workers, policy: policy, machine: machine)
    return (pool, wanted)
  }
}
