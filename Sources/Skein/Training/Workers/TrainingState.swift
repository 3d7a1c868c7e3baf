import Foundation

/// What the workers of one training share.
///
/// Who writes what, between which barriers:
/// - forward and backward: the members of a team its pass's memory and its gradient buffers, each
///   the part that its seat says, between their own meetings; its first member `rowLosses` of its rows;
/// - update: each worker the weights, slots, `lastGood`, `blockNorms` and packed weights, in every
///   copy, of the blocks it owns, and in all gradient buffers those blocks, as scratch for their sums;
///   of a table the vectors of the tokens that are its own in the step, and their gradients and
///   `tokenNorms`;
/// - where there are other ranks, before an update: worker 0 what comes from them and `leaves`, then each
///   worker its share of the part of the gradient that its rank adds, in the buffers that hold the nodes;
/// - between an update's barrier and the next one: nobody the weights, slots and packed weights,
///   so worker 0 may copy them for a checkpoint while the others begin the next step;
/// - epoch's end: worker 0 the order, the records, the best weights, the learning rate and the
///   decision to go on; `validationLosses` were written before, each worker its samples.
final class TrainingState: Sendable {
  let compiled: CompiledModel
  let options: TrainingOptions
  let head: any Head
  /// Terms of the loss in each row, or in each step of rows that have lengths.
  private let termsEach: Int
  /// Before each place of the order and after the last: the terms of all rows that have lengths of their
  /// own and an output at each step; written with the order. Nil for other rows.
  private let termsBefore: SharedBuffer<Int>?
  /// Of all validation samples.
  let validationTerms: Int
  /// The number after the last epoch's.
  let endEpoch: Int
  /// First epochs that the phase times leave out.
  let warmUpEpochs: Int
  let events: TrainingEvents
  let training: any SampleSource
  let validation: (any SampleSource)?
  let workers: Int
  let teams: TeamPlan
  /// This rank's part of the teams of all ranks, which the plans are about.
  let share: RankTeams
  /// What the other ranks are told; nil without any.
  let exchange: RankExchange?
  let barrier: Barrier
  let resources: TeamResources<TeamMemory>

  /// Passes in which a team takes its share of a batch: each is a team of the plans, so that its nodes
  /// are whole.
  let parts: Int
  let fullPlan: ShardPlan
  /// For the last batch of an epoch, which may be smaller.
  let lastPlan: ShardPlan
  let fullRanks: RankPlan
  let lastRanks: RankPlan
  /// Gradient buffers of each part of a team.
  let buffersPerPart: Int
  let ownership: [Range<Int>]

  /// The optimizer's arrays, and where each begins.
  let slots: [SharedBuffer<Float>]
  let slotBases: SharedBuffer<UnsafeMutablePointer<Float>>
  /// The slot that holds the average of the weights, where there is one.
  let average: SharedBuffer<Float>?
  /// Whether the average and the weights have changed places, for a validation and an epoch's end; read
  /// and written by worker 0 alone, and after the end.
  let isExchanged = SharedBuffer<Bool>(repeating: false, count: 1)
  /// Nil unless rows go on from one step to the next.
  let carried: CarriedStates?
  /// The order of the training samples in this epoch: of those that it takes, or of all where batches are
  /// of about one length.
  let order: SharedBuffer<Int32>
  /// The steps of each training sample; nil where all have all of them.
  private let lengths: SharedBuffer<Int32>?
  let validationOrder: EvaluationOrder
  let rowLosses: SharedBuffer<Double>
  let validationLosses: SharedBuffer<Double>
  let blockNorms: SharedBuffer<Double>
  /// [places of a step's tokens], where the model has a table.
  let tokenNorms: SharedBuffer<Double>
  /// [teams of all ranks, parts, buffersPerPart]
  let gradients: SharedBuffer<UnsafeMutablePointer<Float>>
  /// Weights at the beginning of the last epoch whose first loss was finite.
  let lastGood: SharedBuffer<Float>
  /// Weights at the end of the epoch with the lowest loss so far, if any.
  let bestWeights: SharedBuffer<Float>
  /// What the schedule's factors multiply in the next epoch.
  let learningRate: SharedBuffer<Double>
  /// Whether another epoch follows: written and read at an epoch's end.
  let goesOn = SharedBuffer<Bool>(repeating: true, count: 1)
  /// Whether to leave after this step. Written before the gradients' barrier and read between it
  /// and the next one, so that all workers see the same; `goesOn` would be written too early for
  /// a worker that is still reading it.
  let leaves = SharedBuffer<Bool>(repeating: false, count: 1)
  let stopRequest: StopRequest?
  /// Its arrays are those of this training, which change.
  let start: TrainingProgress
  let recorder: TrainingRecorder
  let progress: [WorkerProgress]
  let watch: PlacementWatch
  /// Nil where nobody traces.
  let trace: TraceBook?
  let results: Locked<TrainingResults>

