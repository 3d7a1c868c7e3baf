import Dispatch
import Logging
import Topology

/// Trains a model on all workers of a pool.
///
/// The result depends on the model, the data and the options alone: not on the number of workers,
/// their placement or the processor's instruction set.
public final class Trainer {
  /// With the weights as they are after the last call of `fit`.
  public private(set) var model: Model
  public let options: TrainingOptions
  public let pool: WorkerPool
  /// What watches the epochs and may change the training's course, in this order. After `fit` they
  /// have the states in which it ended.
  public var callbacks: [any TrainingCallback] = []
  /// Where `fit` writes checkpoints; nil writes none.
  public var checkpoints: CheckpointFolder?
  /// What can ask `fit` to stop.
  public var stopRequest: StopRequest?
  /// Seconds that a worker may spend in one phase before `fit` reports it; nil never does.
  public var stallBound: Double? = 300
  package private(set) var optimizer: OptimizerState
  private let logger: Logger

  /// - Parameters:
  ///   - pool: nil takes one worker per core that may be used, spread over the machine.
  ///   - logger: the library's diagnostics; none by default.
  /// - Throws: `SettingsError` for options that make no sense, `TopologyError` when this machine
  ///   cannot be read.
  public init(
    _ model: Model, options: TrainingOptions = TrainingOptions(), pool: WorkerPool? = nil,
    logger: Logger = Logger(label: "skein") { _ in SwiftLogNoOpLogHandler() }
  ) throws {
    try options.validate()
    self.model = model
    self.options = options
    self.pool = try pool ?? .standard()
    self.logger = logger
    optimizer = OptimizerState(layout: model.weights.layout, learningRate: options.learningRate)
  }

  /// Trains for `options.epochs` epochs and keeps the weights in `model`; another call goes on from
  /// there, with the bits of one longer training.
  ///
  /// When a loss is not finite, the model has the weights from the beginning of the last epoch that
  /// began with a finite one, and the optimizer starts afresh.
  ///
  /// - Parameters:
  ///   - training: windows to learn from.
  ///   - validation: windows whose loss is measured after each epoch.
  /// - Throws: `TrainingError` when the loss is not finite or the data does not fit the model;
  ///   `CheckpointError.notWritten` when it was interrupted and its checkpoint could not be written.
  @discardableResult
  public func fit(
    _ training: WindowSet, validation: WindowSet? = nil, events: TrainingEvents = TrainingEvents()
  ) throws -> History {
    try run(training, validation, events, from: nil)
  }

  /// - Parameter warmUpEpochs: first epochs that the phase times leave out.
  package func fit(
    _ training: WindowSet, validation: WindowSet? = nil, events: TrainingEvents,
    warmUpEpochs: Int
  ) throws -> History {
    try run(training, validation, events, from: nil, warmUpEpochs: warmUpEpochs)
  }

  /// Goes on from a checkpoint, to the bits and the history of a training that never stopped.
  ///
  /// The model's weights are replaced; the number of workers and of epochs may be another.
  ///
  /// - Throws: `CheckpointError` when the data, the options, the model or the callbacks are not those
  ///   of the checkpoint, naming the difference; otherwise as `fit`.
  @discardableResult
  public func resume(
    from checkpoint: Checkpoint, _ training: WindowSet, validation: WindowSet? = nil,
    events: TrainingEvents = TrainingEvents()
  ) throws -> History {
    try run(training, validation, events, from: checkpoint)
  }

  private func run(
    _ training: WindowSet, _ givenValidation: WindowSet?, _ events: TrainingEvents,
    from checkpoint: Checkpoint?, warmUpEpochs: Int = 0
  ) throws -> History {
    try model.check(training)
    if training.count == 0 { throw TrainingError.noTrainingWindows }
    let validation = givenValidation.flatMap { $0.count == 0 ? nil : $0 }
    if let validation { try model.check(validation) }
    var identity: TrainingIdentity?
    if checkpoint != nil || checkpoints != nil {
      identity = TrainingIdentity(
        model: model, options: options, training: training, validation: validation)
      identity?.add(try callbacks.map { try $0.record() })
    }
    let notify = notifier(events)
    var start = TrainingStart(optimizer: optimizer)
    var memory = TrainingMemory(adam: optimizer.adam, firstEpoch: optimizer.epochs)
    if let checkpoint, let identity {
      try prepare(checkpoint, identity, windows: training.count, &start, notify)
      memory = checkpoint.memory
    }
    let wanted = crew(for: training)
    let crew = try wanted.mustered()
    if crew.count < wanted.count {
      logger.warning("the system started \(crew.count) of \(wanted.count) threads, one a worker")
    }
    let compiled = CompiledModel(model, for: crew)
    var writer: CheckpointWriter?
    if let checkpoints, let identity {
      writer = CheckpointWriter(
        checkpoints,
        snapshot: TrainingSnapshot(
          count: compiled.weights.count,
          head: TrainingSnapshot.Head(identity: identity, options: options, memory: memory)),
        resumed: checkpoint, notify: notify)
    }
    let recorder = TrainingRecorder(
      memory: memory, callbacks: callbacks, identity: identity, writer: writer, notify: notify)
    let state = TrainingState(
      compiled: compiled, start: start, options: options, events: events,
      stopRequest: stopRequest, recorder: recorder, training: training, validation: validation,
      pool: crew, warmUpEpochs: warmUpEpochs)
    let watchdog = stallBound.map { bound in
      Watchdog(state.progress, places: crew.placement.workers, bound: bound) {
        notify(.workerStalled($0))
      }
    }
    let started = DispatchTime.now().uptimeNanoseconds
    let workers = try crew.run { worker in TrainingWorker(state, worker: worker).run() }
    let seconds = Double(DispatchTime.now().uptimeNanoseconds - started) / 1e9
    watchdog?.stop()
    let outcome = recorder.conclude(state)
    let writeFailure = writer?.close()

    callbacks = outcome.callbacks
    model.weights = compiled.currentWeights()
    if let failure = outcome.failure {
      // Moments of the gradients that led astray would lead astray again.
      optimizer = OptimizerState(
        layout: model.weights.layout, learningRate: options.learningRate)
      throw failure
    }
    optimizer = start.optimizer
    optimizer.adam = outcome.memory.adam
    optimizer.epochs = outcome.memory.position.epoch
    if outcome.isInterrupted, let writeFailure { throw CheckpointError.notWritten(writeFailure) }

    var history = History(epochs: outcome.memory.epochs, samples: outcome.memory.samples)
    history.seconds = seconds + (checkpoint?.memory.seconds ?? 0)
    history.bestEpoch = outcome.memory.best?.epoch
    if outcome.isInterrupted {
      history.ending = .interrupted(code: stopRequest?.code ?? -1)
    } else {
      history.ending = outcome.memory.stopReason.map { .stopped($0) } ?? .completed
      endTraining(&history, state)
    }
    history.workers = workers
    let results = state.results.withLock { $0 }
    history.phases = (0..<crew.count).map { results.phases[$0] ?? PhaseTimes() }
    history.workspaceBytes = results.workspaceBytes + compiled.packedBytes
    for report in history.workers { logger.debug("\(report)") }
    return history
  }

