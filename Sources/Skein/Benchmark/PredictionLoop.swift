import Dispatch

/// Forward passes of one batch, over and over, on all workers that can share it.
struct PredictionLoop {
  struct Outcome {
    /// Nanoseconds of each pass, warm-up left out.
    var steps: [Double] = []
    var phases: [PhaseTimes] = []
    var workspaceBytes = 0
    var workers: [WorkerReport] = []
    var counters: [WorkerCounters] = []
  }

  /// Passes that touch the memory and warm the caches before the first sample.
  static let warmUp = 2

  private let compiled: CompiledModel
  private let source: WindowSource
  private let batchSize: Int
  private let lineup: Lineup
  private let watching: StepWatching

  init(
    _ model: Model, dataset: Dataset, batchSize: Int, crew: Crew,
    watching: StepWatching = StepWatching()
  ) throws {
    self.watching = watching
    source = WindowSource(dataset.all)
    try model.check(source)
    lineup = crew.lineup(for: try BatchWork(model, predicting: batchSize))
    compiled = CompiledModel(
      model, kernels: crew.kernels, innerBlock: crew.innerBlock, isTraining: false)
    self.batchSize = batchSize
  }

  /// Passes for about `seconds`, at least one after the warm-up unless it is interrupted.
  func run(seconds: Double, isInterrupted: @escaping @Sendable () -> Bool) throws -> Outcome {
    let (crew, teams) = (lineup.crew, lineup.teams)
    let plan = ShardPlan(rows: batchSize, batchSize: batchSize, teams: teams.count)
    let resources = TeamResources<PassMemory>(
      teams, maySpin: crew.count <= crew.processors, standIn: crew.standIn)
    let barrier = Barrier(parties: crew.count, processors: crew.processors)
    // Written by worker 0 before the second barrier of a pass, read by all after it.
    let stop = SharedBuffer<Bool>(repeating: false, count: 1)
    let steps = Locked<[Double]>([])
    let results = Locked<[Int: (times: PhaseTimes, bytes: Int, counters: WorkerCounters)]>([:])
    let (compiled, source, watching) = (compiled, source, watching)
    let workers = try crew.run { worker in
      let watch = CounterWatch(watching.counting)
      let share = plan.teamRows[teams.team(of: worker)]
      let seat = resources.seat(of: worker)
      let memory = resources.shared(by: worker, at: seat) {
        PassMemory(compiled.model, size: .inference(rows: max(share.count, 1)))
      }
      let pass = ForwardPass(compiled, copy: 0, memory: memory, seat: seat)
      let trace = watching.trace?.recorder(of: worker)
      seat.trace = trace
      var times = PhaseTimes()
      var own: [Double] = []
      barrier.wait()
      var clock = PhaseClock()
      var begun = DispatchTime.now().uptimeNanoseconds
      var last = begun
      var done = 0
      while !stop.base[0] {
        pass.gather(source, rows: share.count) { share.lowerBound + $0 }
        let gathered = clock.span()
        times.add(.gather, gathered.end &- gathered.start)
        trace?.note(.gather, from: gathered.start, to: gathered.end)
        if !share.isEmpty { _ = pass.run(PassContext(rows: share.count)) }
        let passed = clock.span()
        times.add(.forward, passed.end &- passed.start)
        trace?.note(.forward, from: passed.start, to: passed.end)
        barrier.wait()
        done += 1
        if worker == 0 {
          let now = DispatchTime.now().uptimeNanoseconds
          if done > Self.warmUp { own.append(Double(now - last)) }
          if done == Self.warmUp { begun = now }
          let isOver = done > Self.warmUp && Double(now - begun) >= seconds * 1e9
          stop.base[0] = isOver || isInterrupted()
          last = DispatchTime.now().uptimeNanoseconds
        }
        barrier.wait()
        // Both barriers, between which worker 0 looks at the clock.
        let waited = clock.span()
        times.add(.waiting, waited.end &- waited.start)
        trace?.met(arrival: waited.start, from: waited.start, to: waited.end)
        trace?.stepEnded()
        if done == Self.warmUp {
          times = PhaseTimes()
          trace?.restart()
        }
      }
      let result = (times, pass.workspaceBytes, watch.stop())
      results.withLock { $0[worker] = result }
      if worker == 0 { steps.withLock { $0 = own } }
    }
    let all = results.withLock { results in
      (0..<crew.count).map {
        results[$0] ?? (times: PhaseTimes(), bytes: 0, counters: WorkerCounters())
      }
    }
    return Outcome(
      steps: steps.withLock { $0 }, phases: all.map(\.times),
      workspaceBytes: all.reduce(compiled.packedBytes) { $0 + $1.bytes },
      workers: workers.map { $0.inTeam(in: teams) }, counters: all.map(\.counters))
  }
}
