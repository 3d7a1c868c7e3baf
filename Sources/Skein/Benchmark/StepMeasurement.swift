import Dispatch
import Synchronization

/// Step times of one problem on one pool, and the machine's peak measured in between.
package struct StepMeasurement: Sendable {
  /// Nanoseconds of each step, warm-up left out.
  package var steps: [Double] = []
  /// GFLOP/s of pure FMAs, before and after.
  package var peaks: [Double] = []
  /// Each worker's time by phase, warm-up left out.
  package var phases: [PhaseTimes] = []
  package var workspaceBytes = 0
  package var workers: [WorkerReport] = []
  /// Fingerprint of the weights after the first two steps, or of the predictions.
  package var fingerprint: UInt64 = 0

  package init() {}

  /// Measures for about `seconds`, in rounds, so that drift of the machine meets steps and peak
  /// alike.
  package static func run(
    _ problem: BenchmarkProblem, pool: WorkerPool, seconds: Double, rounds: Int = 3
  ) throws -> StepMeasurement {
    let dataset = try problem.dataset()
    let model = try Model(problem.architecture, for: dataset)
    var result = StepMeasurement()
    result.peaks.append(PeakMeasurement.gigaflopsPerSecond(pool))
    for _ in 0..<rounds {
      if problem.inference {
        try result.predict(problem, model, dataset, pool, seconds: seconds / Double(rounds))
      } else {
        try result.train(problem, model, dataset, pool, seconds: seconds / Double(rounds))
      }
      result.peaks.append(PeakMeasurement.gigaflopsPerSecond(pool))
    }
    return result
  }

  private mutating func train(
    _ problem: BenchmarkProblem, _ model: Model, _ dataset: Dataset, _ pool: WorkerPool,
    seconds: Double
  ) throws {
    let stamps = Mutex<[UInt64]>([])
    let times = Mutex<[Double]>([])
    let begun = Mutex<UInt64?>(nil)
    let events = TrainingEvents(
      stepEnded: { _ in
        let now = DispatchTime.now().uptimeNanoseconds
        stamps.withLock { $0.append(now) }
      },
      epochEnded: { record in
        let now = DispatchTime.now().uptimeNanoseconds
        let taken = stamps.withLock { stamps in
          defer { stamps.removeAll(keepingCapacity: true) }
          return zip(stamps.dropFirst(), stamps).map { Double($0 - $1) }
        }
        // The first epoch touches the memory and warms the caches.
        if record.epoch == 1 {
          begun.withLock { $0 = now }
          return .goOn
        }
        times.withLock { $0 += taken }
        let start = begun.withLock { $0 ?? now }
        return Double(now - start) > seconds * 1e9 ? .stop : .goOn
      })
    let options = TrainingOptions(
      epochs: 1_000_000, batchSize: problem.batchSize, learningRate: 1e-4, shuffle: false)
    let trainer = try Trainer(model, options: options, pool: pool)
    let history = try trainer.fit(dataset.training, events: events, warmUpEpochs: 1)
    steps += times.withLock { $0 }
    phases = phases.isEmpty ? history.phases : zip(phases, history.phases).map { $0 + $1 }
    workspaceBytes = history.workspaceBytes
    workers = history.workers
  }

  private mutating func predict(
    _ problem: BenchmarkProblem, _ model: Model, _ dataset: Dataset, _ pool: WorkerPool,
    seconds: Double
  ) throws {
    let loop = try PredictionLoop(
      model, dataset: dataset, batchSize: problem.batchSize, pool: pool)
    let history = loop.run(seconds: seconds)
    steps += history.steps
    phases = phases.isEmpty ? history.phases : zip(phases, history.phases).map { $0 + $1 }
    workspaceBytes = history.workspaceBytes
    workers = history.workers
  }
}