  /// - Parameter compiled: with the weights of `start`, which both update in place.
  init(
    compiled: CompiledModel, start: TrainingProgress, options: TrainingOptions,
    events: TrainingEvents, stopRequest: StopRequest?, recorder: TrainingRecorder,
    training: any SampleSource, validation: (any SampleSource)?, crew: Crew, teams: TeamPlan,
    ranks: (any RankTransport)?, rankClock: RankClock? = nil, progress: [WorkerProgress],
    trace: TraceBook?,
    warmUpEpochs: Int = 0
  ) {
    let batchSize = options.rowsPerStep
    let parts = options.accumulate
    let samples = options.samplesPerEpoch(of: training.count)
    let fullRows = min(batchSize, samples)
    let remainder = samples % batchSize
    let workers = crew.count
    let share = RankTeams(ranks, teams: teams)
    let allTeams = share.allTeams * parts
    let fullPlan = ShardPlan(rows: fullRows, batchSize: batchSize, teams: allTeams)
    let lastPlan = ShardPlan(
      rows: remainder == 0 ? fullRows : remainder, batchSize: batchSize,
      teams: allTeams)
    self.compiled = compiled
    self.options = options
    head = options.loss.head
    let output = compiled.model.rawOutput
    let terms = options.loss.head.terms(for: output)
    let countsSteps = training.hasLengths && output.vectors > 1
    termsEach = countsSteps ? terms / output.vectors : terms
    termsBefore = countsSteps ? SharedBuffer(repeating: 0, count: training.count + 1) : nil
    validationTerms =
      validation.map { validation in
        validation.hasLengths && output.vectors > 1
          ? (0..<validation.count).reduce(0) { $0 + validation.length(of: $1) }
            * (terms / output.vectors)
          : validation.count * terms
      } ?? 0
    lengths =
      training.hasLengths
      ? SharedBuffer((0..<training.count).map { Int32(training.length(of: $0)) }) : nil
    validationOrder = EvaluationOrder(validation, parts: share.allWorkers)
    self.warmUpEpochs = warmUpEpochs
    endEpoch = start.firstEpoch + options.epochs
    self.events = events
    self.training = training
    self.validation = validation
    self.workers = workers
    self.teams = teams
    let processors = crew.processors
    barrier = Barrier(parties: workers, processors: processors)
    resources = TeamResources(
      teams, maySpin: workers <= processors, standIn: crew.standIn)
    self.parts = parts
    self.fullPlan = fullPlan
    self.lastPlan = lastPlan
    self.share = share
    let fullRanks = RankPlan(fullPlan, share, parts: parts)
    let lastRanks = RankPlan(lastPlan, share, parts: parts)
    self.fullRanks = fullRanks
    self.lastRanks = lastRanks
    exchange = ranks.map {
      RankExchange(
        $0, share, plans: [fullRanks, lastRanks], rows: fullRows,
        floats: compiled.model.weights.layout.denseFloats, validation: validation?.count ?? 0,
        clock: rankClock)
    }
    buffersPerPart = max(fullPlan.slotsPerTeam, lastPlan.slotsPerTeam)
    ownership = compiled.ownership(workers: workers)
    self.start = start
    self.stopRequest = stopRequest
    self.recorder = recorder
    slots = start.tensors.slots
    slotBases = SharedBuffer(start.tensors.slots.map(\.base))
    average = options.average.map { _ in start.tensors.slots[start.tensors.slots.count - 1] }
    carried =
      options.stateful
      ? CarriedStates(
        rows: fullRows, width: CarriedStates.width(compiled.model.architecture),
        step: start.position.step, start: start.tensors.states) : nil
    order = SharedBuffer(0..<Int32(training.hasLengths ? training.count : samples))
    rowLosses = SharedBuffer(repeating: 0, count: fullRows)
    validationLosses = SharedBuffer(repeating: 0, count: validation?.count ?? 0)
    blockNorms = SharedBuffer(repeating: 0, count: compiled.blocks.count)
    tokenNorms = SharedBuffer(repeating: 0, count: compiled.tokenGradients?.tokens.count ?? 0)
    gradients = SharedBuffer(untouched: allTeams * buffersPerPart)
    let weights = compiled.weights
    lastGood = start.tensors.lastGood ?? SharedBuffer(weights.elements)
    bestWeights =
      start.tensors.bestWeights
      ?? (start.best == nil
        ? SharedBuffer(untouched: weights.count) : SharedBuffer(weights.elements))
    learningRate = SharedBuffer(repeating: start.learningRate, count: 1)
    self.progress = progress
    watch = PlacementWatch(crew)
    self.trace = trace
    results = Locked(TrainingResults())
  }

