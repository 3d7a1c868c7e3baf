import Dispatch
import Synchronization

/// Forward passes of one batch, over and over, on all workers.
struct PredictionLoop {
  struct Outcome {
    var steps: [Double] = []
    var phases: [PhaseTimes] = []
    var workspaceBytes = 0
    var workers: [WorkerReport] = []
  }

  private let compiled: CompiledModel
  private let source: WindowSource
  private let batchSize: Int
  private let pool: WorkerPool

  init(_ model: Model, dataset: Dataset, batchSize: Int, pool: WorkerPool) throws {
    try model.check(dataset.all)
    let shards = ShardPlan(rows: batchSize, batchSize: batchSize, workers: 1).shardCount
    self.pool = pool.limited(to: shards)
    compiled = CompiledModel(model, kernels: pool.kernels, innerBlock: pool.innerBlock)
    source = WindowSource(dataset)
    self.batchSize = batchSize
  }

  func run(seconds: Double) -> Outcome {
    let plan = ShardPlan(rows: batchSize, batchSize: batchSize, workers: pool.count)
    let barrier = Barrier(parties: pool.count, processors: pool.processors)
    let stop = SharedBuffer<Bool>(repeating: false, count: 1)
    let outcome = Mutex(Outcome())
    let phases = Mutex<[Int: PhaseTimes]>([:])
    let compiled = compiled
    let source = source
    let bindings = pool.run { worker in
      let share = plan.workerRows[worker]
      let pass = ForwardPass(
        compiled, source: source, maximumRows: max(share.count, 1), training: false)
      var times = PhaseTimes()
      var clock = PhaseClock()
      let start = DispatchTime.now().uptimeNanoseconds
      var last = start
      var step = 0
      while true {
        pass.gather(rows: share.count) { share.lowerBound + $0 }
        times.gather += clock.lap()
        if !share.isEmpty { _ = pass.run(rows: share.count) }
        times.forward += clock.lap()
        barrier.wait()
        if worker == 0 {
          let now = DispatchTime.now().uptimeNanoseconds
          let taken = Double(now - last)
          last = now
          // The first two touch the memory and warm the caches.
          if step >= 2 { outcome.withLock { $0.steps.append(taken) } }
          stop.base[0] = step >= 5 && Double(now - start) > seconds * 1e9
        }
        step += 1
        barrier.wait()
        times.waiting += clock.lap()
        if step == 2 { times = PhaseTimes() }
        if stop.base[0] { break }
      }
      let (total, bytes) = (times, pass.workspaceBytes)
      phases.withLock { $0[worker] = total }
      outcome.withLock { $0.workspaceBytes += bytes }
    }
    var result = outcome.withLock { $0 }
    result.phases = (0..<pool.count).map { worker in
      phases.withLock { $0[worker] ?? PhaseTimes() }
    }
    result.workspaceBytes += compiled.packedBytes
    result.workers = WorkerReport.reports(of: pool.placement, obtained: bindings)
    return result
  }
}
