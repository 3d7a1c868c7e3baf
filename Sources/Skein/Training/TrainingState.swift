import Foundation

/// What the workers of one training share.
///
/// Who writes what, between which barriers:
/// - forward and backward: each worker its own gradient buffers, and `rowLosses` of its rows;
/// - update: each worker the weights, moments, `lastGood`, `blockNorms` and packed weights, in every
///   copy, of the blocks it owns, and its own gradient buffers become scratch for their sums;
/// - between an update's barrier and the next one: nobody the weights, moments and packed weights,
///   so worker 0 may copy them for a checkpoint while the others begin the next step;
/// - epoch's end: worker 0 the order, the records, the best weights, the learning rate and the
///   decision to go on; `validationLosses` were written before, each worker its windows.
final class TrainingState: Sendable {
  let compiled: CompiledModel
  let options: TrainingOptions
  /// The number after the last epoch's.
  let endEpoch: Int
  /// First epochs that the phase times leave out.
  let warmUpEpochs: Int
  let events: TrainingEvents
  let training: WindowSource
  let trainingWindows: Range<Int>
  let validation: WindowSource?
  let validationWindows: Range<Int>
  let workers: Int
  let barrier: Barrier

  let fullPlan: ShardPlan
  /// For the last batch of an epoch, which may be smaller.
  let lastPlan: ShardPlan
  let slots: Int
  let ownership: [Range<Int>]

  let firstMoments: SharedBuffer<Float>
  let secondMoments: SharedBuffer<Float>
  /// The order of the training windows in this epoch.
  let order: SharedBuffer<Int32>
  let rowLosses: SharedBuffer<Double>
  let validationLosses: SharedBuffer<Double>
  let blockNorms: SharedBuffer<Double>
  /// [workers, slots]: every worker's gradient buffers.
  let gradients: SharedBuffer<UnsafeMutablePointer<Float>>
  /// Weights at the beginning of the last epoch whose first loss was finite.
  let lastGood: SharedBuffer<Float>
  /// Weights at the end of the epoch with the lowest loss so far, if any.
  let bestWeights: SharedBuffer<Float>
  /// Adam's learning rate in the next epoch.
  let learningRate: SharedBuffer<Double>
  /// Whether another epoch follows: written and read at an epoch's end.
  let goesOn = SharedBuffer<Bool>(repeating: true, count: 1)
  /// Whether to leave after this step. Written before the gradients' barrier and read between it
  /// and the next one, so that all workers see the same; `goesOn` would be written too early for
  /// a worker that is still reading it.
  let leaves = SharedBuffer<Bool>(repeating: false, count: 1)
  let stopRequest: StopRequest?
  let start: TrainingStart
  let recorder: TrainingRecorder
  let progress: [WorkerProgress]
  let results: Locked<TrainingResults>

