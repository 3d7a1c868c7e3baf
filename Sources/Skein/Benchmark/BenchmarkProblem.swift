/// A shape to measure: what is computed in one step, and how much of it.
public struct BenchmarkProblem: Sendable {
  public let architecture: Sequential
  public let inputSize: Int
  public let sequenceLength: Int
  public let batchSize: Int
  /// Predictions instead of training steps.
  public let inference: Bool

  /// - Throws: `ModelError` or `SettingsError` when there is no such model.
  public init(
    _ architecture: Sequential, inputSize: Int = 1, sequenceLength: Int = 50,
    batchSize: Int = 32, inference: Bool = false
  ) throws {
    for (name, value, most) in [
      ("input size", inputSize, 65_536), ("sequence length", sequenceLength, 1 << 20),
      ("batch size", batchSize, TrainingOptions.largestBatch),
    ] where value < 1 || value > most {
      throw SettingsError.outOfRange(
        name: name, value: "\(value)", allowed: "a number from 1 to \(most)")
    }
    self.architecture = architecture
    self.inputSize = inputSize
    self.sequenceLength = sequenceLength
    self.batchSize = batchSize
    self.inference = inference
    _ = try ParameterLayout(
      architecture, input: LayerShape(steps: sequenceLength, features: inputSize))
  }

  /// The shapes that the project is judged by.
  public enum Preset: String, Sendable, CaseIterable {
    /// The tutorial's job: small, bound by latency.
    case reference
    /// Weights that fit the second-level cache.
    case medium
    /// Weights that outgrow it.
    case large
  }

  public init(preset: Preset, inference: Bool = false) throws {
    switch preset {
    case .reference:
      try self.init(
        Sequential(specification: "lstm:60,lstm:50,dense:1"), inference: inference)
    case .medium:
      try self.init(
        Sequential(specification: "lstm:256,lstm:256,dense:1"), inputSize: 32,
        sequenceLength: 100, batchSize: 64, inference: inference)
    case .large:
      try self.init(
        Sequential(specification: "lstm:1024,dense:1"), inputSize: 256, sequenceLength: 64,
        batchSize: 128, inference: inference)
    }
  }

  /// Steps in one epoch of the made-up data.
  static let stepsPerEpoch = 4

  /// Uniform random numbers in the problem's shape: what they are does not change the speed.
  package func dataset() throws -> Dataset {
    let outputs =
      try architecture.outputShapes(
        for: LayerShape(steps: sequenceLength, features: inputSize)
      ).last?.features ?? 1
    let rows = sequenceLength + batchSize * Self.stepsPerEpoch
    let random = RandomStream(seed: 0, purpose: .noise, stream: 1)
    let width = max(inputSize, outputs)
    let columns = (0..<width).map { column in
      (
        name: "column\(column)",
        values: (0..<rows).map { 2 * random.uniform(at: UInt64($0 * width + column)) - 1 }
      )
    }
    let series = try Series(
      name: "benchmark", columns: columns,
      options: DataOptions(
        targets: columns.prefix(outputs).map(\.name),
        inputs: columns.prefix(inputSize).map(\.name)))
    return try Dataset(
      series, window: sequenceLength, testSplit: 0, validationSplit: 0)
  }

  /// Floating-point operations of one step, matrix products alone.
  func flopsPerStep(_ model: Model) -> Int {
    batchSize * (inference ? model.forwardFlopsPerRow : model.trainingFlopsPerRow)
  }
}
