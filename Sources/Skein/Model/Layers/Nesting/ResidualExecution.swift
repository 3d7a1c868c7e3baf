/// How a residual divides its workspace.
struct ResidualWorkspace {
  /// Of the layers inside.
  let chain: ChainWorkspace
  /// The sum of input and output, and a copy of its gradient, which the last layer may overwrite.
  let output: Int
  let outputGradient: Int
  let floats: Int

  init(_ chain: LayerChain, size: PassSize) {
    self.chain = ChainWorkspace(chain, size: size)
    let array = ChainWorkspace.floats(chain.inputs[0], rows: size.rows)
    var layout = WorkspaceLayout()
    _ = layout.add(self.chain.floats)
    output = layout.add(array)
    outputGradient = layout.add(size.isTraining ? array : 0)
    self.floats = layout.floats
  }
}

/// One worker's passes through the layers of a residual.
final class ResidualExecution: LayerExecution {
  let isShared = true
  private let chain: ChainExecution
  private let layout: ResidualWorkspace
  private let workspace: Workspace

  init(_ layer: Residual, at site: LayerSite, size: PassSize, workspace: Workspace) {
    let chain = LayerChain(layer.inner, input: site.input)
    layout = ResidualWorkspace(chain, size: size)
    self.chain = ChainExecution(chain, at: site, size: size, workspace: workspace)
    self.workspace = workspace
  }

  var rowStates: [RowStates] { chain.rowStates }

  func forward(_ input: Activations, _ context: PassContext) -> Activations {
    let given = chain.forward(input, context)
    let output = Activations(
      workspace.kept + layout.output, features: input.features, vectors: input.vectors)
    add(input, given, to: output, context)
    return output
  }

  func backward(
    _ outputGradient: Activations, _ context: PassContext, needsInputGradient: Bool
  ) -> Activations? {
    let copy = Activations(
      workspace.kept + layout.outputGradient, features: outputGradient.features,
      vectors: outputGradient.vectors)
    for vector in workspace.seat.share(of: outputGradient.vectors * context.rows) {
      (copy.values + vector * copy.stride).update(
        from: outputGradient.values + vector * outputGradient.stride,
        count: outputGradient.features)
    }
    workspace.seat.meet()
    let gradient = chain.backward(copy, context, needsInputGradient: needsInputGradient)
    if !needsInputGradient { return nil }
    let below = Activations(
      workspace.inputGradient, features: outputGradient.features,
      vectors: outputGradient.vectors)
    add(outputGradient, gradient, to: below, context)
    return below
  }

  func weightGradients(
    _ nodes: UnsafeBufferPointer<GradientNode>, shardRows: Int, _ context: PassContext
  ) {
    chain.weightGradients(nodes, shardRows: shardRows, context)
  }

  /// This member's vectors of a sum.
  private func add(
    _ first: Activations, _ second: Activations, to sum: Activations, _ context: PassContext
  ) {
    for vector in workspace.seat.share(of: sum.vectors * context.rows) {
      let (a, b) = (first.values + vector * first.stride, second.values + vector * second.stride)
      let target = sum.values + vector * sum.stride
      for i in 0..<sum.features { target[i] = a[i] + b[i] }
    }
  }
}
