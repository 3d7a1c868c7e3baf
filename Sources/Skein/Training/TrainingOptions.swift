/// How to train; the defaults are those of Keras.
public struct TrainingOptions: Sendable, Codable, Equatable {
  public var epochs = 20
  /// Samples that one pass takes.
  public var batchSize = 32
  /// Batches whose gradients one step sums: the bits of a batch of all their samples, in less memory.
  public var accumulate = 1
  /// Steps after which an epoch ends, though not all samples were taken: of a new order each time others;
  /// nil takes all.
  public var stepsPerEpoch: Int?
  /// What the schedule's factors multiply.
  public var learningRate = 0.001
  /// The largest global norm of a step's gradient; nil leaves it as it is.
  public var clipNorm: Double?
  /// The largest magnitude of a gradient's numbers, before the norm is clipped; nil leaves them as they
  /// are.
  public var clipValue: Double?
  public var loss = Loss.mse
  /// Whether the training samples are drawn in a new order each epoch.
  public var shuffle = true
  /// Whether each row of a batch goes on where it ended in the batch before, with the states that it had
  /// then: truncated back-propagation through time. An epoch takes the samples in their order, as many
  /// for each row, and begins with states of zero.
  public var stateful = false
  /// Drives the shuffling.
  public var seed: UInt64 = 0
  public var optimizer: any Optimizer = Adam()
  public var schedule: any Schedule = ConstantSchedule()
  /// Which average of the weights becomes the model's; nil takes the last ones.
  public var average: (any WeightAverage)?

  public init() {}

  public init(
    epochs: Int = 20, batchSize: Int = 32, accumulate: Int = 1, learningRate: Double = 0.001,
    clipNorm: Double? = nil, clipValue: Double? = nil, loss: Loss = .mse, shuffle: Bool = true,
    seed: UInt64 = 0,
    optimizer: any Optimizer = Adam(), schedule: any Schedule = ConstantSchedule(),
    average: (any WeightAverage)? = nil
  ) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.accumulate = accumulate
    self.learningRate = learningRate
    self.clipNorm = clipNorm
    self.clipValue = clipValue
    self.loss = loss
    self.shuffle = shuffle
    self.seed = seed
    self.optimizer = optimizer
    self.schedule = schedule
    self.average = average
  }

  /// Samples of one step: those of all its batches.
  public var rowsPerStep: Int { batchSize * accumulate }

  /// How many of so many samples one epoch takes.
  package func samplesPerEpoch(of samples: Int) -> Int {
    if stateful, samples > 0 {
      // Each row has as many; what is over is left out.
      let rows = min(samples, rowsPerStep)
      return samples / rows * rows
    }
    guard let stepsPerEpoch else { return samples }
    let (most, overflow) = stepsPerEpoch.multipliedReportingOverflow(by: rowsPerStep)
    return overflow ? samples : min(samples, most)
  }

  /// What a training keeps and does beside the weights: the optimizer, and the average where there is one.
  package var updates: any Optimizer {
    guard let average else { return optimizer }
    return AveragingOptimizer(optimizer, average)
  }

  public init(from decoder: any Decoder) throws { try decodeSettings(from: decoder) }

  public func encode(to encoder: any Encoder) throws { try encodeSettings(to: encoder) }

  public static func == (a: TrainingOptions, b: TrainingOptions) -> Bool {
    a.hasSameSettings(as: b)
  }
}

/// A new option is a property above and a line here: validation, `run.json`, checkpoints and the
/// check of a resume follow from it.
extension TrainingOptions: SettingGroup {
  /// The largest batch: far beyond any use, and far below what would overflow.
  static let largestBatch = 1 << 20
  /// The most batches that one step may sum.
  static let mostAccumulated = 1024
  static let mostEpochs = 1_000_000_000

  package static let settings: [Setting<TrainingOptions>] = [
    Setting(
      "epochs", \.epochs, decidesBits: false, allowed: "a number from 0 to \(mostEpochs)"
    ) { (0...mostEpochs).contains($0) },
    Setting("batch size", \.batchSize, allowed: "a number from 1 to \(largestBatch)") {
      (1...largestBatch).contains($0)
    },
    Setting(
      "accumulate", \.accumulate, isLate: true, isQuiet: true,
      allowed: "a number of batches from 1 to \(mostAccumulated)"
    ) { (1...mostAccumulated).contains($0) },
    Setting(
      optional: "steps per epoch", \.stepsPerEpoch, isQuiet: true,
      allowed: "a number from 1 to \(mostEpochs)"
    ) { (1...mostEpochs).contains($0) },
    Setting("learning rate", \.learningRate, allowed: "a number above 0") {
      $0 > 0 && $0.isFinite
    },
    Setting(optional: "clip norm", \.clipNorm, allowed: "a number above 0") {
      $0 > 0 && $0.isFinite
    },
    Setting(
      optional: "clip value", \.clipValue, isQuiet: true, allowed: "a number above 0"
    ) { Float($0) > 0 && Float($0).isFinite },
    Setting(
      specification: "loss", get: { $0.loss.rawValue },
      set: { $0.loss = Loss(try HeadCatalog.head(of: $1)) }),
    Setting("shuffle", \.shuffle) { _ in true },
    Setting("stateful", \.stateful, isLate: true, isQuiet: true) { _ in true },
    Setting("seed", \.seed) { _ in true },
    Setting(
      specification: "optimizer", isLate: true, get: { $0.optimizer.specification },
      set: { $0.optimizer = try OptimizerCatalog.optimizer(of: $1) }),
    Setting(
      specification: "schedule", isLate: true, get: { $0.schedule.specification },
      set: { $0.schedule = try ScheduleCatalog.schedule(of: $1) }),
    Setting(
      specification: "average", isLate: true, isQuiet: true,
      get: { $0.average?.specification ?? "none" },
      set: { $0.average = $1 == "none" ? nil : try AverageCatalog.average(of: $1) }),
  ]
}
