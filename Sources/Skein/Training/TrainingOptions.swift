/// How to train; the defaults are those of Keras.
public struct TrainingOptions: Sendable, Codable, Equatable {
  public var epochs = 20
  public var batchSize = 32
  public var learningRate = 0.001
  /// The largest global norm of a step's gradient; nil leaves it as it is.
  public var clipNorm: Double?
  public var loss = Loss.mse
  /// Whether the training windows are drawn in a new order each epoch.
  public var shuffle = true
  /// Drives the shuffling.
  public var seed: UInt64 = 0

  public init(
    epochs: Int = 20, batchSize: Int = 32, learningRate: Double = 0.001,
    clipNorm: Double? = nil, loss: Loss = .mse, shuffle: Bool = true, seed: UInt64 = 0
  ) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.clipNorm = clipNorm
    self.loss = loss
    self.shuffle = shuffle
    self.seed = seed
  }

  /// The largest batch: far beyond any use, and far below what would overflow.
  static let largestBatch = 1 << 20

  /// - Throws: `SettingsError` for the first setting that makes no sense.
  func validate() throws {
    if epochs < 0 || epochs > 1_000_000_000 {
      throw SettingsError.outOfRange(
        name: "epochs", value: "\(epochs)", allowed: "a number from 0 to 1000000000")
    }
    if batchSize < 1 || batchSize > Self.largestBatch {
      throw SettingsError.outOfRange(
        name: "batch size", value: "\(batchSize)",
        allowed: "a number from 1 to \(Self.largestBatch)")
    }
    if !(learningRate > 0 && learningRate.isFinite) {
      throw SettingsError.outOfRange(
        name: "learning rate", value: "\(learningRate)", allowed: "a number above 0")
    }
    if let clipNorm, !(clipNorm > 0 && clipNorm.isFinite) {
      throw SettingsError.outOfRange(
        name: "clip norm", value: "\(clipNorm)", allowed: "a number above 0")
    }
  }
}
