import Foundation
import Skein
import Testing

@Suite("Stateful training")
struct StatefulTests {
  private static let vocabulary = 7

  /// Tokens that depend on those before them.
  private static func tokens(_ count: Int, seed: UInt64 = 1) -> [Int32] {
    let stream = RandomStream(seed: seed, purpose: .noise, stream: 5)
    var tokens: [Int32] = []
    for place in 0..<count {
      let past = tokens.suffix(9).first ?? 1
      tokens.append((past + Int32(stream.uniform(at: UInt64(place)) * 2)) % Int32(vocabulary))
    }
    return tokens
  }

  private static func windows(_ tokens: [Int32], steps: Int = 5) -> TokenWindows {
    TokenWindows(tokens, steps: steps, digest: "\(tokens.count)")
  }

  private static let cells = [
    "lstm:5", "gru:4", "rnn:6:relu", "gru:4:reset-before", "lstm:6:projection=3",
    "lstm:4:layernorm", "ensemble(gru:4,dense:3:tanh):2",
    "gru:5:recurrent-dropout=0.3,dropout:0.2,residual(lstm:5)",
  ]

  private static func model(_ layers: String, steps: Int = 5) throws -> Model {
    let specification = "embedding:\(vocabulary):4,\(layers),dense:\(vocabulary)"
    return try Model(
      Sequential(specification: specification).atEachStep,
      input: LayerShape(steps: steps, features: 1), seed: 3)
  }

  private static func options(
    batch: Int, epochs: Int = 2, rate: Double = 0.05, optimizer: any Optimizer = Adam()
  ) -> TrainingOptions {
    var options = TrainingOptions(
      epochs: epochs, batchSize: batch, learningRate: rate, loss: Loss(CategoricalCrossEntropy()),
      seed: 2, optimizer: optimizer)
    options.stateful = true
    return options
  }

  @Test("lanes have every sample once, in order, the longest lanes first")
  func lanes() {
    for samples in 1...40 {
      for most in 1...12 {
        let lanes = Lanes(samples: samples, most: most)
        var seen: [Int] = []
        for lane in 0..<lanes.count {
          #expect(lane == 0 || lanes.length(of: lane) <= lanes.length(of: lane - 1))
          for step in 0..<lanes.length(of: lane) {
            seen.append(lanes.sample(lane: lane, step: step))
          }
        }
        #expect(seen == Array(0..<samples))
        var visited = 0
        for first in stride(from: 0, to: lanes.count, by: 5) {
          lanes.forEachStep(first..<min(first + 5, lanes.count)) { visited += $1 }
        }
        #expect(visited == samples)
      }
    }
  }

  @Test(
    "with weights that stay, each row's loss is that of one long window",
    arguments: [
      "lstm:5", "gru:4", "rnn:6:relu", "gru:4:reset-before", "lstm:6:projection=3",
      "lstm:4:layernorm",
    ])
  func longWindow(_ layers: String) throws {
    // Three rows of four windows, of which 3 · 4 · 5 tokens and one more are read.
    let text = Self.tokens(3 * 4 * 5 + 1)
    let still = Self.options(batch: 3, epochs: 1, rate: 1e-30, optimizer: SGD())
    for workers in [1, 2, 3] {
      let trainer = try Trainer(
        Self.model(layers), options: still, crew: TestMachine.crew(workers: workers))
      let history = try trainer.fit(Self.windows(text), validation: Self.windows(text))
      let long = try Self.model(layers, steps: 20)
      let wanted = try long.meanLoss(
        Self.windows(text, steps: 20), loss: still.loss, crew: TestMachine.crew(workers: 2))
      let without = try Self.model(layers).meanLoss(
        Self.windows(text), loss: still.loss, crew: TestMachine.crew(workers: 2))
      #expect(abs(history.epochs[0].loss - wanted) < 1e-6)
      #expect(abs(without - wanted) > 1e-4, "a past that says nothing")
      let validation = try #require(history.epochs[0].validationLoss)
      #expect(abs(validation - wanted) < 1e-6)
      let lanes = try Self.model(layers).meanLoss(
        Self.windows(text), loss: still.loss, lanes: 3, crew: TestMachine.crew(workers: workers))
      #expect(lanes == validation)
    }
  }

