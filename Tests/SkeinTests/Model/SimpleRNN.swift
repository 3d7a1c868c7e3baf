import KernelInterface
import Skein

/// A plain recurrent layer, hₜ = tanh(xₜ·W + hₜ₋₁·R + b): what it takes to add a kind of layer.
///
/// Input [B, T, I]; output [B, T, H] with `returnSequences`, otherwise the last hidden state [B, H].
struct SimpleRNN: Layer {
  static let keyword = "rnn"
  static let usage = "UNITS[:sequence]"
  static let wantsSequence = true

  let units: Int
  let returnSequences: Bool

  init(_ units: Int, returnSequences: Bool = false) {
    precondition(units >= 1, "a plain recurrent layer with \(units) units")
    self.units = units
    self.returnSequences = returnSequences
  }

  init(arguments: [String], sequenceWanted: Bool) throws {
    let units = try LayerArguments.units(arguments, of: Self.self)
    if arguments.count == 2, arguments[1] != "sequence" {
      throw ModelError.badArgument(layer: Self.keyword, argument: arguments[1], usage: Self.usage)
    }
    self.init(units, returnSequences: sequenceWanted || arguments.count == 2)
  }

  var specification: String { "rnn:\(units)" + (returnSequences ? ":sequence" : "") }

  var title: String { "SimpleRNN" }

  func outputShape(for input: LayerShape) throws -> LayerShape {
    guard let steps = input.steps else { throw ModelError.needsSequence(layer: specification) }
    return LayerShape(steps: returnSequences ? steps : nil, features: units)
  }

  func parameters(for input: LayerShape) -> [Parameter] {
    [
      Parameter(
        name: "weight_ih", rows: input.features, gateSize: units, initializer: .glorotUniform),
      Parameter(name: "weight_hh", rows: units, gateSize: units, initializer: .orthogonal),
      Parameter(name: "bias", rows: 1, gateSize: units, initializer: .zeros, isVector: true),
    ]
  }

  func forwardFlops(for input: LayerShape) -> Int {
    2 * units * (input.features + units) * input.vectors
  }

  func packedFloats(for input: LayerShape) -> Int {
    Packed(units: units, inputSize: input.features).total
  }

  func pack(_ rows: Range<Int>, of parameter: Int, at site: LayerSite) {
    let layout = Packed(units: units, inputSize: site.input.features)
    let weights = site.weights + site.parameterOffsets[parameter]
    if parameter == 2 {
      (site.packed + layout.bias).update(from: weights, count: units)
      return
    }
    var task = PackTask(
      weights: weights, weightRows: parameter == 0 ? site.input.features : units, gates: 1,
      gateSize: units, rows: rows, panels: site.packed + (parameter == 0 ? 0 : layout.recurrent))
    site.kernels.packColumnPanels(task)
    task.panels =
      site.packed + (parameter == 0 ? layout.transposedInput : layout.transposedRecurrent)
    site.kernels.packTransposedPanels(task)
  }

  func makeExecution(at site: LayerSite, maximumRows: Int, training: Bool) -> any LayerExecution {
    Execution(layer: self, site: site, maximumRows: maximumRows, training: training)
  }

  /// Offsets of the packed weights; the input's column panels come first.
  private struct Packed {
    let recurrent: Int
    let transposedInput: Int
    let transposedRecurrent: Int
    let bias: Int
    let total: Int

    init(units: Int, inputSize: Int) {
      recurrent = PackTask.columnPanelFloats(rows: inputSize, columns: units)
      transposedInput = recurrent + PackTask.columnPanelFloats(rows: units, columns: units)
      transposedRecurrent =
        transposedInput + PackTask.columnPanelFloats(rows: units, columns: inputSize)
      bias = transposedRecurrent + PackTask.columnPanelFloats(rows: units, columns: units)
      total = bias + paddedFeatures(units)
    }
  }

  /// Letters: T steps, R rows, I input size, H units, S = H padded.
  private final class Execution: LayerExecution {
    private let layer: SimpleRNN
    private let site: LayerSite
    private let layout: Packed
    private let steps: Int
    private let stride: Int
    /// [T+1, R, S], row 0 is the initial state.
    private let hidden: SharedBuffer<Float>
    /// [T, R, S]: sums on the way forward, their gradients on the way back.
    private let sums: SharedBuffer<Float>
    /// [R, S]
    private let step: SharedBuffer<Float>
    /// [T, R, I padded]
    private let inputGradient: SharedBuffer<Float>
    private let gradientPass = WeightGradientPass(operands: 3)
    private let one = SharedBuffer<Float>(repeating: 1, count: 1)
    private var input: Activations?

