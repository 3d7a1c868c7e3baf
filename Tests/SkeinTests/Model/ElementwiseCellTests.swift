import Foundation
import Skein
import Testing

@Suite("A cell in plain Swift")
struct ElementwiseCellTests {
  /// An LSTM, as a user would write it.
  private struct PlainLSTM: ElementwiseCell {
    static let keyword = "plain"
    static let gates = 4
    static let hasCellState = true

    static func forward(_ row: CellRow) {
      for gate in [0, 1, 3] { row.sigmoid(gate) }
      row.tanh(2)
      for u in 0..<row.units {
        row.cell[u] =
          row.gate(1)[u] * row.previousCell[u] + row.gate(0)[u] * row.gate(2)[u]
        row.hidden[u] = row.gate(3)[u] * tanhf(row.cell[u])
      }
    }

    static func backward(_ row: CellGradientRow) {
      for u in 0..<row.units {
        let (i, f, g, o) = (row.gate(0)[u], row.gate(1)[u], row.gate(2)[u], row.gate(3)[u])
        let before = row.previousCell[u]
        let squashed = tanhf(f * before + i * g)
        let dh = row.hiddenGradient[u]
        let dc = row.carried[u] + dh * o * (1 - squashed * squashed)
        row.gate(0)[u] = dc * g * i * (1 - i)
        row.gate(1)[u] = dc * before * f * (1 - f)
        row.gate(2)[u] = dc * i * (1 - g * g)
        row.gate(3)[u] = dh * squashed * o * (1 - o)
        row.carried[u] = dc * f
      }
    }
  }

  private static func pass(_ layer: any Layer, rows: Int) throws -> (output: [Float], [Float]) {
    let architecture = Sequential([Dense(3), layer, Dense(2)])
    let input = LayerShape(steps: 5, features: 2)
    // The same weights for both layers, whatever their initial values would be.
    let layout = try ParameterLayout(architecture, input: input)
    let random = RandomStream(seed: 1, purpose: .noise, stream: 0)
    let values = (0..<layout.floats).map { Float(random.uniform(at: UInt64($0)) - 0.5) }
    let model = try Model(
      architecture, input: input, weights: Weights(layout: layout, values: values))
    let compiled = CompiledModel(
      model, kernels: try KernelSelection.preferred(), innerBlock: 512, isTraining: true)
    let pass = NetworkPass(
      compiled, size: .training(rows: rows, shardRows: rows, nodeShards: 1))
    return withSubnormalsFlushed {
      for at in 0..<5 * rows * 2 {
        pass.input.base[at] = Float(random.uniform(at: UInt64(9999 + at)) - 0.5)
      }
      let context = PassContext(rows: rows, isTraining: true)
      let output = pass.forward(context)
      let gradient = pass.gradient(of: output, rows: rows)
      gradient.values.update(repeating: 1, count: rows * output.stride)
      let gradients = SharedBuffer<Float>(zeroed: compiled.weights.count)
      [GradientNode(firstRow: 0, rows: rows, output: gradients.base)].withUnsafeBufferPointer {
        pass.backward(gradient, context, nodes: $0, shardRows: rows)
      }
      let values = (0..<rows).flatMap { row in
        (0..<2).map { output.values[row * output.stride + $0] }
      }
      return (values, Array(gradients.elements))
    }
  }

  @Test(
    "does what the fused one does, to the rounding of single precision",
    arguments: [1, 2, 3, 6, 16, 19, 40])
  func agrees(units: Int) throws {
    for rows in [1, 4, 5] {
      let fused = try Self.pass(LSTM(units), rows: rows)
      let plain = try Self.pass(Recurrent<PlainLSTM>(units), rows: rows)
      for (a, b) in [(fused.0, plain.0), (fused.1, plain.1)] {
        #expect(a.count == b.count)
        #expect(zip(a, b).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, abs($0)) })
      }
      #expect(fused.1.contains { $0 != 0 })
    }
  }
}
