import KernelInterface

/// One worker's passes through a GRU whose reset gate comes before the product.
///
/// Of a team the first member does all of it.
final class ResetBeforeExecution: LayerExecution {
  private let parts: ResetBefore
  private let layout: ResetBeforeWorkspace
  private let site: LayerSite
  private let workspace: Workspace
  private let steps: Int
  private let units: Int
  private let stride: Int
  private let returnSequences: Bool
  private let hidden: UnsafeMutablePointer<Float>
  private let reset: UnsafeMutablePointer<Float>
  private let inputGradients = WeightGradientPass(operands: 2)
  private let recurrentGradients = WeightGradientPass(operands: 1)
  private var input: Activations?

  init(_ layer: GRU, at site: LayerSite, size: PassSize, workspace: Workspace) {
    parts = ResetBefore(layer, input: site.input, backward: site.backward)
    steps = site.input.vectors
    units = layer.units
    layout = ResetBeforeWorkspace(units: units, steps: steps, rows: size.rows)
    self.site = site
    self.workspace = workspace
    stride = Activations.stride(of: units)
    returnSequences = layer.returnSequences
    hidden = workspace.kept + layout.hidden
    reset = workspace.kept + layout.reset
  }

  var rowStates: [RowStates] {
    [RowStates(workspace.kept + layout.ends, stride: stride, count: units)]
  }

  private var sums: Activations {
    Activations(workspace.kept + layout.sums, features: 3 * units, vectors: steps)
  }

  /// Some rows of a state.
  private func state(_ values: UnsafeMutablePointer<Float>) -> Activations {
    Activations(values, features: units, vectors: 1)
  }

  func forward(_ input: Activations, _ context: PassContext) -> Activations {
    self.input = input
    let rows = context.rows
    let sums = parts.input.forward(input, rows: rows, to: self.sums.values, at: site)
    let ends = workspace.kept + layout.ends
    if context.continues {
      hidden.update(from: ends, count: rows * stride)
    } else {
      hidden.update(repeating: 0, count: rows * stride)
    }
    for t in 0..<steps {
      let before = hidden + t * rows * stride
      let after = before + rows * stride
      let alive = context.rowsAlive(at: t)
      if alive > 0 { step(t, alive, sums, from: before, to: after, rows: rows) }
      // Rows that have ended stay where they are.
      (after + alive * stride).update(
        from: before + alive * stride, count: (rows - alive) * stride)
    }
    let last = hidden + steps * rows * stride
    ends.update(from: last, count: rows * stride)
    if !returnSequences { return state(last) }
    for t in 0..<steps {
      let alive = context.rowsAlive(at: t)
      (hidden + ((t + 1) * rows + alive) * stride).update(
        repeating: 0, count: (rows - alive) * stride)
    }
    return Activations(hidden + rows * stride, features: units, vectors: steps)
  }

  private func step(
    _ t: Int, _ alive: Int, _ sums: Activations, from before: UnsafeMutablePointer<Float>,
    to after: UnsafeMutablePointer<Float>, rows: Int
  ) {
    let products = parts.gates.forward(
      state(before), rows: alive, to: workspace.kept + layout.products, at: site)
    let reset = self.reset + t * rows * stride
    for row in 0..<alive {
      let gates = sums.values + (t * rows + row) * sums.stride
      let product = products.values + row * products.stride
      for u in 0..<2 * units { gates[u] += product[u] }
      site.kernels.apply(.sigmoid, gates, gates, 2 * units)
      let h = before + row * stride
      for u in 0..<units { reset[row * stride + u] = gates[u] * h[u] }
    }
    let candidates = parts.candidate.forward(
      state(reset), rows: alive, to: workspace.kept + layout.product, at: site)
    for row in 0..<alive {
      let gates = sums.values + (t * rows + row) * sums.stride
      let (z, n) = (gates + units, gates + 2 * units)
      let product = candidates.values + row * stride
      for u in 0..<units { n[u] += product[u] }
      site.kernels.apply(.tanh, n, n, units)
      let (h, next) = (before + row * stride, after + row * stride)
      for u in 0..<units { next[u] = z[u] * (h[u] - n[u]) + n[u] }
    }
  }

