/// How layers one after the other inside another one divide its workspace.
struct ChainWorkspace {
  /// Of the layers.
  let plan: WorkspacePlan
  /// What they keep.
  private let kept: Int
  /// The gradient of each one's input but the first's. None is overwritten before the gradients of the
  /// weights are there, which a layer asks for once for all of them.
  private let gradients: [Int]
  /// What each layer gave, for the members of a team that were not asked.
  let given: Int
  let floats: Int

  init(_ chain: LayerChain, size: PassSize) {
    plan = WorkspacePlan(chain.layers, inputs: chain.inputs, size: size)
    var layout = WorkspaceLayout()
    kept = layout.add(plan.kept)
    gradients = chain.layers.indices.map { index in
      layout.add(
        size.isTraining && index > 0 ? Self.floats(chain.inputs[index], rows: size.rows) : 0)
    }
    given = layout.add(chain.layers.count * MemoryLayout<Activations>.stride / 4)
    self.floats = layout.floats
  }

  /// Of an array of activations.
  static func floats(_ shape: LayerShape, rows: Int) -> Int {
    shape.vectors * rows * Activations.stride(of: shape.features)
  }

  /// The workspace of a layer in that of the chain.
  func workspace(ofLayer index: Int, in whole: Workspace) -> Workspace {
    var own = whole
    own.kept += kept + plan.offsets[index]
    if index > 0 { own.inputGradient = whole.kept + gradients[index] }
    return own
  }
}

/// One worker's passes through layers one after the other inside another one, which are shared by a team.
final class ChainExecution {
  private let executions: [any LayerExecution]
  private let given: UnsafeMutablePointer<Float>
  private let seat: TeamSeat

  /// - Parameters:
  ///   - site: that of the layer which holds the chain.
  ///   - workspace: `ChainWorkspace.floats` of it are kept; its `inputGradient` is the chain's.
  init(_ chain: LayerChain, at site: LayerSite, size: PassSize, workspace: Workspace) {
    let layout = ChainWorkspace(chain, size: size)
    executions = chain.layers.indices.map { index in
      chain.layers[index].makeExecution(
        at: chain.site(ofLayer: index, in: site), size: size,
        workspace: layout.workspace(ofLayer: index, in: workspace))
    }
    given = workspace.kept + layout.given
    seat = workspace.seat
  }

  var rowStates: [RowStates] { executions.flatMap(\.rowStates) }

  func forward(_ input: Activations, _ context: PassContext) -> Activations {
    var given = input
    for index in executions.indices {
      let taken = given
      given = together(index) { $0.forward(taken, context) }
    }
    return given
  }

  /// - Parameter outputGradient: may be overwritten.
  /// - Returns: the gradient of the input; without meaning unless it is needed.
  func backward(
    _ outputGradient: Activations, _ context: PassContext, needsInputGradient: Bool
  ) -> Activations {
    var gradient = outputGradient
    for index in executions.indices.reversed() {
      let above = gradient
      gradient = together(index) {
        $0.backward(above, context, needsInputGradient: index > 0 || needsInputGradient) ?? above
      }
    }
    return gradient
  }

  func weightGradients(
    _ nodes: UnsafeBufferPointer<GradientNode>, shardRows: Int, _ context: PassContext
  ) {
    for execution in executions where execution.isShared || seat.isFirst {
      execution.weightGradients(nodes, shardRows: shardRows, context)
    }
  }

  /// Has the team do a layer's work, or its first member alone, and gives all of them what came out.
  private func together(
    _ layer: Int, _ body: (any LayerExecution) -> Activations
  ) -> Activations {
    let execution = executions[layer]
    let place = UnsafeMutableRawPointer(given) + layer * MemoryLayout<Activations>.stride
    if execution.isShared || seat.isFirst {
      let given = body(execution)
      if seat.isFirst { place.storeBytes(of: given, as: Activations.self) }
    }
    seat.meet()
    return place.load(as: Activations.self)
  }
}
