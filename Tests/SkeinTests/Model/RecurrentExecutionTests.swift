import Skein
import Testing

/// What `RecurrentExecution` does with time: direction, rows of different lengths, states that go on.
@Suite("The loop over time")
struct RecurrentExecutionTests {
  private static let inputs = 3
  private static let units = 7

  /// An LSTM or a GRU that begins at the last step.
  private struct Reversed: RecurrentLayer {
    static let keyword = "reversed"
    static let usage = "UNITS"
    let units: Int
    let returnSequences: Bool
    var isReversed: Bool { true }
    var specification: String { "reversed:\(units)" }
    var title: String { "Reversed" }
    var isGRU = false
    var cell: RecurrentCell { isGRU ? GRU(units).cell : LSTM(units).cell }
    var biasInitializer: Initializer {
      isGRU ? GRU(units).biasInitializer : LSTM(units).biasInitializer
    }

    init(_ units: Int, returnSequences: Bool, isGRU: Bool = false) {
      self.units = units
      self.returnSequences = returnSequences
      self.isGRU = isGRU
    }

    init(arguments: [String], sequenceWanted: Bool) throws {
      self.init(try LayerArguments(arguments, of: Self.self).units, returnSequences: sequenceWanted)
    }
  }

  /// What passes over some rows gave: the output, and the gradients of all weights.
  private struct Result {
    /// [vectors, R, units]
    var output: [[[Float]]]
    var gradients: [Float]
  }

  /// x[t][row][feature]
  private typealias Rows = [[[Float]]]

  private static func rows(steps: Int, rows: Int) -> Rows {
    let random = RandomStream(seed: 3, purpose: .noise, stream: 1)
    return (0..<steps).map { t in
      (0..<rows).map { row in
        (0..<inputs).map { Float(2 * random.uniform(at: UInt64((t * 16 + row) * 8 + $0)) - 1) }
      }
    }
  }

  private static func pass(
    _ layers: [any Layer], steps: Int, rows: Int, isTraining: Bool
  ) throws -> (compiled: CompiledModel, pass: NetworkPass) {
    let architecture = Sequential(layers)
    let input = LayerShape(steps: steps, features: inputs)
    let layout = try ParameterLayout(architecture, input: input)
    let model = try Model(
      architecture, input: input, weights: Weights(layout: layout, seed: 5))
    let compiled = CompiledModel(
      model, kernels: try KernelSelection.preferred(), innerBlock: 512, isTraining: isTraining)
    let size =
      isTraining
      ? PassSize.training(rows: rows, shardRows: rows, nodeShards: 1) : .inference(rows: rows)
    return (compiled, NetworkPass(compiled, size: size))
  }

  private static func forward(
    _ pass: NetworkPass, _ x: Rows, _ context: PassContext
  ) -> (Activations, [[[Float]]]) {
    for (t, rows) in x.enumerated() {
      for (row, values) in rows.enumerated() {
        for (feature, value) in values.enumerated() {
          pass.input.base[(t * context.rows + row) * inputs + feature] = value
        }
      }
    }
    let output = pass.forward(context)
    let values = (0..<output.vectors).map { t in
      (0..<context.rows).map { row in
        (0..<output.features).map {
          output.values[(t * context.rows + row) * output.stride + $0]
        }
      }
    }
    return (output, values)
  }

  /// Forward, and back from a gradient of ones.
  private static func run(_ layers: [any Layer], _ x: Rows, lengths: [Int32]? = nil) throws
    -> Result
  {
    let rows = x[0].count
    let (compiled, pass) = try pass(layers, steps: x.count, rows: rows, isTraining: true)
    let stored = SharedBuffer(lengths ?? [])
    var context = PassContext(rows: rows, isTraining: true)
    if lengths != nil { context.lengths = UnsafePointer(stored.base) }
    return withSubnormalsFlushed {
      let (output, values) = forward(pass, x, context)
      let gradient = pass.gradient(of: output, rows: rows)
      gradient.values.update(repeating: 1, count: output.vectors * rows * output.stride)
      let gradients = SharedBuffer<Float>(zeroed: compiled.weights.count)
      let nodes = [GradientNode(firstRow: 0, rows: rows, output: gradients.base)]
      nodes.withUnsafeBufferPointer {
        pass.backward(gradient, context, nodes: $0, shardRows: rows)
      }
      return Result(output: values, gradients: Array(gradients.elements))
    }
  }