  /// Samples that an epoch takes.
  var samplesPerEpoch: Int { options.samplesPerEpoch(of: training.count) }

  var stepsPerEpoch: Int { Self.stepsPerEpoch(samples: samplesPerEpoch, options: options) }

  static func stepsPerEpoch(samples: Int, options: TrainingOptions) -> Int {
    (samples + options.rowsPerStep - 1) / options.rowsPerStep
  }

  /// The gradient buffer of a node.
  @inline(__always)
  func gradient(of node: ShardPlan.Node) -> UnsafeMutablePointer<Float> {
    gradients.base[node.team * buffersPerPart + node.slot]
  }

  /// The whole sum of a batch, once it has been added.
  @inline(__always)
  func sum(_ plan: ShardPlan) -> UnsafeMutablePointer<Float> {
    exchange?.sum?.base ?? gradient(of: plan.nodes[plan.root])
  }

  /// Says where the gradient of another rank's node is.
  func setGradient(of node: ShardPlan.Node, _ gradient: UnsafeMutablePointer<Float>) {
    gradients.base[node.team * buffersPerPart + node.slot] = gradient
  }

  /// Terms of the loss in the rows at some places of the order.
  func terms(_ places: Range<Int>) -> Int {
    guard let termsBefore else { return places.count * termsEach }
    return termsBefore.base[places.upperBound] - termsBefore.base[places.lowerBound]
  }

  /// Puts the samples into the order of an epoch, a function of seed, epoch and lengths alone.
  func shuffle(epoch: Int) {
    if options.stateful { return arrangeLanes() }
    if options.shuffle {
      RandomStream(seed: options.seed, purpose: .shuffle, stream: UInt64(epoch))
        .shuffle(into: order.elements, of: training.count)
    }
    guard let lengths else { return }
    LengthOrder.arrange(
      order.elements, batch: options.rowsPerStep,
      stream: options.shuffle
        ? RandomStream(seed: options.seed, purpose: .batches, stream: UInt64(epoch)) : nil
    ) { lengths.base[Int($0)] }
    guard let termsBefore else { return }
    for (place, sample) in order.elements.enumerated() {
      termsBefore.base[place + 1] =
        termsBefore.base[place] + Int(lengths.base[Int(sample)]) * termsEach
    }
  }
}

extension TrainingState {
  /// Each row of the batches takes samples that follow each other; those that are over come last.
  private func arrangeLanes() {
    let rows = fullPlan.rows
    let steps = samplesPerEpoch / rows
    for row in 0..<rows {
      for step in 0..<steps { order.base[step * rows + row] = Int32(row * steps + step) }
    }
  }
}

/// What the workers bring home.
struct TrainingResults {
  var workspaceBytes = 0
  var phases: [Int: PhaseTimes] = [:]
  var conduct: [Int: WorkerConduct] = [:]
  var counters: [Int: WorkerCounters] = [:]
}
