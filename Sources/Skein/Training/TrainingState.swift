import Synchronization

/// What the workers of one training share.
///
/// Who writes what, between which barriers:
/// - forward and backward: each worker its own gradient buffers, and `rowLosses` of its rows;
/// - update: each worker `lastGood`, the weights, moments, packed weights and `blockNorms` of the blocks it owns,
///   and its own gradient buffers become scratch for the sums of those blocks;
/// - epoch's end: worker 0 the order, the records and the decision to stop; `validationLosses` were
///   written before, each worker its windows.
final class TrainingState: Sendable {
  let compiled: CompiledModel
  let options: TrainingOptions
  /// From the first training of the optimizer's state on.
  let epochs: Range<Int>
  let events: TrainingEvents
  let training: WindowSource
  let trainingWindows: Range<Int>
  let validation: WindowSource?
  let validationWindows: Range<Int>
  let workers: Int
  /// First epochs that the phase times leave out.
  let warmUpEpochs: Int
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
  let stop = SharedBuffer<Bool>(repeating: false, count: 1)
  /// Weights at the beginning of the last epoch whose first loss was finite.
  let lastGood: SharedBuffer<Float>
  let results: Mutex<TrainingResults>

  init(
    compiled: CompiledModel, optimizer: OptimizerState, options: TrainingOptions,
    events: TrainingEvents, training: WindowSet, validation: WindowSet?, pool: WorkerPool,
    warmUpEpochs: Int
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
    epochs = optimizer.epochs..<optimizer.epochs + options.epochs
    self.events = events
    self.training = WindowSource(training.dataset)
    trainingWindows = training.windows
    self.validation = validation.map { WindowSource($0.dataset) }
    validationWindows = validation?.windows ?? 0..<0
    self.workers = workers
    self.warmUpEpochs = warmUpEpochs
    barrier = Barrier(parties: workers, processors: pool.processors)
    self.fullPlan = fullPlan
    self.lastPlan = lastPlan
    slots = max(fullPlan.slotsPerWorker, lastPlan.slotsPerWorker)
    ownership = compiled.ownership(workers: workers)
    firstMoments = SharedBuffer(optimizer.firstMoments)
    secondMoments = SharedBuffer(optimizer.secondMoments)
    order = SharedBuffer(0..<Int32(training.count))
    rowLosses = SharedBuffer(repeating: 0, count: fullRows)
    validationLosses = SharedBuffer(repeating: 0, count: validationWindows.count)
    blockNorms = SharedBuffer(repeating: 0, count: compiled.blocks.count)
    gradients = SharedBuffer(untouched: workers * slots)
    lastGood = SharedBuffer(compiled.weights.elements)
    results = Mutex(TrainingResults(adam: optimizer.adam))
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

/// What worker 0 brings home.
struct TrainingResults {
  var adam: Adam
  var epochs: [EpochRecord] = []
  var samples = 0
  var failure: TrainingError?
  var workspaceBytes = 0
  var phases: [Int: PhaseTimes] = [:]

  init(adam: Adam) {
    self.adam = adam
  }
}
