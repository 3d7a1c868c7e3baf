import Foundation
import Skein
import Testing

@Suite("Embeddings")
struct EmbeddingTests {
  /// Samples whose inputs are tokens, few of them often and many seldom.
  static func source(
    samples: Int = 13, steps: Int = 5, vocabulary: Int, targets: Int = 1
  ) -> ArraySource {
    var source = ArraySource.random(
      samples: samples, input: LayerShape(steps: steps, features: 1), targets: targets)
    source.inputs = source.inputs.map { row in
      row.map { ($0 * $0 * Float(vocabulary)).rounded(.down) }
    }
    return source
  }

  static func model(_ specification: String, for source: ArraySource) throws -> Model {
    try Model(
      Sequential(specification: specification), input: source.inputShape,
      targets: source.targetCount, seed: 4)
  }

  @Test("the gradient agrees with central differences", arguments: [1, 3, 16, 19])
  func gradient(size: Int) throws {
    let source = Self.source(vocabulary: 7)
    let model = try Self.model("embedding:9:\(size),lstm:4,dense:1", for: source)
    let trainer = try Trainer(
      model,
      options: TrainingOptions(epochs: 1, batchSize: source.count, shuffle: false),
      crew: TestMachine.crew(workers: 3))
    try trainer.fit(source)
    let found = trainer.gradientOfFirstStep()

    var reference = DoubleModel(model)
    func loss() -> Double {
      zip(source.inputs, source.targets).reduce(0) { sum, sample in
        let difference = reference.output(sample.0.map { [Double($0)] })[0] - Double(sample.1[0])
        return sum + difference * difference / Double(source.count)
      }
    }
    let epsilon = 1e-5
    for place in model.weights.layout.places {
      let range = place.offset..<place.offset + place.parameter.count
      let wanted = range.map { index in
        let weight = reference.weights[index]
        reference.weights[index] = weight + epsilon
        let above = loss()
        reference.weights[index] = weight - epsilon
        let below = loss()
        reference.weights[index] = weight
        return (above - below) / (2 * epsilon)
      }
      #expect(wanted.contains { $0 != 0 })
      #expect(TensorDistance.largest(Array(found[range]), to: wanted) <= 1e-5, "\(place.name)")
    }
  }

  /// Golden/Embedding, made by make-golden.py there.
  @Test(
    "twelve steps over other tokens each are PyTorch's with sparse gradients",
    arguments: ["plain", "padding"], ["sgd", "clipped", "adam"])
  func golden(_ name: String, run: String) throws {
    let url = try #require(
      Bundle.module.url(forResource: "Golden/Embedding/\(name)", withExtension: "safetensors"))
    let file = try Safetensors(path: url.path)
    func rows(_ name: String) throws -> [[Float]] {
      let shape = try #require(file.entry(named: name)).shape
      let values = try file.floats(named: name, shape: shape)
      return (0..<shape[0]).map { Array(values[$0 * shape[1]..<($0 + 1) * shape[1]]) }
    }
    func setting(_ key: String) throws -> Double {
      try #require(Double(file.metadata[key] ?? ""))
    }
    let tokens = try rows("tokens")
    let source = ArraySource(
      inputShape: LayerShape(steps: tokens[0].count, features: 1), inputs: tokens,
      targets: try rows("targets"))
    let architecture = try Sequential(
      specification: try #require(file.metadata["specification"]))
    let layout = try ParameterLayout(architecture, input: source.inputShape)
    let model = try Model(
      architecture, input: source.inputShape,
      weights: PyTorchTests.Golden.weights("weights", layout, in: file))
    let outputs = try model.predict(source, crew: TestMachine.crew(workers: 2))
    let wantedOutputs = try file.doubles(
      named: "outputs", shape: [source.count, source.targetCount])
    #expect(
      TensorDistance.relative(outputs.map(Double.init), to: wantedOutputs)
        <= PyTorchTests.tolerance)

