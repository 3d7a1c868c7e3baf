/// How an ensemble divides its workspace.
struct EnsembleWorkspace {
  /// Of each member.
  let chain: ChainWorkspace
  let members: [Int]
  let output: Int
  /// Each member's part of the output's gradient, which its last layer may overwrite.
  let outputGradients: [Int]
  /// A member's gradient of the input, before it is added to those of the others.
  let inputGradient: Int
  let floats: Int

  init(_ layer: Ensemble, _ chain: LayerChain, size: PassSize) {
    self.chain = ChainWorkspace(chain, size: size)
    func floats(_ shape: LayerShape?, _ isNeeded: Bool) -> Int {
      shape.map { isNeeded ? ChainWorkspace.floats($0, rows: size.rows) : 0 } ?? 0
    }
    var layout = WorkspaceLayout()
    let each = self.chain.floats
    members = (0..<layer.members).map { _ in layout.add(each) }
    output = layout.add(floats(chain.inputs.last, true))
    outputGradients = (0..<layer.members).map { _ in
      layout.add(floats(chain.inputs.last, size.isTraining))
    }
    inputGradient = layout.add(floats(chain.inputs.first, size.isTraining))
    self.floats = layout.floats
  }
}

/// One worker's passes through the members of an ensemble, one after the other.
final class EnsembleExecution: LayerExecution {
  let isShared = true
  private let members: [ChainExecution]
  private let layout: EnsembleWorkspace
  private let workspace: Workspace
  /// Of each member in the mean.
  private let part: Float

  init(_ layer: Ensemble, at site: LayerSite, size: PassSize, workspace: Workspace) {
    let chain = LayerChain(layer.inner, input: site.input)
    let layout = EnsembleWorkspace(layer, chain, size: size)
    members = (0..<layer.members).map { member in
      var own = workspace
      own.kept += layout.members[member]
      own.inputGradient = workspace.kept + layout.inputGradient
      return ChainExecution(
        chain, at: layer.site(member, chain, in: site), size: size, workspace: own)
    }
    self.layout = layout
    self.workspace = workspace
    part = 1 / Float(layer.members)
  }

  var rowStates: [RowStates] { members.flatMap(\.rowStates) }

  func forward(_ input: Activations, _ context: PassContext) -> Activations {
    let given = members.map { $0.forward(input, context) }
    let output = Activations(
      workspace.kept + layout.output, features: given[0].features, vectors: given[0].vectors)
    for vector in workspace.seat.share(of: output.vectors * context.rows) {
      let target = output.values + vector * output.stride
      for i in 0..<output.features { target[i] = given[0].values[vector * given[0].stride + i] }
      for member in given.dropFirst() {
        let source = member.values + vector * member.stride
        for i in 0..<output.features { target[i] += source[i] }
      }
      for i in 0..<output.features { target[i] *= part }
    }
    return output
  }

  func backward(
    _ outputGradient: Activations, _ context: PassContext, needsInputGradient: Bool
  ) -> Activations? {
    let seat = workspace.seat
    var below: Activations?
    for member in members.indices {
      let own = Activations(
        workspace.kept + layout.outputGradients[member], features: outputGradient.features,
        vectors: outputGradient.vectors)
      for vector in seat.share(of: own.vectors * context.rows) {
        let (source, target) = (
          outputGradient.values + vector * outputGradient.stride, own.values + vector * own.stride
        )
        for i in 0..<own.features { target[i] = source[i] * part }
      }
      seat.meet()
      let gradient = members[member].backward(
        own, context, needsInputGradient: needsInputGradient)
      guard needsInputGradient else { continue }
      let sum = Activations(
        workspace.inputGradient, features: gradient.features, vectors: gradient.vectors)
      for vector in seat.share(of: sum.vectors * context.rows) {
        let (source, target) = (
          gradient.values + vector * gradient.stride, sum.values + vector * sum.stride
        )
        for i in 0..<sum.features { target[i] = member == 0 ? source[i] : target[i] + source[i] }
      }
      // The next member's takes the place of this one.
      seat.meet()
      below = sum
    }
    return below
  }

  func weightGradients(
    _ nodes: UnsafeBufferPointer<GradientNode>, shardRows: Int, _ context: PassContext
  ) {
    for member in members { member.weightGradients(nodes, shardRows: shardRows, context) }
  }
}
