import Dispatch
import Topology

extension Trainer {
  func run(
    _ training: any SampleSource, _ givenValidation: (any SampleSource)?,
    _ events: TrainingEvents, from checkpoint: Checkpoint?, warmUpEpochs: Int = 0
  ) throws -> History {
    let validation = options.measured(givenValidation)
    try check(training, validation)
    let notify = notifier(events)
    var identity: TrainingIdentity?
    if checkpoint != nil || checkpoints != nil {
      identity = try self.identity(training, validation)
    }
    let samples = options.samplesPerEpoch(of: training.count)
    let start: TrainingProgress
    if let checkpoint, let identity {
      start = try takeOver(checkpoint, identity, samples: samples, notify)
    } else {
      start = nextStart(samples: samples)
    }
    if let ranks { try checkRanks(ranks, training, validation, start) }
    let (members, teams) = try members(for: training)
    let board = self.board ?? StatusBoard()
    let progress = (0..<members.count).map { WorkerProgress(board, worker: $0) }
    let watchdog = stallBound.map { bound in
      Watchdog(progress, places: members.placement.workers, bound: bound) {
        notify(.workerStalled($0))
      }
    }
    let meanwhile = events.meanwhile
    let periods = [watchdog?.period, meanwhile.map { _ in events.meanwhilePeriod }]
    let desk = CallerDesk(every: periods.compactMap(\.self).min()) {
      watchdog?.look()
      if let meanwhile, let step = board.lastStep { meanwhile(step) }
    }
    let isFirst = ranks == nil || ranks?.rank == 0
    let writer = (isFirst ? checkpoints : nil).map { store in
      let tensors = start.tensors
      return CheckpointWriter(
        store,
        room: TrainingTensors(
          untouched: tensors.weights.count, slots: tensors.slots.count,
          states: options.stateful
            ? min(options.rowsPerStep, samples) * CarriedStates.width(model.architecture) : 0),
        resumed: checkpoint, notify: notify)
    }
    let recorder = TrainingRecorder(
      progress: start, callbacks: callbacks, identity: identity, writer: writer, desk: desk,
      board: board, notify: notify)
    let state = TrainingState(
      compiled: CompiledModel(
        model, for: members, rows: min(options.rowsPerStep, training.count),
        weights: start.tensors.weights), start: start,
      options: options, events: events, stopRequest: stopRequest, recorder: recorder,
      training: training, validation: validation, crew: members, teams: teams, ranks: ranks,
      rankClock: rankClock,
      progress: progress, trace: trace, warmUpEpochs: warmUpEpochs)
    board.begin(
      members.placement.workers, teams: teams, options: options,
      stepsPerEpoch: state.stepsPerEpoch, progress: start)
    let seconds: Double
    do {
      seconds = try train(state, on: members, desk)
    } catch {
      _ = writer?.close()
      board.end(.failed)
      throw error
    }
    let outcome = recorder.conclude(state)
    board.end(outcome.failure != nil ? .failed : outcome.isInterrupted ? .interrupted : .ended)
    let writeFailure = writer?.close()
    return try finish(
      state, outcome, seconds: seconds, before: checkpoint?.progress.seconds ?? 0,
      writeFailure: writeFailure)
  }

  /// Has the crew train and keeps where it ran in `history`; returns the seconds that it took.
  private func train(
    _ state: TrainingState, on crew: Crew, _ desk: CallerDesk
  ) throws -> Double {
    let started = DispatchTime.now().uptimeNanoseconds
    let scope = counting
    let workers = try crew.run(desk: desk) { worker in
      let watch = CounterWatch(scope)
      TrainingWorker(state, worker: worker).run()
      let counted = watch.stop()
      state.results.withLock { $0.counters[worker] = counted }
    }
    let seconds = Double(DispatchTime.now().uptimeNanoseconds - started) / 1e9
    var history = History()
    let results = state.results.withLock { $0 }
    history.workers = workers.map {
      $0.inTeam(in: state.teams).adding(results.conduct[$0.worker])
    }
    history.phases = (0..<crew.count).map { results.phases[$0] ?? PhaseTimes() }
    history.counters = (0..<crew.count).map { results.counters[$0] ?? WorkerCounters() }
    if counting != .system { history.hugePageBytes = HugePages.bytes() }
    history.workspaceBytes = results.workspaceBytes + state.compiled.packedBytes
    self.history = history
    for report in history.workers { logger.debug("\(report)") }
    return seconds
  }

  /// Takes home what a training left.
  private func finish(
    _ state: TrainingState, _ outcome: TrainingOutcome, seconds: Double, before: Double,
    writeFailure: String?
  ) throws -> History {
    callbacks = outcome.callbacks
    progress = outcome.progress
    progress.tensors = state.tensors(
      hasBest: progress.best != nil, step: progress.position.step)
    // What led astray may be in the average, too.
    model.weights =
      outcome.failure == nil ? state.modelWeights(after: progress) : state.compiled.currentWeights()
    var history = history ?? History()
    history.epochs = progress.epochs
    history.samples = progress.samples
    history.seconds = seconds + before
    history.bestEpoch = progress.best?.epoch
    if let failure = outcome.failure {
      progress.restartEpoch(options.updates)
      history.ending = .failed(failure)
    } else if outcome.isInterrupted {
      history.ending = .interrupted(code: stopRequest?.code ?? -1)
    } else {
      history.ending = progress.stopReason.map { .stopped($0) } ?? .completed
      endTraining(&history)
    }
    self.history = history
    if let failure = outcome.failure { throw failure }
    if outcome.isInterrupted, let writeFailure { throw CheckpointError.notWritten(writeFailure) }
    return history
  }

  /// The callbacks' last word, and the weights that they choose. The progress keeps the last ones,
  /// so that another training, or one with more epochs, can go on from them.
  private func endTraining(_ history: inout History) {
    let layout = model.weights.layout
    let tensors = progress.tensors
    let best = progress.best.map { best in
      BestWeightsSoFar(loss: best.loss) {
        Weights(layout: layout, values: Array((tensors.bestWeights ?? tensors.weights).elements))
      }
    }
    var end = TrainingEnd(epochs: history.epochs, bestEpoch: history.bestEpoch, best: best)
    for index in callbacks.indices { callbacks[index].trainingEnded(&end) }
    if end.restoresBest, let best = progress.tensors.bestWeights {
      model.weights.values = Array(best.elements)
      history.restoredEpoch = history.bestEpoch
    }
  }
}