  @Test(
    "the gradient is that with the states of the window before held fixed",
    arguments: ["lstm:3", "gru:3"])
  func gradient(_ layers: String) throws {
    let text = Self.tokens(11)
    func fit(_ tokens: [Int32]) throws -> Model {
      let options = Self.options(batch: 1, epochs: 1, rate: 0.5, optimizer: SGD())
      let trainer = try Trainer(
        Self.model(layers), options: options, crew: TestMachine.crew(workers: 1))
      try trainer.fit(Self.windows(tokens))
      return trainer.model
    }
    let first = try fit(Array(text[...5]))
    let second = try fit(text)
    let before = try Predictor(Self.model(layers))
    for token in text[..<5] { _ = try before.step([Float(token)]) }
    let state = try before.state()

    /// The mean cross-entropy of the second window.
    func loss(_ weights: [Float]) throws -> Double {
      let model = try Model(
        first.architecture, input: first.input,
        weights: Weights(layout: first.weights.layout, values: weights))
      let predictor = try Predictor(model)
      try predictor.goOn(from: state)
      var sum = 0.0
      for place in 5..<10 {
        let scores = try predictor.step([Float(text[place])]).map { Double($0) }
        let most = scores.max() ?? 0
        let total = scores.reduce(0) { $0 + exp($1 - most) }
        sum += most + log(total) - scores[Int(text[place + 1])]
      }
      return sum / 5
    }
    let recurrent = try #require(
      first.weights.layout.places.first { $0.name.hasSuffix("weight_hh") })
    for index in recurrent.offset..<recurrent.offset + recurrent.parameter.count {
      var weights = first.weights.values
      let found = Double(weights[index] - second.weights.values[index]) / 0.5
      let middle = weights[index]
      weights[index] = middle + 0.02
      let above = try loss(weights)
      weights[index] = middle - 0.02
      let below = try loss(weights)
      #expect(abs((above - below) / 0.04 - found) < 3e-4, "\(index)")
    }
  }

  private static func run(
    _ layers: String, workers: Int, team: Int = 1, from checkpoint: Checkpoint? = nil,
    checkpoints: CheckpointFolder? = nil, events: TrainingEvents = TrainingEvents()
  ) throws -> Trace {
    let trainer = try Trainer(
      model(layers), options: options(batch: 5),
      crew: TestMachine.crew(
        workers: workers, instructionSet: workers % KernelSelection.available.count,
        team: .fixed(team)))
    trainer.checkpoints = checkpoints
    // 23 windows: five rows of four, and three that are left out.
    let training = windows(tokens(23 * 5 + 1))
    let validation = windows(tokens(58, seed: 2))
    let history =
      try checkpoint.map {
        try trainer.resume(from: $0, training, validation: validation, events: events)
      } ?? trainer.fit(training, validation: validation, events: events)
    return Trace(trainer, history)
  }

  @Test("has the same bits for any workers, teams and instruction set", arguments: cells)
  func sameBits(_ layers: String) throws {
    let wanted = try Self.run(layers, workers: 1)
    #expect(wanted.samples == 40)
    for (workers, team) in [(2, 1), (2, 2), (3, 1), (5, 1), (6, 3)] {
      #expect(try Self.run(layers, workers: workers, team: team) == wanted, "\(workers), \(team)")
    }
  }

  @Test("goes on from the checkpoint after any step", arguments: [cells[0], cells[6]])
  func resume(_ layers: String) throws {
    let wanted = try Self.run(layers, workers: 1)
    try withTemporaryFolder { folder in
      let checkpoints = CheckpointFolder(folder, interval: 0)
      let files = Locked<[String]>([])
      _ = try Self.run(
        layers, workers: 2, checkpoints: checkpoints,
        events: TrainingEvents(stepEnded: { _ in
          let target = files.withLock { files in
            files.append("\(folder)/\(files.count)")
            return files[files.count - 1]
          }
          try? FileManager.default.copyItem(atPath: checkpoints.newestFile, toPath: target)
        }))
      let kept = files.withLock { $0 }.filter(FileManager.default.fileExists)
      #expect(kept.count == 7)
      for (number, file) in kept.enumerated() {
        let checkpoint = try CheckpointFile.read(file)
        let resumed = try Self.run(layers, workers: number % 3 + 1, from: checkpoint)
        #expect(resumed == wanted, "epoch \(checkpoint.epoch), step \(checkpoint.step)")
      }
    }
  }

  @Test("is refused where states cannot go on")
  func refusals() throws {
    func error(
      _ layers: String = "lstm:3", _ change: (inout TrainingOptions) -> Void = { _ in },
      source: (any SampleSource)? = nil
    ) throws -> StatefulError? {
      var options = Self.options(batch: 2)
      change(&options)
      let trainer = try Trainer(
        Self.model(layers), options: options, crew: TestMachine.crew(workers: 1))
      do {
        try trainer.fit(source ?? Self.windows(Self.tokens(40)))
        return nil
      } catch let error as StatefulError { return error }
    }
    #expect(try error() == nil)
    #expect(try error { $0.accumulate = 2 } == .option("accumulate"))
    #expect(try error { $0.stepsPerEpoch = 2 } == .option("steps per epoch"))
    var samples = ArraySource.random(
      samples: 4, input: LayerShape(steps: 5, features: 1), targets: 5)
    samples.inputs = samples.inputs.map { $0.map { _ in 1 } }
    samples.targets = samples.targets.map { $0.map { _ in 2 } }
    #expect(try error(source: samples) == .notConsecutive)
    for layers in ["bidirectional(lstm:3)", "dense:3"] {
      guard case .wrongModel = try error(layers) else {
        Issue.record("\(layers) has no states that go on")
        return
      }
    }
  }
}
