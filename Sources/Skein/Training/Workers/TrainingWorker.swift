import KernelInterface

/// One worker's part of a training, from its first touch of memory to the last epoch.
///
/// Two barriers a step, three with gradient clipping: after the gradients, after the update. Members of a
/// team meet more often, at a barrier of their own.
final class TrainingWorker {
  let state: TrainingState
  let worker: Int
  let pass: ForwardPass
  let kernels: KernelTable
  /// For each packed copy of the weights, of each layer.
  let sites: [[LayerSite]]
  let seat: TeamSeat
  /// [R, targets]
  let targets: SharedBuffer<Float>
  /// Made when it is first needed, by the worker's own thread.
  var validationPass: ValidationPass?
  /// Nil where the model has no table.
  let table: TableUpdate?
  private let buffers: [SharedBuffer<Float>]
  /// The parts of the team's share of a whole batch, and of an epoch's last one.
  private let full: [WorkerShare]
  private let last: [WorkerShare]
  var optimizer: any Optimizer
  /// What the schedule's factors multiply, and what comes out for this step.
  private var baseRate: Double
  var learningRate = 0.0
  /// Steps of all trainings of the trainer, for the schedule.
  private var steps: Int
  let progress: WorkerProgress
  /// Steps since this worker began, for the watchdog.
  private(set) var stepsDone = 0
  private var leaves = false
  private var times = PhaseTimes()
  private var clock = PhaseClock()
  /// As the scheduler had treated the thread when the training began.
  private let scheduling = ThreadScheduling.ofCallingThread()
  /// Nil where nobody traces.
  private let trace: TraceRecorder?

  init(_ state: TrainingState, worker: Int) {
    self.state = state
    self.worker = worker
    kernels = state.compiled.kernels
    let compiled = state.compiled
    compiled.prepare(for: worker)
    sites = (0..<compiled.copies.count).map(compiled.sites)
    let team = state.teams.team(of: worker)
    let seat = state.resources.seat(of: worker)
    self.seat = seat
    let memory = state.resources.shared(by: worker, at: seat) { TeamMemory(state, team: team) }
    pass = ForwardPass(
      compiled, copy: compiled.copies.copy(of: worker), memory: memory.pass, seat: seat)
    targets = memory.targets
    table = compiled.tokenGradients.map {
      TableUpdate(
        $0, norms: state.tokenNorms, worker: worker, workers: state.workers,
        kernels: compiled.kernels)
    }
    buffers = memory.buffers
    full = WorkerShare.parts(state.fullPlan, of: state, team: team, buffers: memory.buffers)
    last = WorkerShare.parts(state.lastPlan, of: state, team: team, buffers: memory.buffers)
    optimizer = state.start.optimizer
    baseRate = state.start.learningRate
    steps = state.start.steps
    progress = state.progress[worker]
    progress.begin()
    // Whoever waits for long makes nobody else wait: the watchdog asks for those who work.
    seat.slept = { [progress] in progress.sleeps($0) }
    trace = state.trace?.recorder(of: worker)
    seat.trace = trace
  }

  /// All epochs. Every worker makes the same decisions from the same numbers.
  func run() {
    var position = state.start.position
    clock = PhaseClock()
    state.watch.look(worker, epoch: position.epoch)
    if worker == 0 {
      state.shuffle(epoch: position.epoch)
      state.recorder.start()
    }
    meet()
    clock = PhaseClock()
    var goesOn = state.start.stopReason == nil
    while goesOn, position.epoch < state.endEpoch {
      goesOn = runEpoch(&position)
    }
    state.watch.look(worker, epoch: position.epoch + (position.step > 0 ? 1 : 0))
    finish()
  }

  /// The rest of one epoch, its validation and its end; returns whether another one may follow.
  private func runEpoch(_ position: inout TrainingPosition) -> Bool {
    while position.step < state.stepsPerEpoch {
      let first = position.step * state.options.rowsPerStep
      let rows = min(state.options.rowsPerStep, state.samplesPerEpoch - first)
      guard let loss = runStep(position, first: first, rows: rows) else { return false }
      position.step += 1
      position.lossSum += loss
      steps += 1
      stepsDone += 1
      // All is touched by now, and the kernel has not yet moved what others read.
      if stepsDone == 1 { state.watch.lookAtMemory(worker) }
      trace?.stepEnded()
      if worker == 0 { report { state.recorder.stepEnded(position, rows: rows, in: state) } }
      if leaves {
        if worker == 0 { state.recorder.interrupt() }
        return false
      }
    }
    exchangeAverage()
    validate()
    state.watch.look(worker, epoch: position.epoch + 1)
    meet()
    if worker == 0 { report { endEpoch(position) } }
    meet()
    exchangeAverage()
    position = TrainingPosition(epoch: position.epoch + 1)
    baseRate = state.learningRate.base[0]
    if position.epoch <= state.warmUpEpochs {
      times = PhaseTimes()
      trace?.restart()
    }
    return state.goesOn.base[0]
  }

