/// One worker's passes through a dense layer. A team splits the vectors, and for the weights' gradients
/// the columns.
final class DenseExecution: LayerExecution {
  let isShared = true
  private let activation: Activation
  private let site: LayerSite
  private let product: PackedProduct
  private let workspace: Workspace
  private let gradientPass: WeightGradientPass
  private var input: Activations?
  /// What the derivative is taken from.
  private var output: Activations?
  /// Where the sums are kept; nil where nobody needs them.
  private let sums: UnsafeMutablePointer<Float>?
  private var sumGradient: Activations?

  init(_ layer: Dense, at site: LayerSite, size: PassSize, workspace: Workspace) {
    activation = layer.activation
    product = layer.product(for: site.input, backward: site.backward)
    self.site = site
    self.workspace = workspace
    gradientPass = WeightGradientPass(operands: 2, seat: workspace.seat)
    let array = site.input.vectors * size.rows * Activations.stride(of: layer.units)
    sums = size.isTraining && layer.activation.keepsSums ? workspace.kept + array : nil
  }

  /// This member's vectors.
  private func share(_ values: Activations, rows: Int) -> Range<Int> {
    workspace.seat.share(of: values.vectors * rows)
  }

  func forward(_ input: Activations, _ context: PassContext) -> Activations {
    let range = share(input, rows: context.rows)
    let output = product.forward(input, range, to: workspace.kept, at: site)
    self.input = input
    self.output = output
    if let sums {
      let first = range.lowerBound * output.stride
      (sums + first).update(from: output.values + first, count: range.count * output.stride)
      self.output = Activations(sums, features: output.features, vectors: output.vectors)
    }
    activation.apply(to: output, range, at: site)
    return output
  }

  func backward(
    _ outputGradient: Activations, _ context: PassContext, needsInputGradient: Bool
  ) -> Activations? {
    guard let output else { preconditionFailure("a backward pass before the forward pass") }
    let range = share(outputGradient, rows: context.rows)
    activation.applyDerivative(at: output, to: outputGradient, range, at: site)
    sumGradient = outputGradient
    defer { workspace.seat.meet() }
    guard needsInputGradient else { return nil }
    return product.inputGradient(outputGradient, range, to: workspace.inputGradient, at: site)
  }

  func weightGradients(
    _ nodes: UnsafeBufferPointer<GradientNode>, shardRows: Int, _ context: PassContext
  ) {
    guard let input, let sumGradient else {
      preconditionFailure("weight gradients before the backward pass")
    }
    let rows = context.rows
    gradientPass.setOperand(0, input, rows: rows, offset: site.parameterOffsets[0])
    gradientPass.setBias(1, offset: site.parameterOffsets[1])
    gradientPass.run(
      sumGradient, rows: rows, nodes: nodes, shardRows: shardRows, scratch: workspace.scratch,
      at: site)
  }
}
