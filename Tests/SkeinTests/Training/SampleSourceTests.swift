import Skein
import Testing

@Suite("Samples of any source")
struct SampleSourceTests {
  private static let input = LayerShape(steps: 5, features: 2)

  /// What one step of plain gradient descent over all samples takes from the weights, and the loss.
  private func gradient(
    _ model: Model, _ source: ArraySource, workers: Int = 2
  ) throws -> (values: [Double], loss: Double) {
    let trainer = try Trainer(
      model,
      options: TrainingOptions(
        epochs: 1, batchSize: max(source.count, 1), learningRate: 1, shuffle: false,
        optimizer: SGD()),
      crew: TestMachine.crew(workers: workers))
    let history = try trainer.fit(source)
    let values = zip(model.weights.values, trainer.model.weights.values).map {
      Double($0) - Double($1)
    }
    return (values, history.epochs[0].loss)
  }

  private func model() throws -> Model {
    try Model(Sequential(specification: "lstm:4,dense:3"), input: Self.input, targets: 3)
  }

  @Test("weights multiply the losses and the gradients of their samples")
  func weights() throws {
    let model = try model()
    let all = ArraySource.random(samples: 12, input: Self.input, targets: 3)
    let chosen = [1, 4, 5, 9]
    var weighted = all
    weighted.weights = (0..<12).map { chosen.contains($0) ? 1 : 0 }
    let part = try gradient(model, all.samples(chosen))
    let found = try gradient(model, weighted)
    // The mean is still over all rows.
    #expect((found.loss - part.loss / 3).magnitude < 1e-12)
    #expect(
      TensorDistance.largest(found.values, to: part.values.map { $0 / 3 }) < 1e-5)
    weighted.weights = [Float](repeating: 1, count: 12)
    let plain = try gradient(model, all)
    #expect(try gradient(model, weighted, workers: 3) == plain)
    weighted.weights = [Float](repeating: 2, count: 12)
    let doubled = try gradient(model, weighted)
    #expect(doubled.loss == 2 * plain.loss)
    #expect(TensorDistance.largest(doubled.values, to: plain.values.map { 2 * $0 }) < 1e-5)
  }

  @Test("weights count in the validation, too")
  func validationWeights() throws {
    let source = ArraySource.random(samples: 6, input: Self.input, targets: 3)
    var weighted = source
    weighted.weights = [Float](repeating: 0.5, count: 6)
    func loss(_ validation: ArraySource) throws -> Double? {
      let trainer = try Trainer(
        model(), options: TrainingOptions(epochs: 1), crew: TestMachine.crew(workers: 2))
      return try trainer.fit(source, validation: validation).epochs[0].validationLoss
    }
    let plain = try #require(try loss(source))
    #expect(try loss(weighted) == plain / 2)
  }

  @Test("a target at every step trains as many rows of one step do")
  func targetsAtEveryStep() throws {
    let steps = 4
    let single = LayerShape(features: 2)
    let rows = ArraySource.random(samples: 12, input: single, targets: 3)
    let sequences = ArraySource(
      inputShape: LayerShape(steps: steps, features: 2),
      inputs: stride(from: 0, to: 12, by: steps).map {
        rows.inputs[$0..<$0 + steps].flatMap(\.self)
      },
      targets: stride(from: 0, to: 12, by: steps).map {
        rows.targets[$0..<$0 + steps].flatMap(\.self)
      })
    let architecture = try Sequential(specification: "dense:5:tanh,dense:3")
    let flat = try Model(architecture, input: single, targets: 3)
    let deep = try Model(architecture, input: sequences.inputShape)
    #expect(deep.weights.values == flat.weights.values)
    for workers in 1...3 {
      let wanted = try gradient(flat, rows)
      let found = try gradient(deep, sequences, workers: workers)
      #expect((found.loss - wanted.loss).magnitude < 1e-6 * wanted.loss)
      #expect(TensorDistance.largest(found.values, to: wanted.values) < 1e-5)
    }
    let crew = try TestMachine.crew(workers: 2)
    #expect(try deep.predict(sequences, crew: crew) == flat.predict(rows, crew: crew))
  }

  @Test("an output that does not fit the targets is refused before anything is trained")
  func misfits() throws {
    let trainer = try Trainer(model(), crew: TestMachine.crew(workers: 1))
    let source = ArraySource.random(samples: 2, input: Self.input, targets: 2)
    #expect(throws: ModelError.wrongOutputs(layer: "dense:3", outputs: 3, targets: 2)) {
      try trainer.fit(source)
    }
    let sequence = try Model(Sequential(specification: "dense:3"), input: Self.input)
    #expect(throws: ModelError.endsInSequence(layer: "dense:3")) {
      try Trainer(sequence, crew: TestMachine.crew(workers: 1)).fit(source)
    }
  }

  @Test("an epoch of so many steps trains on the samples that the whole order begins with")
  func limited() throws {
    let source = ArraySource.random(samples: 23, input: Self.input, targets: 3)
    let order = RandomStream(seed: 6, purpose: .shuffle, stream: 0).permutation(count: 23)
    for steps in 1...5 {
      func weights(_ source: ArraySource, _ change: (inout TrainingOptions) -> Void) throws
        -> [Float]
      {
        var options = TrainingOptions(epochs: 1, batchSize: 5, seed: 6)
        change(&options)
        let trainer = try Trainer(
          model(), options: options, crew: TestMachine.crew(workers: 2))
        try trainer.fit(source)
        return trainer.model.weights.values
      }
      let limited = try weights(source) { $0.stepsPerEpoch = steps }
      let first = source.samples(order.prefix(5 * steps).map { Int($0) })
      #expect(try limited == weights(first) { $0.shuffle = false }, "\(steps)")
    }
  }

  /// More samples than there is memory for.
  private struct Endless: SampleSource {
    let inputShape = SampleSourceTests.input
    let targetCount = 3
    let count = Int(Int32.max) + 1
    func gatherInput(_ sample: Int, row: Int, rows: Int, into batch: UnsafeMutablePointer<Float>) {}
    func gatherTargets(_ sample: Int, into row: UnsafeMutablePointer<Float>) {}
    func identity() -> [IdentityItem] { [] }
  }

  @Test("more samples than an order can hold are refused in one sentence")
  func tooMany() throws {
    let trainer = try Trainer(model(), crew: TestMachine.crew(workers: 1))
    let error = #expect(throws: TrainingError.tooManySamples(1 << 31)) {
      try trainer.fit(Endless())
    }
    #expect(error?.description.contains("no more than 2147483647") == true)
  }

  @Test("the validation of another dataset is measured on its own values")
  func otherValidation() throws {
    let problem = try RandomProblem(Sequential([LSTM(3), Dense(1)]), window: 4, windows: 9)
    let other = try RandomProblem(
      Sequential([LSTM(3), Dense(1)]), window: 4, windows: 9, seed: 8)
    let crew = try TestMachine.crew(workers: 2)
    let trainer = try Trainer(problem.model, options: TrainingOptions(epochs: 1), crew: crew)
    let record = try trainer.fit(problem.dataset.all, validation: other.dataset.all).epochs[0]
    let metrics = try trainer.model.evaluate(other.dataset.all, crew: crew)[0]
    let loss = try #require(record.validationLoss)
    #expect((loss - metrics.model.mse).magnitude < 1e-6 * loss)
  }
}
