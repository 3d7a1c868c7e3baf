/// How a residual divides its workspace.
struct ResidualWorkspace {
  /// Of the layers inside.
  let plan: WorkspacePlan
  /// What they keep.
  let kept: Int
  /// The gradient of each one's input but the first's. None is overwritten before the gradients of the
  /// weights are there, which a layer asks for once for all of them.
  let gradients: [Int]
  /// The sum of input and output, and a copy of its gradient, which the last layer may overwrite.
  let output: Int
  let outputGradient: Int
  /// What each layer inside gave, for the members of a team that were not asked.
  let given: Int
  let floats: Int

  init(_ chain: LayerChain, size: PassSize) {
    plan = WorkspacePlan(chain.layers, inputs: chain.inputs, size: size)
    func floats(_ shape: LayerShape) -> Int {
      shape.vectors * size.rows * Activations.stride(of: shape.features)
    }
    var layout = WorkspaceLayout()
    kept = layout.add(plan.kept)
    gradients = chain.layers.indices.map { index in
      layout.add(size.isTraining && index > 0 ? floats(chain.inputs[index]) : 0)
    }
    let array = floats(chain.inputs[0])
    output = layout.add(array)
    outputGradient = layout.add(size.isTraining ? array : 0)
    given = layout.add(chain.layers.count * MemoryLayout<Activations>.stride / 4)
    self.floats = layout.floats
  }
}

/// One worker's passes through the layers of a residual.
final class ResidualExecution: LayerExecution {
  let isShared = true
  private let executions: [any LayerExecution]
  private let layout: ResidualWorkspace
  private let workspace: Workspace

  init(_ layer: Residual, at site: LayerSite, size: PassSize, workspace: Workspace) {
    let chain = LayerChain(layer.inner, input: site.input)
    let layout = ResidualWorkspace(chain, size: size)
    executions = layer.inner.indices.map { index in
      var own = workspace
      own.kept += layout.kept + layout.plan.offsets[index]
      if index > 0 { own.inputGradient = workspace.kept + layout.gradients[index] }
      return layer.inner[index].makeExecution(
        at: chain.site(ofLayer: index, in: site), size: size, workspace: own)
    }
    self.layout = layout
    self.workspace = workspace
  }

  var rowStates: [RowStates] { executions.flatMap(\.rowStates) }

  func forward(_ input: Activations, _ context: PassContext) -> Activations {
    var given = input
    for index in executions.indices {
      let taken = given
      given = together(index) { $0.forward(taken, context) }
    }
    let output = Activations(
      workspace.kept + layout.output, features: input.features, vectors: input.vectors)
    add(input, given, to: output, context)
    return output
  }

  func backward(
    _ outputGradient: Activations, _ context: PassContext, needsInputGradient: Bool
  ) -> Activations? {
    var gradient = Activations(
      workspace.kept + layout.outputGradient, features: outputGradient.features,
      vectors: outputGradient.vectors)
    for vector in workspace.seat.share(of: outputGradient.vectors * context.rows) {
      (gradient.values + vector * gradient.stride).update(
        from: outputGradient.values + vector * outputGradient.stride,
        count: outputGradient.features)
    }
    workspace.seat.meet()
    for index in executions.indices.reversed() {
      let above = gradient
      gradient = together(index) {
        $0.backward(above, context, needsInputGradient: index > 0 || needsInputGradient) ?? above
      }
    }
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
    for execution in executions where execution.isShared || workspace.seat.isFirst {
      execution.weightGradients(nodes, shardRows: shardRows, context)
    }
  }

  /// Has the team do a layer's work, or its first member alone, and gives all of them what came out.
  private func together(
    _ layer: Int, _ body: (any LayerExecution) -> Activations
  ) -> Activations {
    let execution = executions[layer]
    let isFirst = workspace.seat.isFirst
    let place =
      UnsafeMutableRawPointer(workspace.kept + layout.given)
      + layer * MemoryLayout<Activations>.stride
    if execution.isShared || isFirst {
      let given = body(execution)
      if isFirst { place.storeBytes(of: given, as: Activations.self) }
    }
    workspace.seat.meet()
    return place.load(as: Activations.self)
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
