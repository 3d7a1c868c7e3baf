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
    self.pool = try pool ?? WorkerPool()
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
  /// - Throws: `TrainingError` when the loss is not finite or the data does not fit the model.
  @discardableResult
  public func fit(
    _ training: WindowSet, validation: WindowSet? = nil, events: TrainingEvents = TrainingEvents()
  ) throws -> History {
    try fit(training, validation: validation, events: events, warmUpEpochs: 0)
  }

  /// - Parameter warmUpEpochs: first epochs that the phase times leave out.
  package func fit(
    _ training: WindowSet, validation: WindowSet? = nil, events: TrainingEvents,
    warmUpEpochs: Int
  ) throws -> History {
    try model.check(training)
    if training.count == 0 { throw TrainingError.noTrainingWindows }
    if let validation { try model.check(validation) }
    let shards = ShardPlan(
      rows: min(options.batchSize, training.count), batchSize: options.batchSize, workers: 1
    ).shardCount
    let crew = pool.limited(to: shards)
    if crew.count < pool.count {
      logger.notice(
        "a batch of \(options.batchSize) has \(shards) shards, so \(crew.count) of \(pool.count) workers train"
      )
    }
    for note in pool.placement.notes { logger.notice("\(note)") }

    let compiled = CompiledModel(model, kernels: crew.kernels, innerBlock: crew.innerBlock)
    let state = TrainingState(
      compiled: compiled, optimizer: optimizer, options: options, events: events,
      training: training, validation: validation.flatMap { $0.count == 0 ? nil : $0 },
      pool: crew, warmUpEpochs: warmUpEpochs)
    let start = DispatchTime.now().uptimeNanoseconds
    let bindings = crew.run { worker in TrainingWorker(state, worker: worker).run() }
    let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9

    let results = state.results.withLock { $0 }
    model.weights = compiled.currentWeights()
    if let failure = results.failure {
      // Moments of the gradients that led astray would lead astray again.
      optimizer = OptimizerState(
        layout: model.weights.layout, learningRate: options.learningRate)
      throw failure
    }
    optimizer.adam = results.adam
    optimizer.firstMoments = Array(state.firstMoments.elements)
    optimizer.secondMoments = Array(state.secondMoments.elements)
    optimizer.epochs += results.epochs.count
    var history = History(epochs: results.epochs, samples: results.samples, seconds: seconds)
    history.workers = WorkerReport.reports(of: crew.placement, obtained: bindings)
    history.phases = (0..<crew.count).map { results.phases[$0] ?? PhaseTimes() }
    history.workspaceBytes = results.workspaceBytes + compiled.packedBytes
    for report in history.workers { logger.debug("\(report)") }
    return history
  }
}