  /// Takes over a checkpoint, after checking that the training would be the same.
  private func prepare(
    _ checkpoint: Checkpoint, _ identity: TrainingIdentity, windows: Int,
    _ start: inout TrainingStart, _ notify: (TrainingNotice) -> Void
  ) throws {
    let differences = checkpoint.identity.differences(from: identity)
    if !differences.isEmpty {
      throw CheckpointError.changed(file: checkpoint.file, differences)
    }
    let position = checkpoint.memory.position
    let steps = (windows + options.batchSize - 1) / options.batchSize
    let floats = model.weights.layout.floats
    guard checkpoint.weights.count == floats, position.step <= steps,
      checkpoint.memory.callbacks.count == callbacks.count
    else {
      throw CheckpointError.unreadable(
        file: checkpoint.file, problem: "it does not fit the settings that it names itself")
    }
    let ended = position.epoch - checkpoint.memory.firstEpoch
    let begun = ended + (position.step > 0 ? 1 : 0)
    if begun > options.epochs {
      throw CheckpointError.tooFewEpochs(
        file: checkpoint.file, done: begun, wanted: options.epochs)
    }
    if checkpoint.version != SkeinVersion.current {
      notify(.otherVersion(file: checkpoint.file, version: checkpoint.version))
    }
    for (index, record) in checkpoint.memory.callbacks.enumerated() {
      do {
        try callbacks[index].restore(record)
      } catch is DecodingError {
        throw CheckpointError.unreadable(
          file: checkpoint.file, problem: "the state of \(record.name) makes no sense")
      }
    }
    model.weights = Weights(layout: model.weights.layout, values: checkpoint.weights)
    start.optimizer = OptimizerState(
      adam: checkpoint.memory.adam, firstMoments: checkpoint.firstMoments,
      secondMoments: checkpoint.secondMoments)
    start.position = position
    start.firstEpoch = checkpoint.memory.firstEpoch
    start.goesOn = checkpoint.memory.stopReason == nil
    start.bestWeights =
      checkpoint.memory.best.map { _ in checkpoint.bestWeights ?? checkpoint.weights }
    start.lastGood = checkpoint.lastGood
  }

  /// The workers that a batch has shards for.
  private func crew(for training: WindowSet) -> WorkerPool {
    let shards = ShardPlan.shardCount(
      rows: min(options.batchSize, training.count), batchSize: options.batchSize)
    let crew = pool.limited(to: min(shards, WorkerPool.mostThatMeet))
    if crew.count < pool.count {
      let reason =
        crew.count == shards
        ? "a batch of \(options.batchSize) has \(shards) shards"
        : "Dispatch runs few more than \(WorkerPool.mostThatMeet) blocks at a time"
      logger.notice("\(reason), so \(crew.count) of \(pool.count) workers train")
    }
    for note in pool.placement.notes { logger.notice("\(note)") }
    return crew
  }

  private func notifier(_ events: TrainingEvents) -> @Sendable (TrainingNotice) -> Void {
    if let notice = events.notice { return notice }
    return { [logger] in logger.warning("\($0)") }
  }

  /// The callbacks' last word, and the weights that they choose. The checkpoint keeps the last ones,
  /// so that a training with more epochs can go on from it.
  private func endTraining(_ history: inout History, _ state: TrainingState) {
    var end = TrainingEnd(epochs: history.epochs, bestEpoch: history.bestEpoch)
    for index in callbacks.indices { callbacks[index].trainingEnded(&end) }
    if end.restoresBest {
      model.weights.values = Array(state.bestWeights.elements)
      history.restoredEpoch = history.bestEpoch
    }
  }
}