    init(layer: SimpleRNN, site: LayerSite, maximumRows: Int, training: Bool) {
      self.layer = layer
      self.site = site
      steps = site.input.vectors
      stride = featureStride(layer.units)
      layout = Packed(units: layer.units, inputSize: site.input.features)
      hidden = SharedBuffer(repeating: 0, count: (steps + 1) * maximumRows * stride)
      sums = SharedBuffer(repeating: 0, count: steps * maximumRows * stride)
      step = SharedBuffer(repeating: 0, count: maximumRows * stride)
      let inputStride = featureStride(site.input.features)
      inputGradient = SharedBuffer(
        repeating: 0, count: training ? steps * maximumRows * inputStride : 0)
    }

    var workspaceBytes: Int {
      [hidden, sums, step, inputGradient].reduce(gradientPass.scratchBytes) { $0 + 4 * $1.count }
    }

    func forward(_ input: Activations, _ context: PassContext) -> Activations {
      let rows = context.rows
      self.input = input
      let block = rows * stride
      hidden.base.update(repeating: 0, count: block)
      product(
        rows: steps * rows, columns: layer.units, of: input.values, inputStride: input.stride,
        inner: input.features, panels: 0, initial: site.packed + layout.bias, to: sums.base)
      for t in 0..<steps {
        product(
          rows: rows, columns: layer.units, of: hidden.base + t * block, inputStride: stride,
          inner: layer.units, panels: layout.recurrent, initial: nil, to: step.base)
        site.kernels.add(sums.base + t * block, step.base, block)
        site.kernels.apply(
          .tanh, sums.base + t * block, hidden.base + (t + 1) * block, block)
      }
      let first = layer.returnSequences ? 1 : steps
      return Activations(
        values: hidden.base + first * block, stride: stride, features: layer.units,
        vectors: layer.returnSequences ? steps : 1)
    }

    func backward(
      _ outputGradient: Activations, _ context: PassContext, needsInputGradient: Bool
    ) -> Activations? {
      let rows = context.rows
      let block = rows * stride
      for t in (0..<steps).reversed() {
        let gradient = sums.base + t * block
        if layer.returnSequences {
          gradient.update(from: outputGradient.values + t * block, count: block)
        } else if t == steps - 1 {
          gradient.update(from: outputGradient.values, count: block)
        } else {
          gradient.update(repeating: 0, count: block)
        }
        if t < steps - 1 {
          product(
            rows: rows, columns: layer.units, of: gradient + block, inputStride: stride,
            inner: layer.units, panels: layout.transposedRecurrent, initial: nil, to: step.base)
          site.kernels.add(gradient, step.base, block)
        }
        site.kernels.applyDerivative(.tanh, hidden.base + (t + 1) * block, gradient, block)
      }
      guard needsInputGradient else { return nil }
      product(
        rows: steps * rows, columns: site.input.features, of: sums.base, inputStride: stride,
        inner: layer.units, panels: layout.transposedInput, initial: nil, to: inputGradient.base)
      return Activations(
        values: inputGradient.base, stride: featureStride(site.input.features),
        features: site.input.features, vectors: steps)
    }

    func weightGradients(
      _ nodes: UnsafeBufferPointer<WorkerNode>, shardRows: Int, _ context: PassContext
    ) {
      let rows = context.rows
      guard let input else { preconditionFailure("weight gradients before the forward pass") }
      let operands = gradientPass.operands.base
      operands[0] = GradientOperand(
        values: input.values, rowStride: input.stride, stepStride: rows * input.stride,
        count: input.features, outputOffset: site.parameterOffsets[0])
      operands[1] = GradientOperand(
        values: hidden.base, rowStride: stride, stepStride: rows * stride, count: layer.units,
        outputOffset: site.parameterOffsets[1])
      operands[2] = GradientOperand(
        values: one.base, rowStride: 0, stepStride: 0, count: 1,
        outputOffset: site.parameterOffsets[2])
      gradientPass.run(
        WeightGradientPass.RightFactor(
          values: sums.base, steps: steps, rowStride: stride, stepStride: rows * stride, gates: 1,
          gateSize: layer.units, gateStride: 0),
        nodes: nodes, shardRows: shardRows, kernels: site.kernels)
    }

    private func product(
      rows: Int, columns: Int, of a: UnsafePointer<Float>, inputStride: Int, inner: Int,
      panels: Int, initial: UnsafePointer<Float>?, to output: UnsafeMutablePointer<Float>
    ) {
      site.kernels.matrixProduct(
        MatrixProductTask(
          rows: rows, columns: columns, a: a, rowStride: inputStride, segmentLength: inner,
          panels: site.packed + panels, initial: initial, output: output,
          outputStride: featureStride(columns), innerBlock: site.innerBlock))
    }
  }
}
