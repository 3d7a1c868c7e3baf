import KernelInterface

/// One worker's passes through a dense layer.
final class DenseExecution: LayerExecution {
  private let layer: Dense
  private let site: LayerSite
  private let layout: Dense.PackedWeights
  private let stride: Int
  private let workspace: Workspace
  /// [T, R, units padded]
  private let output: UnsafeMutablePointer<Float>
  private let gradientPass = WeightGradientPass(operands: 2)
  private let one = SharedBuffer<Float>(repeating: 1, count: 1)
  private var input: Activations?
  private var outputGradient: Activations?

  init(_ layer: Dense, at site: LayerSite, workspace: Workspace) {
    self.layer = layer
    self.site = site
    self.workspace = workspace
    layout = Dense.PackedWeights(
      units: layer.units, inputSize: site.input.features, backward: site.backward)
    stride = featureStride(layer.units)
    output = workspace.kept
  }

  func forward(_ input: Activations, _ context: PassContext) -> Activations {
    let rows = context.rows
    self.input = input
    site.kernels.matrixProduct(
      MatrixProductTask(
        rows: input.vectors * rows, columns: layer.units, a: input.values,
        rowStride: input.stride, segmentLength: input.features, panels: site.packed,
        initial: site.packed + layout.bias, output: output, outputStride: stride,
        innerBlock: site.innerBlock))
    let count = input.vectors * rows * stride
    site.kernels.apply(layer.activation.elementwise, output, output, count)
    return Activations(
      values: output, stride: stride, features: layer.units, vectors: input.vectors)
  }

  func backward(
    _ outputGradient: Activations, _ context: PassContext, needsInputGradient: Bool
  ) -> Activations? {
    let rows = context.rows
    let vectors = outputGradient.vectors
    site.kernels.applyDerivative(
      layer.activation.elementwise, output, outputGradient.values, vectors * rows * stride)
    self.outputGradient = outputGradient
    guard needsInputGradient else { return nil }
    let inputSize = site.input.features
    let inputStride = featureStride(inputSize)
    site.kernels.matrixProduct(
      MatrixProductTask(
        rows: vectors * rows, columns: inputSize, a: outputGradient.values, rowStride: stride,
        segmentLength: layer.units, panels: site.packed + layout.transposed, initial: nil,
        output: workspace.inputGradient, outputStride: inputStride, innerBlock: site.innerBlock))
    return Activations(
      values: workspace.inputGradient, stride: inputStride, features: inputSize, vectors: vectors)
  }

  func weightGradients(
    _ nodes: UnsafeBufferPointer<GradientNode>, shardRows: Int, _ context: PassContext
  ) {
    let rows = context.rows
    guard let input, let outputGradient else {
      preconditionFailure("weight gradients before the backward pass")
    }
    gradientPass.operands.base[0] = GradientOperand(
      values: input.values, rowStride: input.stride, stepStride: rows * input.stride,
      count: input.features, outputOffset: site.parameterOffsets[0])
    gradientPass.operands.base[1] = GradientOperand(
      values: one.base, rowStride: 0, stepStride: 0, count: 1,
      outputOffset: site.parameterOffsets[1])
    gradientPass.run(
      WeightGradientPass.RightFactor(
        values: outputGradient.values, steps: input.vectors, rowStride: stride,
        stepStride: rows * stride, gates: 1, gateSize: layer.units, gateStride: 0),
      nodes: nodes, shardRows: shardRows, scratch: workspace.scratch, kernels: site.kernels)
  }
}