  func backward(
    _ outputGradient: Activations, _ context: PassContext, needsInputGradient: Bool
  ) -> Activations? {
    let rows = context.rows
    let carried = workspace.kept + layout.carried
    carried.update(repeating: 0, count: rows * stride)
    if !returnSequences {
      carried.update(from: outputGradient.values, count: rows * stride)
    }
    for t in (0..<steps).reversed() {
      let alive = context.rowsAlive(at: t)
      if returnSequences, alive > 0 {
        site.kernels.add(
          carried, outputGradient.values + t * rows * stride, alive * stride)
      }
      if alive > 0 { stepBack(t, alive, rows: rows, carried) }
      let sums = self.sums
      (sums.values + (t * rows + alive) * sums.stride).update(
        repeating: 0, count: (rows - alive) * sums.stride)
    }
    guard needsInputGradient else { return nil }
    return parts.input.inputGradient(sums, rows: rows, to: workspace.inputGradient, at: site)
  }

  /// From the gradient of the state after a step, in `carried`, to that of the state before it.
  private func stepBack(
    _ t: Int, _ alive: Int, rows: Int, _ carried: UnsafeMutablePointer<Float>
  ) {
    let sums = self.sums
    let before = hidden + t * rows * stride
    let candidate = workspace.kept + layout.product
    for row in 0..<alive {
      let gates = sums.values + (t * rows + row) * sums.stride
      let (z, n, h) = (gates + units, gates + 2 * units, before + row * stride)
      let dh = carried + row * stride
      for u in 0..<units {
        let (gradient, update, new) = (dh[u], z[u], n[u])
        z[u] = gradient * (h[u] - new) * (update - update * update)
        n[u] = gradient * (1 - update) * (1 - new * new)
        dh[u] = gradient * update
        candidate[row * stride + u] = n[u]
      }
    }
    let resets = parts.candidate.inputGradient(
      state(candidate), rows: alive, to: workspace.scratch, at: site)
    let products = Activations(
      workspace.kept + layout.products, features: 2 * units, vectors: 1)
    for row in 0..<alive {
      let r = sums.values + (t * rows + row) * sums.stride
      let (h, dh) = (before + row * stride, carried + row * stride)
      let gradient = resets.values + row * resets.stride
      for u in 0..<units {
        dh[u] += gradient[u] * r[u]
        r[u] = gradient[u] * h[u] * (r[u] - r[u] * r[u])
      }
      (products.values + row * products.stride).update(from: r, count: 2 * units)
    }
    let states = parts.gates.inputGradient(
      products, rows: alive, to: workspace.scratch, at: site)
    site.kernels.add(carried, states.values, alive * stride)
  }

  func weightGradients(
    _ nodes: UnsafeBufferPointer<GradientNode>, shardRows: Int, _ context: PassContext
  ) {
    guard let input else { preconditionFailure("weight gradients before the forward pass") }
    let rows = context.rows
    let offsets = site.parameterOffsets
    let sums = self.sums
    inputGradients.setOperand(0, input, rows: rows, offset: offsets[0])
    inputGradients.setBias(1, offset: offsets[2])
    inputGradients.run(
      sums, rows: rows, nodes: nodes, shardRows: shardRows, scratch: workspace.scratch, at: site)
    for (values, first, gates, parameter) in [(hidden, 0, 2, 1), (reset, 2, 1, 3)] {
      recurrentGradients.setOperand(
        0, Activations(values, features: units, vectors: steps), rows: rows,
        offset: offsets[parameter])
      recurrentGradients.run(
        WeightGradientPass.RightFactor(
          values: sums.values + first * units, steps: steps, rowStride: sums.stride,
          stepStride: rows * sums.stride, gates: 1, gateSize: gates * units, gateStride: 0),
        nodes: nodes, shardRows: shardRows, scratch: workspace.scratch, at: site)
    }
  }
}