  init(
    compiled: CompiledModel, start: TrainingStart, options: TrainingOptions,
    events: TrainingEvents, stopRequest: StopRequest?, recorder: TrainingRecorder,
    training: WindowSet, validation: WindowSet?, pool: WorkerPool,
    warmUpEpochs: Int = 0
  ) {
    let batchSize = options.batchSize
    let fullRows = min(batchSize, training.count)
    let remainder = training.count % batchSize
    let workers = pool.count
    let fullPlan = ShardPlan(rows: fullRows, batchSize: batchSize, workers: workers)
    let lastPlan = ShardPlan(
      rows: remainder == 0 ? fullRows : remainder, batchSize: batchSize, workers: workers)
    self.compiled = compiled
    self.options = options
    self.warmUpEpochs = warmUpEpochs
    endEpoch = start.firstEpoch + options.epochs
    self.events = events
    self.training = WindowSource(training.dataset)
    trainingWindows = training.windows
    self.validation = validation.map { WindowSource($0.dataset) }
    validationWindows = validation?.windows ?? 0..<0
    self.workers = workers
    barrier = Barrier(parties: workers, processors: pool.processors)
    self.fullPlan = fullPlan
    self.lastPlan = lastPlan
    slots = max(fullPlan.slotsPerWorker, lastPlan.slotsPerWorker)
    ownership = compiled.ownership(workers: workers)
    self.start = start
    self.stopRequest = stopRequest
    self.recorder = recorder
    firstMoments = start.optimizer.firstMoments
    secondMoments = start.optimizer.secondMoments
    order = SharedBuffer(0..<Int32(training.count))
    rowLosses = SharedBuffer(repeating: 0, count: fullRows)
    validationLosses = SharedBuffer(repeating: 0, count: validationWindows.count)
    blockNorms = SharedBuffer(repeating: 0, count: compiled.blocks.count)
    gradients = SharedBuffer(untouched: workers * slots)
    lastGood = start.lastGood.map { SharedBuffer($0) } ?? SharedBuffer(compiled.weights.elements)
    bestWeights =
      start.bestWeights.map { SharedBuffer($0) } ?? SharedBuffer(untouched: lastGood.count)
    learningRate = SharedBuffer(repeating: start.optimizer.adam.learningRate, count: 1)
    progress = (0..<workers).map { _ in WorkerProgress() }
    results = Locked(TrainingResults())
  }

  var stepsPerEpoch: Int { (order.count + options.batchSize - 1) / options.batchSize }

  /// The gradient buffer of a node.
  @inline(__always)
  func gradient(of node: ShardPlan.Node) -> UnsafeMutablePointer<Float> {
    gradients.base[node.worker * slots + node.slot]
  }

  /// Puts the windows into the order of an epoch, a function of seed and epoch alone.
  func shuffle(epoch: Int) {
    guard options.shuffle else { return }
    RandomStream(seed: options.seed, purpose: .shuffle, stream: UInt64(epoch))
      .shuffle(into: order.elements)
  }
}

extension TrainingState {
  /// Copies the training for a checkpoint; by worker 0, while nobody writes weights or moments.
  func copy(
    _ memory: TrainingMemory, identity: TrainingIdentity, into snapshot: TrainingSnapshot
  ) {
    let weights = compiled.weights
    let bytes = 4 * weights.count
    func take(_ source: SharedBuffer<Float>, into target: SharedBuffer<Float>) {
      target.base.update(from: source.base, count: source.count)
    }
    func differs(_ other: SharedBuffer<Float>) -> Bool {
      memcmp(weights.base, other.base, bytes) != 0
    }
    var head = TrainingSnapshot.Head(identity: identity, options: options, memory: memory)
    head.hasBestWeights = memory.best != nil && differs(bestWeights)
    head.hasLastGood = differs(lastGood)
    take(weights, into: snapshot.weights)
    take(firstMoments, into: snapshot.firstMoments)
    take(secondMoments, into: snapshot.secondMoments)
    if head.hasBestWeights { take(bestWeights, into: snapshot.bestWeights) }
    if head.hasLastGood { take(lastGood, into: snapshot.lastGood) }
    snapshot.head = head
  }
}

/// Where a training begins: at its first step, or where a checkpoint was written.
struct TrainingStart: Sendable {
  var optimizer: OptimizerState
  var position: TrainingPosition
  /// Epochs of earlier trainings of the trainer.
  var firstEpoch: Int
  /// Whether there is anything left to do.
  var goesOn = true
  /// Nil while no epoch has ended.
  var bestWeights: [Float]?
  /// Nil where they are the weights that the training begins with.
  var lastGood: [Float]?

  init(optimizer: OptimizerState) {
    self.optimizer = optimizer
    firstEpoch = optimizer.epochs
    position = TrainingPosition(epoch: optimizer.epochs)
  }
}

/// What the workers bring home.
struct TrainingResults {
  var workspaceBytes = 0
  var phases: [Int: PhaseTimes] = [:]
}
