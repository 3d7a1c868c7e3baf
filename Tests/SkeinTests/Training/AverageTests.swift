import Skein
import Testing

@Suite("Averages of weights, and steps of several batches")
struct AverageTests {
  private static let input = LayerShape(steps: 3, features: 2)

  private func trainer(
    _ options: TrainingOptions, workers: Int = 2, set: Int = 0, team: TeamSize = .auto
  ) throws -> Trainer {
    let model = try Model(
      Sequential(specification: "lstm:7,dense:2"), input: Self.input, targets: 2)
    return try Trainer(
      model, options: options,
      crew: TestMachine.crew(workers: workers, instructionSet: set, team: team))
  }

  private let source = ArraySource.random(samples: 29, input: Self.input, targets: 2)

  /// The weights after each step of a training without an average.
  private func course(_ options: TrainingOptions) throws -> [[Double]] {
    var options = options
    options.average = nil
    let trainer = try trainer(options)
    let weights = Locked<[[Double]]>([])
    trainer.callbacks = [
      EpochCallback { end in
        weights.withLock { $0.append(end.weights.values.map(Double.init)) }
      }
    ]
    try trainer.fit(source)
    return weights.withLock { $0 }
  }

  /// One step an epoch, so that a callback sees each.
  private static let options = TrainingOptions(
    epochs: 9, batchSize: 29, learningRate: 0.05, seed: 3)

  @Test("an exponential average is that of the weights after each step")
  func exponential() throws {
    let course = try course(Self.options)
    var wanted = course[0]
    for weights in course.dropFirst() {
      for index in wanted.indices { wanted[index] += 0.25 * (weights[index] - wanted[index]) }
    }
    var options = Self.options
    options.average = ExponentialAverage(decay: 0.75)
    let trainer = try trainer(options)
    try trainer.fit(source)
    let found = trainer.model.weights.values.map(Double.init)
    #expect(TensorDistance.relative(found, to: wanted) < 1e-6)
    #expect(TensorDistance.relative(found, to: course[8]) > 1e-3)
    // The training itself goes on from its own weights.
    #expect(trainer.progress.tensors.weights.elements.map(Double.init) == course[8])
  }

  @Test("a stochastic average is the mean of the weights from its start on")
  func stochastic() throws {
    let course = try course(Self.options)
    for (average, steps) in [
      (StochasticAverage(start: 4), [4, 5, 6, 7, 8]),
      (StochasticAverage(start: 2, every: 3), [2, 5, 8]),
      (StochasticAverage(start: 20), [8]),
    ] {
      var options = Self.options
      options.average = average
      let trainer = try trainer(options)
      try trainer.fit(source)
      let wanted = course[0].indices.map { index in
        steps.reduce(0) { $0 + course[$1][index] } / Double(steps.count)
      }
      let found = trainer.model.weights.values.map(Double.init)
      #expect(TensorDistance.relative(found, to: wanted) < 1e-6, "\(average.specification)")
    }
  }

  @Test("validation and the best weights are those of the average")
  func validation() throws {
    var options = Self.options
    options.average = ExponentialAverage(decay: 0.75)
    let trainer = try trainer(options)
    let validation = ArraySource.random(samples: 11, input: Self.input, targets: 2, seed: 9)
    let seen = Locked<[Float]>([])
    trainer.callbacks = [EpochCallback { end in seen.withLock { $0 = end.weights.values } }]
    let history = try trainer.fit(source, validation: validation)
    #expect(trainer.model.weights.values == seen.withLock { $0 })
    let outputs = try trainer.model.predict(validation, crew: TestMachine.crew(workers: 2))
    let errors = zip(outputs, validation.targets.flatMap(\.self)).map {
      Double($0 - $1) * Double($0 - $1)
    }
    let mean = errors.reduce(0, +) / Double(errors.count)
    let loss = try #require(history.epochs.last?.validationLoss)
    #expect((loss - mean).magnitude < 1e-12)
  }

  @Test(
    "an average has the same bits for any workers, and a second training goes on with it",
    arguments: ["ema:0.9", "swa:5:2"])
  func sameBits(specification: String) throws {
    var options = TrainingOptions(epochs: 4, batchSize: 8, learningRate: 0.02)
    options.average = try AverageCatalog.average(of: specification)
    #expect(options.average?.specification == specification)
    let whole = try trainer(options, workers: 1)
    try whole.fit(source)
    for workers in [2, 3, 5] {
      let other = try trainer(
        options, workers: workers, set: workers % KernelSelection.available.count)
      try other.fit(source)
      #expect(other.model.weights.values == whole.model.weights.values)
      #expect(other.slotBits == whole.slotBits)
    }
    options.epochs = 2
    let halves = try trainer(options)
    try halves.fit(source)
    try halves.fit(source)
    #expect(halves.model.weights.values == whole.model.weights.values)
  }

  @Test(
    "an average that makes no sense is refused",
    arguments: ["", "ema:1", "ema:-0.1", "swa", "swa:-1", "swa:1:0", "swa:1:2:3", "mean"])
  func refused(text: String) {
    #expect(throws: SettingsError.self) { try AverageCatalog.average(of: text) }
  }

  @Test("steps of several batches have the bits of one batch, for any workers and teams")
  func accumulation() throws {
    for (batchSize, parts) in [(4, 3), (1, 8), (2, 5), (3, 1024), (5, 2)] {
      let whole = TrainingOptions(
        epochs: 2, batchSize: min(batchSize * parts, 29), learningRate: 0.02, clipNorm: 0.5)
      let first = try trainer(whole, workers: 1)
      try first.fit(source)
      var options = whole
      options.batchSize = batchSize
      options.accumulate = parts
      for (workers, team) in [
        (1, TeamSize.fixed(1)), (2, .fixed(1)), (3, .fixed(3)), (5, .fixed(2)),
      ] {
        let other = try trainer(options, workers: workers, team: team)
        let history = try other.fit(source)
        // Beyond the samples a larger batch has larger shards.
        if batchSize * parts > 29 { continue }
        #expect(other.model.weights.values == first.model.weights.values, "\(batchSize) × \(parts)")
        #expect(history.epochs.map(\.loss) == first.history?.epochs.map(\.loss))
      }
    }
  }

  @Test("passes of several batches need less memory than one of all their samples")
  func memory() throws {
    let source = ArraySource.random(
      samples: 64, input: LayerShape(steps: 200, features: 2), targets: 2)
    let model = try Model(
      Sequential(specification: "lstm:16,dense:2"), input: source.inputShape, targets: 2)
    func bytes(_ batchSize: Int, _ accumulate: Int) throws -> Int {
      let trainer = try Trainer(
        model,
        options: TrainingOptions(epochs: 1, batchSize: batchSize, accumulate: accumulate),
        crew: TestMachine.crew(workers: 2))
      return try trainer.fit(source).workspaceBytes
    }
    #expect(try 2 * bytes(16, 4) < bytes(64, 1))
  }
}
