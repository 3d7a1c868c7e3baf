import KernelInterface

/// One worker's workspace of an LSTM layer.
///
/// Letters: T steps, R rows, I input size, H units, S = H padded to whole cache lines.
final class LSTMExecution: LayerExecution {
  private let layer: LSTM
  private let site: LayerSite
  private let layout: LSTM.PackedWeights
  private let steps: Int
  private let stride: Int
  /// [T+1, R, S]; row 0 is zero, the initial state.
  private let hidden: SharedBuffer<Float>
  private let cell: SharedBuffer<Float>
  /// [T, R, S]
  private let cellTanh: SharedBuffer<Float>
  /// [T, R, 4, S]
  private let gates: SharedBuffer<Float>
  /// [R, S] each
  private let cellGradient: SharedBuffer<Float>
  private let stepGradient: SharedBuffer<Float>
  /// [T, R, I padded]
  private let inputGradient: SharedBuffer<Float>
  private let gradientPass = WeightGradientPass(operands: 3)
  private let one = SharedBuffer<Float>(repeating: 1, count: 1)
  private var input: Activations?

  init(layer: LSTM, site: LayerSite, maximumRows: Int, training: Bool) {
    let steps = site.input.vectors
    let stride = featureStride(layer.units)
    let states = steps * maximumRows * stride
    let backward = training ? maximumRows * stride : 0
    self.layer = layer
    self.site = site
    self.steps = steps
    self.stride = stride
    layout = LSTM.PackedWeights(units: layer.units, inputSize: site.input.features)
    hidden = SharedBuffer(repeating: 0, count: states + maximumRows * stride)
    cell = SharedBuffer(repeating: 0, count: states + maximumRows * stride)
    cellTanh = SharedBuffer(repeating: 0, count: states)
    gates = SharedBuffer(repeating: 0, count: 4 * states)
    cellGradient = SharedBuffer(repeating: 0, count: backward)
    stepGradient = SharedBuffer(repeating: 0, count: backward)
    inputGradient = SharedBuffer(
      repeating: 0,
      count: training ? steps * maximumRows * featureStride(site.input.features) : 0)
  }

  var workspaceBytes: Int {
    let buffers = [hidden, cell, cellTanh, gates, cellGradient, stepGradient, inputGradient]
    return buffers.reduce(gradientPass.scratchBytes) { $0 + 4 * $1.count }
  }

  func forward(_ input: Activations, _ context: PassContext) -> Activations {
    let rows = context.rows
    self.input = input
    // A call with fewer rows leaves its first states where a later call has its initial ones.
    hidden.base.update(repeating: 0, count: rows * stride)
    cell.base.update(repeating: 0, count: rows * stride)
    site.kernels.lstmForward(
      LSTMForwardTask(
        steps: steps, rows: rows, inputSize: input.features, hiddenSize: layer.units,
        hiddenStride: stride, input: input.values, inputStride: input.stride,
        panels: site.packed, hidden: hidden.base, cell: cell.base, cellTanh: cellTanh.base,
        gates: gates.base,
        innerBlock: site.innerBlock))
    let first = layer.returnSequences ? 1 : steps
    return Activations(
      values: hidden.base + first * rows * stride, stride: stride, features: layer.units,
      vectors: layer.returnSequences ? steps : 1)
  }

  func backward(
    _ outputGradient: Activations, _ context: PassContext, needsInputGradient: Bool
  ) -> Activations? {
    let rows = context.rows
    site.kernels.lstmBackward(
      LSTMBackwardTask(
        steps: steps, rows: rows, hiddenSize: layer.units, hiddenStride: stride,
        transposedPanels: site.packed + layout.transposedRecurrent,
        hiddenGradient: outputGradient.values, gradientAtEveryStep: layer.returnSequences,
        cell: cell.base, cellTanh: cellTanh.base, gates: gates.base,
        cellGradient: cellGradient.base, stepGradient: stepGradient.base,
        innerBlock: site.innerBlock))
    guard needsInputGradient else { return nil }
    let inputSize = site.input.features
    let inputStride = featureStride(inputSize)
    site.kernels.matrixProduct(
      MatrixProductTask(
        rows: steps * rows, columns: inputSize, a: gates.base, rowStride: 4 * stride,
        segments: 4, segmentLength: layer.units, segmentStride: stride,
        panels: site.packed + layout.transposedInput, initial: nil, output: inputGradient.base,
        outputStride: inputStride, innerBlock: site.innerBlock))
    return Activations(
      values: inputGradient.base, stride: inputStride, features: inputSize, vectors: steps)
  }

  func weightGradients(
    _ nodes: UnsafeBufferPointer<WorkerNode>, shardRows: Int, _ context: PassContext
  ) {
    let rows = context.rows
    guard let input else { preconditionFailure("weight gradients before the forward pass") }
    gradientPass.operands.base[0] = GradientOperand(
      values: input.values, rowStride: input.stride, stepStride: rows * input.stride,
      count: input.features, outputOffset: site.parameterOffsets[0])
    gradientPass.operands.base[1] = GradientOperand(
      values: hidden.base, rowStride: stride, stepStride: rows * stride, count: layer.units,
      outputOffset: site.parameterOffsets[1])
    gradientPass.operands.base[2] = GradientOperand(
      values: one.base, rowStride: 0, stepStride: 0, count: 1,
      outputOffset: site.parameterOffsets[2])
    gradientPass.run(
      WeightGradientPass.RightFactor(
        values: gates.base, steps: steps, rowStride: 4 * stride, stepStride: rows * 4 * stride,
        gates: 4, gateSize: layer.units, gateStride: stride),
      nodes: nodes, shardRows: shardRows, kernels: site.kernels)
  }
}
