import Logging
import Topology

/// Trains a model on all workers of a crew.
///
/// The result depends on the model, the data and the options alone: not on the number of workers,
/// their placement or the processor's instruction set.
public final class Trainer {
  /// With the weights that the last training left: its last ones, those of its best epoch where a
  /// callback wants them, or the last good ones after a failure.
  public internal(set) var model: Model
  public let options: TrainingOptions
  public let crew: Crew
  /// What watches the epochs and may change the training's course, in this order. After `fit` they
  /// have the states in which it ended.
  public var callbacks: [any TrainingCallback] = []
  /// Where `fit` keeps checkpoints; nil keeps none.
  public var checkpoints: (any CheckpointStore)?
  /// What can ask `fit` to stop.
  public var stopRequest: StopRequest?
  /// Seconds that a worker may spend in one phase before `fit` reports it; nil never does.
  public var stallBound: Double? = 300
  /// The other processes that share each batch, all of which call `fit`; nil for none. The bits are those of
  /// one process with all their workers. Checkpoints are rank 0's alone to keep.
  package var ranks: (any RankTransport)?
  /// What measures their exchange; nil for nothing.
  package var rankClock: RankClock?
  /// Where `fit` shows how far it is; nil shows it to nobody.
  package var board: StatusBoard?
  /// What `fit` writes its workers' trace into; nil traces nothing.
  package var trace: TraceBook?
  /// What `fit` has counted on each worker's thread.
  package var counting = CounterScope.system
  /// What happened in the last training, also in one that failed.
  public internal(set) var history: History?
  /// What another training goes on from.
  package internal(set) var progress: TrainingProgress
  let logger: Logger

  /// - Parameters:
  ///   - model: what learns; the trainer has a copy of its own.
  ///   - options: how to train.
  ///   - crew: nil takes one worker per core that may be used, spread over the machine.
  ///   - logger: the library's diagnostics; none by default.
  /// - Throws: `SettingsError` for options that make no sense, `TopologyError` when this machine
  ///   cannot be read.
  public init(
    _ model: Model, options: TrainingOptions = TrainingOptions(), crew: Crew? = nil,
    logger: Logger = Logger(label: "skein") { _ in SwiftLogNoOpLogHandler() }
  ) throws {
    try options.validate()
    self.model = model
    self.options = options
    self.crew = try crew ?? .standard()
    self.logger = logger
    progress = TrainingProgress(model, options: options)
  }

  /// Trains for `options.epochs` epochs and keeps the weights in `model`; another call goes on from
  /// the last weights, with the bits of one longer training, whatever weights were kept.
  ///
  /// When numbers go astray, the model has the weights from the beginning of the last epoch that
  /// began with a finite loss, `history` tells of the epochs before, and another call trains that
  /// epoch again with an optimizer that starts afresh.
  ///
  /// - Parameters:
  ///   - training: samples to learn from.
  ///   - validation: samples whose loss is measured after each epoch; never trained on.
  ///   - events: what is told meanwhile.
  /// - Throws: `TrainingError` when numbers go astray or the data does not fit the model, `ModelError`
  ///   when the last layer does not fit the loss and the targets; `CheckpointError.notWritten` when it
  ///   was interrupted and its checkpoint could not be written.
  @discardableResult
  public func fit(
    _ training: any SampleSource, validation: (any SampleSource)? = nil,
    events: TrainingEvents = TrainingEvents()
  ) throws -> History {
    try run(training, validation, events, from: nil)
  }

  /// - Parameter warmUpEpochs: first epochs that the phase times leave out.
  package func fit(
    _ training: any SampleSource, validation: (any SampleSource)? = nil, events: TrainingEvents,
    warmUpEpochs: Int
  ) throws -> History {
    try run(training, validation, events, from: nil, warmUpEpochs: warmUpEpochs)
  }

  /// Goes on from the newest checkpoint of a store, or begins where there is none, and keeps the next
  /// ones there: the same call begins a training and finishes it after a kill.
  ///
  /// - Throws: what `resume` throws; what the store throws when its checkpoints cannot be used.
  @discardableResult
  public func fit(
    _ training: any SampleSource, validation: (any SampleSource)? = nil,
    checkpoints store: any CheckpointStore, events: TrainingEvents = TrainingEvents()
  ) throws -> History {
    checkpoints = store
    var checkpoint: Checkpoint?
    do {
      let newest = try store.newest()
      checkpoint = newest.checkpoint
      if let warning = newest.warning { notifier(events)(.warning(warning)) }
    } catch CheckpointError.none {}
    return try run(training, validation, events, from: checkpoint)
  }

  /// Goes on from a checkpoint, to the bits and the history of a training that never stopped.
  ///
  /// The model's weights are replaced; the number of workers and of epochs may be another.
  ///
  /// - Throws: `CheckpointError` when the data, the options, the model or the callbacks are not those
  ///   of the checkpoint, naming the difference; otherwise as `fit`.
  @discardableResult
  public func resume(
    from checkpoint: Checkpoint, _ training: any SampleSource,
    validation: (any SampleSource)? = nil, events: TrainingEvents = TrainingEvents()
  ) throws -> History {
    try run(training, validation, events, from: checkpoint)
  }
}