  /// Where an average becomes the model's weights, puts it in their place before a validation and the end
  /// of an epoch, and them back afterwards: each worker the blocks that it owns.
  private func exchangeAverage() {
    guard let average = state.average else { return }
    // Worker 0 may still be copying the weights for a checkpoint.
    meet()
    progress.mark(.update, step: stepsDone)
    if worker == 0 { state.isExchanged.base[0].toggle() }
    let weights = state.compiled.weights
    for index in state.ownership[worker] {
      let block = state.compiled.blocks[index]
      for place in block.offset..<block.offset + block.count {
        swap(&weights.base[place], &average.base[place])
      }
      for copy in sites.indices { state.compiled.pack(block, at: sites[copy][block.layer]) }
    }
    for place in tableShare { swap(&weights.base[place], &average.base[place]) }
    lap(.update)
    meet()
  }

  /// Books the time since the last lap as that of a phase.
  @inline(__always)
  func lap(_ phase: TracePhase) {
    let span = clock.span()
    times.add(phase, span.end &- span.start)
    trace?.note(phase, from: span.start, to: span.end)
  }

  /// Something between two steps, by worker 0.
  private func report(_ body: () -> Void) {
    progress.mark(.reporting, step: stepsDone)
    guard let trace else { return body() }
    let start = PhaseClock.now
    body()
    trace.nest(.reporting, from: start, to: PhaseClock.now)
  }

  /// Waits for all others.
  @inline(__always)
  func meet() {
    progress.mark(.waiting, step: stepsDone)
    let arrival = trace == nil ? 0 : PhaseClock.now
    state.barrier.wait()
    let span = clock.span()
    times.waiting &+= span.end &- span.start
    progress.waited(times.waiting)
    trace?.met(arrival: arrival, from: span.start, to: span.end)
  }

  /// One step; returns the batch's summed loss, or nil when it is not finite, in which case the
  /// weights are those before the step.
  private func runStep(_ position: TrainingPosition, first: Int, rows rowsInBatch: Int) -> Double? {
    let isFull = rowsInBatch == state.fullPlan.rows
    let plan = isFull ? state.fullPlan : state.lastPlan
    if worker == 0, let stopRequest = state.stopRequest {
      state.leaves.base[0] = stopRequest.isRequested
    }
    for share in isFull ? full : last { computeGradients(plan, share, position, first: first) }
    meet()
    exchange(plan, step: position.step)

    progress.mark(.update, step: stepsDone)
    leaves = state.leaves.base[0]
    var loss = 0.0
    for row in 0..<rowsInBatch { loss += state.rowLosses.base[row] }
    guard loss.isFinite else {
      if worker == 0 {
        let mean = loss / Double(state.terms(first..<first + rowsInBatch))
        state.recorder.fail(loss: mean, position: position, in: state)
      }
      return nil
    }
    if position.step == 0 { keepWeights() }
    optimizer.advance()
    learningRate = baseRate * state.options.schedule.factor(at: steps)
    update(plan)
    lap(.update)
    meet()
    return loss
  }

  /// Worker 0, while the others wait. An interrupted validation is done again by who resumes.
  private func endEpoch(_ position: TrainingPosition) {
    var isStopped = state.stopRequest?.isRequested ?? false
    if let exchange = state.exchange {
      isStopped = exchange.transport.any(isStopped)
      if !isStopped, state.validation != nil {
        exchange.exchange(state.validationOrder, losses: state.validationLosses.base)
      }
    }
    if isStopped {
      state.recorder.interrupt()
      state.goesOn.base[0] = false
      return
    }
    state.recorder.tell(state.watch)
    var next = state.recorder.epochEnded(in: state)
    // Rank 0 is the one that somebody watches.
    if let exchange = state.exchange {
      let first = exchange.transport.gather([next.learningRate, next.goesOn ? 1 : 0])[0]
      next = (first[0], first[1] != 0)
    }
    state.learningRate.base[0] = next.learningRate
    state.goesOn.base[0] = next.goesOn
    if next.goesOn { state.shuffle(epoch: position.epoch + 1) }
  }

  private func finish() {
    let gradients = seat.isFirst ? buffers.reduce(0) { $0 + 4 * $1.count } : 0
    let bytes =
      pass.workspaceBytes + (validationPass?.pass.workspaceBytes ?? 0) + gradients
      + (table?.bytes ?? 0)
    let conduct = WorkerConduct(
      scheduling: scheduling.flatMap { ThreadScheduling.ofCallingThread()?.since($0) },
      pages: WorkerMemory.current?.pages(), moves: state.watch.moves(of: worker))
    state.results.withLock {
      $0.phases[worker] = times
      $0.conduct[worker] = conduct
      $0.workspaceBytes += bytes
    }
    // Others may still read this worker's gradient buffers until they have left the last step.
    progress.mark(.finished, step: stepsDone)
    state.barrier.wait()
  }
}