    let trainer = try Trainer(
      model,
      options: TrainingOptions(
        epochs: Int(try setting("epochs")), batchSize: Int(try setting("batchSize")),
        learningRate: try setting("learningRate"),
        clipNorm: run == "clipped" ? try setting("clipNorm") : nil, shuffle: false,
        optimizer: run == "adam" ? Adam(epsilon: 1e-12) : SGD()),
      crew: TestMachine.crew(workers: 2))
    let losses = try trainer.fit(source).epochs.map(\.loss)
    let wantedLosses = try file.doubles(named: "\(run).losses", shape: [losses.count])
    for (found, wanted) in zip(losses, wantedLosses) {
      #expect((found - wanted).magnitude <= PyTorchTests.tolerance * wanted)
    }
    let wanted = try PyTorchTests.Golden.weights(run, layout, in: file)
    for place in layout.places {
      let range = place.offset..<place.offset + place.parameter.count
      let distance = TensorDistance.relative(
        trainer.model.weights.values[range].map(Double.init),
        to: wanted.values[range].map(Double.init))
      #expect(distance <= PyTorchTests.tolerance, "\(place.name)")
    }
  }

  /// Kinds of training in which a table takes part in another way.
  static let options: [TrainingOptions] = [
    TrainingOptions(epochs: 2, batchSize: 4, learningRate: 0.05),
    TrainingOptions(
      epochs: 2, batchSize: 5, learningRate: 0.05, clipNorm: 0.02, clipValue: 0.004,
      optimizer: SGD(momentum: 0.9)),
    TrainingOptions(
      epochs: 2, batchSize: 2, accumulate: 2, learningRate: 0.05, optimizer: AdamW(decay: 0.1),
      average: ExponentialAverage(decay: 0.8)),
  ]

  private static func trace(
    _ options: TrainingOptions, workers: Int, team: Int = 1, set: Int = 0,
    checkpoints: CheckpointFolder? = nil, stop: StopRequest? = nil,
    events: TrainingEvents = TrainingEvents()
  ) throws -> Trace {
    let source = Self.source(vocabulary: 30)
    let trainer = try Trainer(
      try Self.model("embedding:35:17:padding=0,gru:5:sequence,max,dense:1", for: source),
      options: options,
      crew: TestMachine.crew(
        workers: workers, policy: .compact, instructionSet: set, team: .fixed(team)))
    trainer.checkpoints = checkpoints
    trainer.stopRequest = stop
    let validation = Self.source(samples: 5, vocabulary: 33)
    let history =
      if let checkpoints, FileManager.default.fileExists(atPath: checkpoints.newestFile) {
        try trainer.resume(
          from: checkpoints.newest().checkpoint, source, validation: validation, events: events)
      } else {
        try trainer.fit(source, validation: validation, events: events)
      }
    return Trace(trainer, history)
  }

  @Test("the same bits for any workers, team and instruction set", arguments: options.indices)
  func everywhere(index: Int) throws {
    let options = Self.options[index]
    let first = try Self.trace(options, workers: 1)
    for workers in [1, 2, 3, 5, 8] {
      for set in KernelSelection.available.indices {
        let team = 1 + (workers + set) % 3
        let record = try Self.trace(options, workers: workers, team: team, set: set)
        #expect(record == first, "\(workers) workers, team \(team), set \(set)")
      }
    }
  }

  @Test("several batches a step have the bits of one large one")
  func accumulated() throws {
    var large = Self.options[0]
    large.batchSize = 8
    var small = large
    (small.batchSize, small.accumulate) = (2, 4)
    let (one, several) = (
      try Self.trace(large, workers: 2), try Self.trace(small, workers: 3)
    )
    #expect(one == several)
  }

  @Test("stopped after every other step and resumed, to the bit", arguments: options.indices)
  func resumed(index: Int) throws {
    let options = Self.options[index]
    let undisturbed = try Self.trace(options, workers: 2)
    try withTemporaryFolder { folder in
      let checkpoints = CheckpointFolder(folder, interval: 1e9)
      var trace: Trace?
      for turn in 0..<40 {
        let stop = StopRequest()
        let steps = Locked(0)
        let events = TrainingEvents(stepEnded: { _ in
          let done = steps.withLock {
            $0 += 1
            return $0
          }
          if done == 2 { stop.request(code: 15) }
        })
        trace = try Self.trace(
          options, workers: 1 + turn % 4, checkpoints: checkpoints, stop: stop, events: events)
        guard trace?.ending == .interrupted(code: 15) else { break }
      }
      #expect(trace == undisturbed)
    }
  }

  @Test("vectors that no batch read stay as they began, and their moments zero")
  func unread() throws {
    let source = Self.source(vocabulary: 30)
    let model = try Self.model("embedding:40:6:padding=2,lstm:3,dense:1", for: source)
    let trainer = try Trainer(
      model, options: TrainingOptions(epochs: 2, batchSize: 4, learningRate: 0.1),
      crew: TestMachine.crew(workers: 2))
    try trainer.fit(source)
    let read = Set(source.inputs.joined().map { Int($0) })
    #expect(read.contains(2) && read.count > 5)
    let start = try #require(model.weights.layout.table).offset
    let moments = trainer.slot("second_moments")
    for token in 0..<40 {
      let range = start + token * 6..<start + (token + 1) * 6
      let stays = trainer.model.weights.values[range] == model.weights.values[range]
      let isUntouched = moments[range].allSatisfy { $0 == 0 }
      #expect(stays == (token == 2 || !read.contains(token)), "token \(token)")
      #expect(isUntouched == stays, "token \(token)")
    }
    #expect(model.weights.values[start + 12..<start + 18].allSatisfy { $0 == 0 })
  }

  @Test("the average of the weights goes on for vectors that a step does not read")
  func averaged() throws {
    let source = Self.source(samples: 8, vocabulary: 30)
    let model = try Self.model("embedding:30:3,lstm:3,dense:1", for: source)
    let start = try #require(model.weights.layout.table).offset
    func weights(_ average: (any WeightAverage)?, steps: Int) throws -> [Float] {
      let trainer = try Trainer(
        model,
        options: TrainingOptions(
          epochs: 1, learningRate: 0.1, optimizer: SGD(), average: average),
        crew: TestMachine.crew(workers: 2))
      // One sample a step, so that each step reads other tokens.
      for sample in 0..<steps { try trainer.fit(source.samples([sample])) }
      return Array(trainer.model.weights.values[start...])
    }
    let plain = try (1...3).map { try weights(nil, steps: $0) }
    let averaged = try weights(StochasticAverage(start: 0, every: 1), steps: 3)
    #expect(plain[0] != plain[1] && plain[1] != plain[2])
    for (index, found) in averaged.enumerated() {
      let mean = plain.reduce(0) { $0 + $1[index] } / 3
      #expect((found - mean).magnitude <= 1e-7)
    }
  }

  @Test("a number that is no token is refused with a sentence", arguments: [-1, 30, 2.5, .nan])
  func badTokens(_ number: Float) throws {
    var source = Self.source(vocabulary: 30)
    let model = try Self.model("embedding:30:3,lstm:3,dense:1", for: source)
    source.inputs[6][2] = number
    let wrong = source
    let crew = try TestMachine.crew(workers: 2)
    let trainer = try Trainer(model, crew: crew)
    let error = #expect(throws: TokenError.self) { try trainer.fit(wrong) }
    #expect(error?.sample == 7 && error?.vocabulary == 30)
    #expect("\(try #require(error))".contains("is no token of embedding:30:3"))
    #expect(throws: TokenError.self) { try model.predict(wrong, crew: crew) }
    let predictor = Predictor(model, kernels: crew.kernels)
    #expect(throws: TokenError.self) { try predictor.step([number]) }
    #expect(throws: TokenError.self) { try predictor.predict(wrong.inputs[6]) }
    #expect(try predictor.step([29]).count == 1)
  }

  @Test("rows that end early leave no gradient behind their end")
  func lengths() throws {
    let source = Self.source(samples: 2, steps: 3, vocabulary: 9)
    let model = try Self.model("embedding:9:4,lstm:3,dense:1", for: source)
    let kernels = try TestMachine.crew(workers: 1).kernels
    let compiled = CompiledModel(
      model, kernels: kernels, innerBlock: 64, isTraining: true, rows: 2)
    let pass = NetworkPass(compiled, size: .training(rows: 2, shardRows: 2, nodeShards: 1))
    for row in 0..<2 {
      source.gatherInput(row, row: row, rows: 2, into: pass.input.base)
    }
    let floats = SharedBuffer<Float>(zeroed: model.weights.layout.denseFloats)
    let nodes = SharedBuffer([GradientNode(firstRow: 0, rows: 2, output: floats.base)])
    let lengths = SharedBuffer<Int32>([3, 1])
    let context = PassContext(rows: 2, isTraining: true, lengths: lengths.base)
    let output = pass.forward(context)
    let gradient = pass.gradient(of: output, rows: 2)
    for row in 0..<2 { gradient.values[row * gradient.stride] = 1 }
    pass.backward(gradient, context, nodes: UnsafeBufferPointer(nodes.elements), shardRows: 2)
    let tokens = try #require(compiled.tokenGradients).tokens.elements.map { Float($0) }
    #expect(tokens == source.inputs[0] + [source.inputs[1][0], -1, -1])
  }
}
