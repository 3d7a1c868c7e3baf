import Skein
import Testing

@Suite("Vectors of entities beside measured numbers")
struct EntityEmbeddingTests {
  /// Samples of two measured numbers and an entity, from `first` on.
  private static func source(
    samples: Int = 13, steps: Int = 5, from first: Float = 0, below entities: Float
  ) -> ArraySource {
    var source = ArraySource.random(
      samples: samples, input: LayerShape(steps: steps, features: 3), targets: 1)
    source.inputs = source.inputs.map { row in
      row.enumerated().map { place, value in
        place % 3 == 2 ? first + (value * value * (entities - first)).rounded(.down) : value
      }
    }
    return source
  }

  @Test("is written as it is read, and takes any number of features")
  func specification() throws {
    let layers = try Sequential(specification: "entity:50:8,gru:4,dense:1")
    #expect(layers.specification == "entity:50:8,gru:4,dense:1" && layers.vocabulary == 50)
    for features in [1, 2, 7] {
      let shapes = try layers.outputShapes(for: LayerShape(steps: 3, features: features))
      #expect(shapes[0] == LayerShape(steps: 3, features: features + 7))
    }
  }

  @Test(
    "refuses what makes no sense",
    arguments: [
      "entity", "entity:5", "entity:1:3", "entity:16777217:3", "entity:5:0", "entity:5:x",
      "entity:5:3:padding=0", "entity:5:3:7",
    ])
  func badArguments(_ text: String) {
    #expect(throws: ModelError.self) { try Sequential(specification: text) }
  }

  @Test("can only be the first layer")
  func first() throws {
    let error = try #require(throws: ModelError.self) {
      try Sequential(specification: "lstm:3:sequence,entity:5:3,last")
        .outputShapes(for: LayerShape(steps: 4, features: 2))
    }
    guard case .mustBeFirst = error else { return #expect(Bool(false), "\(error)") }
  }

  @Test("passes what was measured, and adds the vector of the entity, which is zero for entity 0")
  func output() throws {
    let source = Self.source(below: 6)
    let model = try Model(
      Sequential(specification: "entity:6:4,last"), input: source.inputShape, seed: 3)
    let table = model.weights.tensors[0]
    #expect(table.shape == [6, 4] && table.values[0..<4].allSatisfy { $0 == 0 })
    #expect(table.values[4...].allSatisfy { $0 != 0 && $0.magnitude <= 0.05 })
    let outputs = try model.predict(source, crew: TestMachine.crew(workers: 2))
    for (sample, inputs) in source.inputs.enumerated() {
      let last: [Float] = Array(inputs.suffix(3))
      let entity = 4 * Int(last[2])
      let wanted: [Float] = Array(last[..<2]) + table.values[entity..<entity + 4]
      let found: [Float] = Array(outputs[6 * sample..<6 * sample + 6])
      #expect(found == wanted)
    }
  }

  @Test("the gradient agrees with central differences", arguments: [1, 3, 16, 19])
  func gradient(size: Int) throws {
    // Not of entity 0, whose vector stays zero.
    let source = Self.source(from: 1, below: 7)
    let model = try Model(
      Sequential(specification: "entity:9:\(size),lstm:4,dense:1"), input: source.inputShape,
      targets: 1, seed: 4)
    let trainer = try Trainer(
      model, options: TrainingOptions(epochs: 1, batchSize: source.count, shuffle: false),
      crew: TestMachine.crew(workers: 3))
    try trainer.fit(source)
    let found = trainer.gradientOfFirstStep()
    var reference = DoubleModel(model)
    func loss() -> Double {
      zip(source.inputs, source.targets).reduce(0) { sum, sample in
        let rows = stride(from: 0, to: sample.0.count, by: 3).map { start in
          sample.0[start..<start + 3].map(Double.init)
        }
        let difference = reference.output(rows)[0] - Double(sample.1[0])
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

  private static func trace(
    _ specification: String, _ source: ArraySource, workers: Int, team: Int = 1, set: Int = 0
  ) throws -> Trace {
    let trainer = try Trainer(
      try Model(
        Sequential(specification: specification), input: source.inputShape, targets: 1, seed: 4),
      options: EmbeddingTests.options[1],
      crew: TestMachine.crew(
        workers: workers, policy: .compact, instructionSet: set, team: .fixed(team)))
    return Trace(trainer, try trainer.fit(source))
  }

  @Test("the same bits for any workers, team and instruction set")
  func everywhere() throws {
    let (model, source) = ("entity:30:17,gru:5,dense:1", Self.source(below: 30))
    let first = try Self.trace(model, source, workers: 1)
    for workers in [1, 2, 3, 5, 8] {
      for set in KernelSelection.available.indices {
        let team = 1 + (workers + set) % 3
        let other = try Self.trace(model, source, workers: workers, team: team, set: set)
        #expect(other == first, "\(workers) workers, team \(team), set \(set)")
      }
    }
  }

  @Test("without measured numbers it is an embedding whose token 0 is padding, bit for bit")
  func alone() throws {
    let source = EmbeddingTests.source(vocabulary: 30)
    let (one, other) = (
      try Self.trace("entity:30:7,gru:5,dense:1", source, workers: 2),
      try Self.trace("embedding:30:7:padding=0,gru:5,dense:1", source, workers: 2)
    )
    #expect(one == other)
  }

  @Test("an entity that the layer does not know is refused with its sample")
  func unknown() throws {
    var source = Self.source(below: 6)
    source.inputs[2][5] = 6
    let model = try Model(
      Sequential(specification: "entity:6:4,lstm:3,dense:1"), input: source.inputShape, seed: 3)
    let error = try #require(throws: TokenError.self) {
      try model.predict(source, crew: TestMachine.crew(workers: 1))
    }
    #expect(error.number == 6 && error.sample == 3 && error.vocabulary == 6)
    // What was measured may be anything.
    source.inputs[2][5] = 5
    source.inputs[2][4] = 70.5
    #expect(try model.predict(source, crew: TestMachine.crew(workers: 1)).count == source.count)
  }
}
