import Skein

/// One worker's passes through a gate.
final class GateExecution: LayerExecution {
  private let product: PackedProduct
  private let site: LayerSite
  private let array: Int
  private let workspace: Workspace
  private let gradientPass = WeightGradientPass(operands: 2)
  private var input: Activations?
  private var gates: Activations?
  private var sumGradient: Activations?

  init(_ product: PackedProduct, at site: LayerSite, array: Int, workspace: Workspace) {
    self.product = product
    self.site = site
    self.array = array
    self.workspace = workspace
  }

  func forward(_ input: Activations, _ context: PassContext) -> Activations {
    let gates = product.forward(input, rows: context.rows, to: workspace.kept, at: site)
    Activation.sigmoid.apply(to: gates, rows: context.rows, at: site)
    let output = Activations(
      workspace.kept + array, features: input.features, vectors: input.vectors)
    for row in 0..<input.vectors * context.rows {
      for feature in 0..<input.features {
        output.values[row * output.stride + feature] =
          input.values[row * input.stride + feature] * gates.values[row * gates.stride + feature]
      }
    }
    self.input = input
    self.gates = gates
    return output
  }

  func backward(
    _ outputGradient: Activations, _ context: PassContext, needsInputGradient: Bool
  ) -> Activations? {
    guard let input, let gates else {
      preconditionFailure("a backward pass before the forward pass")
    }
    let rows = input.vectors * context.rows
    let features = input.features
    let sums = Activations(
      workspace.kept + 2 * array, features: features, vectors: input.vectors)
    for row in 0..<rows {
      for feature in 0..<features {
        sums.values[row * sums.stride + feature] =
          outputGradient.values[row * outputGradient.stride + feature]
          * input.values[row * input.stride + feature]
      }
    }
    Activation.sigmoid.applyDerivative(at: gates, to: sums, rows: context.rows, at: site)
    sumGradient = sums
    guard needsInputGradient else { return nil }
    let gradient = product.inputGradient(
      sums, rows: context.rows, to: workspace.inputGradient, at: site)
    for row in 0..<rows {
      for feature in 0..<features {
        gradient.values[row * gradient.stride + feature] +=
          outputGradient.values[row * outputGradient.stride + feature]
          * gates.values[row * gates.stride + feature]
      }
    }
    return gradient
  }

  func weightGradients(
    _ nodes: UnsafeBufferPointer<GradientNode>, shardRows: Int, _ context: PassContext
  ) {
    guard let input, let sumGradient else {
      preconditionFailure("weight gradients before the backward pass")
    }
    gradientPass.setOperand(0, input, rows: context.rows, offset: site.parameterOffsets[0])
    gradientPass.setBias(1, offset: site.parameterOffsets[1])
    gradientPass.run(
      sumGradient, rows: context.rows, nodes: nodes, shardRows: shardRows,
      scratch: workspace.scratch, at: site)
  }
}
