/// A shape to measure: what is computed in one step, and how much of it.
public struct BenchmarkProblem: Sendable {
  public let architecture: Sequential
  public let inputSize: Int
  public let sequenceLength: Int
  public let batchSize: Int
  /// Predictions instead of training steps.
  public let inference: Bool
  let outputSize: Int
  let layout: ParameterLayout

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
    let input = LayerShape(steps: sequenceLength, features: inputSize)
    self.architecture = architecture
    self.inputSize = inputSize
    self.sequenceLength = sequenceLength
    self.batchSize = batchSize
    self.inference = inference
    outputSize = try architecture.outputShapes(for: input).last?.features ?? 1
    layout = try Model.layout(architecture, input: input, targets: outputSize)
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

  /// The same shape with batches of another size.
  package func with(batchSize: Int) throws -> BenchmarkProblem {
    try BenchmarkProblem(
      architecture, inputSize: inputSize, sequenceLength: sequenceLength, batchSize: batchSize,
      inference: inference)
  }

  /// Uniform random numbers in the problem's shape, of which the last input is whole where the model reads
  /// tokens, each as likely as another: what they are does not change the speed otherwise.
  ///
  /// - Parameter steps: batches that its windows make.
  package func dataset(steps: Int) throws -> Dataset {
    precondition(steps >= 1, "\(steps) steps")
    let random = RandomStream(seed: 0, purpose: .noise, stream: 1)
    let vocabulary = architecture.vocabulary.map(Double.init)
    let width = self.width
    let columns = (0..<width).map { column in
      (
        name: "column\(column)",
        values: (0..<rows(steps: steps)).map { row -> Double in
          let number = random.uniform(at: UInt64(row * width + column))
          guard column == inputSize - 1, let vocabulary else { return 2 * number - 1 }
          return (number * vocabulary).rounded(.down)
        }
      )
    }
    let targets = vocabulary == nil ? columns.prefix(outputSize) : columns.suffix(outputSize)
    let series = try Series(
      name: "benchmark", columns: columns,
      options: DataOptions(
        targets: targets.map(\.name), inputs: columns.prefix(inputSize).map(\.name)))
    return try Dataset(series, window: sequenceLength, testSplit: 0, validationSplit: 0)
  }

  /// What a choice of teams is made from.
  package func work() throws -> BatchWork {
    try BatchWork(
      architecture, input: LayerShape(steps: sequenceLength, features: inputSize),
      rows: batchSize, batchSize: batchSize, isTraining: !inference)
  }

  /// Columns: tokens are no targets.
  private var width: Int {
    architecture.vocabulary == nil ? max(inputSize, outputSize) : inputSize + outputSize
  }

  private func rows(steps: Int) -> Int { sequenceLength + batchSize * steps }

  /// - Throws: `MemoryError` when the machine has not enough memory free to measure this with so many
  ///   workers.
  package func checkMemory(workers: Int) throws {
    let input = LayerShape(steps: sequenceLength, features: inputSize)
    let training = try MemoryNeed.bytes(
      architecture, layout: layout, input: input, rows: batchSize, batchSize: batchSize,
      teams: TeamPlan(domains: Array(repeating: 0, count: workers), size: 1),
      slots: Adam().slots.count, checkpoints: false)
    // The made-up columns exist as numbers of eight bytes, in the series once more, and scaled as floats.
    let data = 20 * Double(width) * Double(rows(steps: Self.checkedSteps))
    let needed = Int(min(Double(training) + data, 1e18))
    guard let free = FreeMemory.bytes(), needed > free else { return }
    throw MemoryError.notEnough(
      parameters: layout.parameterCount, ofTokens: layout.table?.parameter.count ?? 0,
      batchSize: batchSize, workers: workers, needed: needed, free: free)
  }

  /// Steps after which all worker counts must have the same weights.
  package static let checkedSteps = 3

  /// Floating-point operations of one step, matrix products alone: a training step counts three
  /// times the forward pass.
  package func flopsPerStep(_ model: Model) -> Int {
    batchSize * (inference ? model.forwardFlopsPerRow : model.trainingFlopsPerRow)
  }
}

extension BenchmarkProblem: CustomStringConvertible {
  /// `lstm:60,lstm:50,dense:1 i1 t50 b32`, the shape on one line.
  public var description: String {
    "\(architecture.specification) i\(inputSize) t\(sequenceLength) b\(batchSize)"
  }
}