  private static func isNear(_ a: [Float], _ b: [Float]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= 2e-5 * max(1, abs($1)) }
  }

  /// A layer that begins at the first step, or at the last one.
  private static func layer(isGRU: Bool, isReversed: Bool, sequence: Bool) -> any Layer {
    if isReversed { return Reversed(units, returnSequences: sequence, isGRU: isGRU) }
    return isGRU
      ? GRU(units, returnSequences: sequence) : LSTM(units, returnSequences: sequence)
  }

  private static func expectRowsAsAlone(
    _ layers: [any Layer], _ x: Rows, _ lengths: [Int32]
  ) throws {
    let together = try run(layers, x, lengths: lengths)
    var sum = [Float](repeating: 0, count: together.gradients.count)
    for (row, length) in lengths.enumerated() {
      let alone = try run(layers, x.prefix(Int(length)).map { [$0[row]] })
      for t in together.output.indices {
        let expected =
          t < alone.output.count
          ? alone.output[t][0] : [Float](repeating: 0, count: units)
        #expect(together.output[t][row] == expected, "row \(row), step \(t)")
      }
      sum = zip(sum, alone.gradients).map { $0 + $1 }
    }
    #expect(isNear(together.gradients, sum), "\(lengths)")
  }

  @Test(
    "a reversed layer does to a series what another does to the series backwards",
    arguments: [false, true])
  func reversed(isGRU: Bool) throws {
    for rows in [1, 2, 5] {
      let x = Self.rows(steps: 6, rows: rows)
      for sequence in [true, false] {
        let there = try Self.run(
          [Dense(4), Self.layer(isGRU: isGRU, isReversed: true, sequence: sequence)], x)
        let back = try Self.run(
          [Dense(4), Self.layer(isGRU: isGRU, isReversed: false, sequence: sequence)],
          x.reversed())
        #expect(there.output == back.output.reversed())
        #expect(Self.isNear(there.gradients, back.gradients))
      }
    }
  }

  @Test(
    "rows of different lengths come out as they do alone, and padding has no part in a gradient",
    arguments: [true, false], [true, false])
  func lengths(isReversed: Bool, isGRU: Bool) throws {
    for lengths: [Int32] in [[5, 3, 3, 1], [4, 4, 2], [6, 1], [2]] {
      let x = Self.rows(steps: 6, rows: lengths.count)
      for sequence in [true, false] {
        let layers: [any Layer] = [
          Dense(4), Self.layer(isGRU: isGRU, isReversed: isReversed, sequence: sequence),
        ]
        try Self.expectRowsAsAlone(layers, x, lengths)
      }
    }
  }

  @Test("rows of different lengths come out as they do alone where the reset gate comes before")
  func resetBeforeLengths() throws {
    for lengths: [Int32] in [[5, 3, 3, 1], [6, 1], [2]] {
      let x = Self.rows(steps: 6, rows: lengths.count)
      for sequence in [true, false] {
        let layers: [any Layer] = [
          Dense(4), GRU(Self.units, resetsBefore: true, returnSequences: sequence),
        ]
        try Self.expectRowsAsAlone(layers, x, lengths)
      }
    }
  }

  @Test("so do rows in both directions, and what is made of their steps")
  func pooledLengths() throws {
    let sequence = LSTM(Self.units, returnSequences: true)
    let tops: [[any Layer]] = [
      [Bidirectional(GRU(4))],
      [Bidirectional(sequence, merge: .sum), Pooling<MeanOverTime>()],
      [Bidirectional(sequence, merge: .mean), LayerNormalization(), Pooling<MaximumOverTime>()],
      [Residual([Dense(4, activation: .gelu)]), Pooling<LastStep>()],
    ]
    for lengths: [Int32] in [[5, 3, 3, 1], [6, 1], [2]] {
      let x = Self.rows(steps: 6, rows: lengths.count)
      for top in tops { try Self.expectRowsAsAlone([Dense(4)] + top, x, lengths) }
    }
  }

  @Test("a series in two passes that go on ends as in one", arguments: [1, 2, 3, 4, 7])
  func continues(rows: Int) throws {
    let x = Self.rows(steps: 8, rows: rows)
    for isTraining in [true, false] {
      for sequence in [true, false] {
        let layers: [any Layer] = [
          LSTM(Self.units, returnSequences: true), GRU(6, returnSequences: true),
          GRU(5, resetsBefore: true, returnSequences: true),
          RNN(5, returnSequences: sequence),
        ]
        let whole = try Self.pass(layers, steps: 8, rows: rows, isTraining: isTraining).pass
        let half = try Self.pass(layers, steps: 4, rows: rows, isTraining: isTraining).pass
        withSubnormalsFlushed {
          var context = PassContext(rows: rows, isTraining: isTraining)
          let expected = Self.forward(whole, x, context).1
          let first = Self.forward(half, Array(x.prefix(4)), context).1
          context.continues = true
          let second = Self.forward(half, Array(x.suffix(4)), context).1
          #expect(expected == (sequence ? first + second : second))
        }
      }
    }
  }

  @Test("inference gives the bits of training, in a fraction of its workspace")
  func inference() throws {
    for rows in [1, 2, 3, 4, 9] {
      let x = Self.rows(steps: 9, rows: rows)
      let layers: [any Layer] = [
        LSTM(20, returnSequences: true), GRU(21, returnSequences: true), LSTM(Self.units), Dense(2),
      ]
      let training = try Self.pass(layers, steps: 9, rows: rows, isTraining: true).pass
      let inference = try Self.pass(layers, steps: 9, rows: rows, isTraining: false).pass
      withSubnormalsFlushed {
        let expected = Self.forward(training, x, PassContext(rows: rows, isTraining: true)).1
        #expect(Self.forward(inference, x, PassContext(rows: rows)).1 == expected)
      }
    }
    let shape = LayerShape(steps: 100, features: 256)
    let layer = LSTM(256)
    let before = 100 * 1024 * 7 * 256
    #expect(4 * layer.workspace(for: shape, size: .inference(rows: 1024)).kept <= before)
  }
}
