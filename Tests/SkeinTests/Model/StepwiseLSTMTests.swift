import Skein
import Testing

@Suite("LSTMs with projection, layer normalization and zoneout")
struct StepwiseLSTMTests {
  static let specifications = [
    "lstm:5:projection=3,dense:1", "lstm:17:zoneout=0.3,dense:1",
    "lstm:17:layernorm,dense:1",
    "lstm:19:projection=3:layernorm,lstm:4:layernorm:zoneout=0.2,dense:2",
    "lstm:19:projection=17:zoneout=0.2,lstm:4:projection=1:zoneout=0.5,dense:2",
  ]

  static func model(_ specification: String, steps: Int = 6) throws -> (Model, ArraySource) {
    let input = LayerShape(steps: steps, features: 2)
    let source = ArraySource.random(samples: 9, input: input, targets: 1)
    return (
      try Model(Sequential(specification: specification), input: input, seed: 3), source
    )
  }

  @Test("predict as the formula says, zoneout by its mean", arguments: specifications)
  func predictions(_ specification: String) throws {
    let (model, source) = try Self.model(specification)
    let outputs = try model.predict(source, crew: TestMachine.crew(workers: 2))
    let reference = DoubleModel(model)
    let wanted = source.inputs.flatMap { row in
      reference.output(
        stride(from: 0, to: row.count, by: 2).map { [Double(row[$0]), Double(row[$0 + 1])] })
    }
    #expect(TensorDistance.relative(outputs.map(Double.init), to: wanted) <= 1e-6)
  }

  @Test("go on from step to step as over a whole window", arguments: specifications)
  func steps(_ specification: String) throws {
    let (model, source) = try Self.model(specification)
    let predictor = Predictor(model, kernels: try TestMachine.crew(workers: 1).kernels)
    for row in source.inputs.prefix(2) {
      predictor.reset()
      var last: [Float] = []
      for step in 0..<6 { last = try predictor.step(Array(row[2 * step..<2 * step + 2])) }
      #expect(try last == predictor.predict(row))
    }
  }

  @Test("give a row that ends early what it alone gives", arguments: specifications)
  func lengths(_ specification: String) throws {
    let (model, source) = try Self.model(specification)
    let kernels = try TestMachine.crew(workers: 1).kernels
    func output(_ model: Model, rows: [[Float]], lengths: [Int32]) -> [[Float]] {
      let compiled = CompiledModel(
        model, kernels: kernels, innerBlock: 64, isTraining: false)
      let pass = NetworkPass(compiled, size: .inference(rows: rows.count))
      for (row, values) in rows.enumerated() {
        for (index, value) in values.enumerated() {
          pass.input.base[(index / 2 * rows.count + row) * 2 + index % 2] = value
        }
      }
      let given = SharedBuffer(lengths)
      let output = pass.forward(PassContext(rows: rows.count, lengths: given.base))
      return rows.indices.map { row in
        (0..<output.features).map { output.values[row * output.stride + $0] }
      }
    }
    let rows = Array(source.inputs.prefix(3))
    let together = output(model, rows: rows, lengths: [6, 4, 1])
    for (row, length) in [6, 4, 1].enumerated() {
      let (short, _) = try Self.model(specification, steps: length)
      let alone = output(
        short, rows: [Array(rows[row].prefix(2 * length))], lengths: [Int32(length)])
      #expect(alone[0] == together[row])
    }
  }

  @Test(
    "refuse what makes no sense",
    arguments: [
      "lstm:5:projection=5", "lstm:5:projection=0", "lstm:1:projection=1", "lstm:5:zoneout=1",
      "lstm:5:zoneout=-0.1", "lstm:5:projection=2:dropout=0.1", "lstm:5:zoneout=0.1:projection=2",
      "lstm:5:layernorm:dropout=0.1", "lstm:5:zoneout=0.1:layernorm", "lstm:5:layernorm=0.1",
      "bidirectional(lstm:5:layernorm)", "bidirectional(lstm:5:projection=2)",
      "bidirectional(lstm:5:zoneout=0.1)",
    ])
  func badArguments(_ text: String) {
    #expect(throws: ModelError.self) { try Sequential(specification: text) }
  }

  @Test("keep about as many states as zoneout says, others at each step and row")
  func zones() throws {
    let mask = DropMask(
      rate: 0.25, .zone, layer: 1, PassContext(rows: 1, isTraining: true, seed: 4))
    var kept = 0
    var rows: Set<[Float]> = []
    for vector in 0..<40 {
      var factors = [Float](repeating: 0, count: 100)
      factors.withUnsafeMutableBufferPointer {
        guard let base = $0.baseAddress else { return }
        mask.write(
          base, count: 100, row: vector % 4, vector: vector,
          KernelSelection.available[0])
      }
      kept += factors.count { $0 == 0 }
      rows.insert(factors)
    }
    #expect(rows.count == 40)
    #expect((kept - 1000).magnitude < 120)
  }

  @Test("have a projection's parameters as PyTorch has them")
  func parameters() throws {
    let (model, _) = try Self.model("lstm:5:projection=3,dense:1")
    let shapes = model.weights.tensors.map { "\($0.name) \($0.shape)" }
    #expect(
      shapes == [
        "layers.0.weight_ih [20, 2]", "layers.0.weight_hh [20, 3]", "layers.0.bias [20]",
        "layers.0.weight_hr [3, 5]", "layers.1.weight [1, 3]", "layers.1.bias [1]",
      ])
  }

  @Test("begin with normalizations that change no size, and say what a training takes")
  func normalized() throws {
    let (model, _) = try Self.model("lstm:5:layernorm,dense:1")
    let tensors = model.weights.tensors
    let names = tensors[3..<7].map { $0.name }
    #expect(
      names == ["norm_ih", "norm_hh", "norm_c", "bias_c"].map { "layers.0." + $0 })
    #expect(tensors[3].values == [Float](repeating: 1, count: 20))
    #expect(tensors[6].values == [Float](repeating: 0, count: 5))
    // W, R and b, α and β, γ and δ.
    let count = 40 + 100 + 20 + 40 + 10
    #expect(model.summary.description.contains("\(count)"))
    let (plain, _) = try Self.model("lstm:5:zoneout=0.1,dense:1")
    #expect(model.forwardFlopsPerRow == plain.forwardFlopsPerRow)
    let size = PassSize.training(rows: 4, shardRows: 2, nodeShards: 2)
    let plans = try [model, plain].map {
      try WorkspacePlan($0.architecture, input: $0.input, size: size).kept
    }
    // Four more arrays of all sums, of six steps and four rows.
    #expect(plans[0] - plans[1] >= 4 * 6 * 4 * 20)
  }
}
