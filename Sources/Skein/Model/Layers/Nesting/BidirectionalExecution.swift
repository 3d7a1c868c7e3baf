/// One worker's passes in both directions. A team shares each direction's work, and the vectors where
/// outputs and gradients are merged and split.
final class BidirectionalExecution: LayerExecution {
  let isShared = true
  private let directions: [RecurrentExecution]
  private let merge: Bidirectional.Merge
  private let units: Int
  private let layout: BidirectionalWorkspace
  private let workspace: Workspace
  private let site: LayerSite

  init(_ layer: Bidirectional, at site: LayerSite, size: PassSize, workspace: Workspace) {
    let layout = BidirectionalWorkspace(layer, input: site.input, size: size)
    directions = (0..<2).map { direction in
      var own = workspace
      own.kept += layout.directions[direction]
      if direction == 1 { own.inputGradient = workspace.kept + layout.inputGradient }
      return Self.execution(
        layer.layer, at: layer.site(direction, in: site), size: size, workspace: own,
        isReversed: direction == 1)
    }
    merge = layer.merge
    units = layer.layer.units
    self.layout = layout
    self.workspace = workspace
    self.site = site
  }

  private static func execution(
    _ layer: some RecurrentLayer, at site: LayerSite, size: PassSize, workspace: Workspace,
    isReversed: Bool
  ) -> RecurrentExecution {
    RecurrentExecution(
      layer, at: site, size: size, workspace: workspace,
      isReversed: layer.isReversed != isReversed)
  }

  func forward(_ input: Activations, _ context: PassContext) -> Activations {
    let there = directions[0].forward(input, context)
    let back = directions[1].forward(input, context)
    workspace.seat.meet()
    let output = Activations(
      workspace.kept + layout.output, features: merge == .concat ? 2 * units : units,
      vectors: there.vectors)
    for vector in workspace.seat.share(of: there.vectors * context.rows) {
      let first = there.values + vector * there.stride
      let second = back.values + vector * back.stride
      let target = output.values + vector * output.stride
      switch merge {
      case .concat:
        target.update(from: first, count: units)
        (target + units).update(from: second, count: units)
      case .sum: for i in 0..<units { target[i] = first[i] + second[i] }
      case .mean: for i in 0..<units { target[i] = (first[i] + second[i]) * 0.5 }
      }
    }
    return output
  }

  func backward(
    _ outputGradient: Activations, _ context: PassContext, needsInputGradient: Bool
  ) -> Activations? {
    let parts = split(outputGradient, context)
    workspace.seat.meet()
    let there = directions[0].backward(
      parts.there, context, needsInputGradient: needsInputGradient)
    let back = directions[1].backward(
      parts.back, context, needsInputGradient: needsInputGradient)
    guard let there, let back else { return nil }
    workspace.seat.meet()
    let vectors = workspace.seat.share(of: there.vectors * context.rows)
    if !vectors.isEmpty {
      let first = vectors.lowerBound * there.stride
      site.kernels.add(
        there.values + first, back.values + first, vectors.count * there.stride)
    }
    return there
  }

  /// Each direction's gradient of its output.
  private func split(
    _ gradient: Activations, _ context: PassContext
  ) -> (there: Activations, back: Activations) {
    if merge == .sum { return (gradient, gradient) }
    let parts = layout.gradients.map {
      Activations(workspace.kept + $0, features: units, vectors: gradient.vectors)
    }
    for vector in workspace.seat.share(of: gradient.vectors * context.rows) {
      let source = gradient.values + vector * gradient.stride
      for (direction, part) in parts.enumerated() {
        let target = part.values + vector * part.stride
        if merge == .concat {
          target.update(from: source + direction * units, count: units)
        } else {
          for i in 0..<units { target[i] = source[i] * 0.5 }
        }
      }
    }
    return (parts[0], parts[1])
  }

  func weightGradients(
    _ nodes: UnsafeBufferPointer<GradientNode>, shardRows: Int, _ context: PassContext
  ) {
    for direction in directions {
      direction.weightGradients(nodes, shardRows: shardRows, context)
    }
  }
}
