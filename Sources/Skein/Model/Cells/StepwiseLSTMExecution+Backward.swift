import KernelInterface

extension StepwiseLSTMExecution {
  func backward(
    _ outputGradient: Activations, _ context: PassContext, needsInputGradient: Bool
  ) -> Activations? {
    let rows = context.rows
    let carried = array(layout.carried)
    carried.update(repeating: 0, count: rows * stride)
    array(layout.carriedCells).update(repeating: 0, count: rows * cellStride)
    if !returnSequences {
      carried.update(from: outputGradient.values, count: rows * stride)
    }
    let gates = self.gates
    for t in (0..<steps).reversed() {
      let alive = context.rowsAlive(at: t)
      if returnSequences, alive > 0 {
        site.kernels.add(
          carried, outputGradient.values + t * rows * stride, alive * stride)
      }
      if alive > 0 { stepBack(t, alive, gates, context) }
      (gates.values + (t * rows + alive) * gates.stride).update(
        repeating: 0, count: (rows - alive) * gates.stride)
      (array(layout.projected) + (t * rows + alive) * stride).update(
        repeating: 0, count: (rows - alive) * stride)
    }
    guard needsInputGradient else { return nil }
    return parts.input.inputGradient(gates, rows: rows, to: workspace.inputGradient, at: site)
  }

  /// From the gradients of the states after a step, in `carried` and `carriedCells`, to those of the
  /// states before it.
  private func stepBack(
    _ t: Int, _ alive: Int, _ gates: Activations, _ context: PassContext
  ) {
    let rows = context.rows
    let carried = array(layout.carried)
    let projected = array(layout.projected) + t * rows * stride
    let isZoned = draws(context)
    for row in 0..<alive {
      let gradient = projected + row * stride
      let past = carried + row * stride
      gradient.update(from: past, count: parts.outputs)
      if isZoned {
        let zones = array(layout.hiddenZones) + (t * rows + row) * cellStride
        for u in 0..<parts.outputs {
          gradient[u] = zones[u] == 1 ? 0 : past[u]
          past[u] = zones[u] * past[u]
        }
      } else {
        past.update(repeating: 0, count: parts.outputs)
      }
    }
    let exposed =
      parts.projection?.inputGradient(
        states(projected), rows: alive, to: workspace.scratch, at: site) ?? states(projected)
    for row in 0..<alive {
      let place = (t * rows + row) * cellStride
      stepBack(
        gates.values + (t * rows + row) * gates.stride,
        exposed: exposed.values + row * cellStride, squashed: array(layout.squashed) + place,
        cell: array(layout.cells) + place, carried: array(layout.carriedCells) + row * cellStride,
        zones: isZoned ? array(layout.cellZones) + place : nil)
    }
    let before = parts.recurrent.inputGradient(
      Activations(gates.values + t * rows * gates.stride, features: gates.features, vectors: 1),
      rows: alive, to: workspace.scratch, at: site)
    site.kernels.add(carried, before.values, alive * stride)
  }

  /// One row's part between the products: the gates become the gradients of their sums.
  private func stepBack(
    _ i: UnsafeMutablePointer<Float>, exposed: UnsafePointer<Float>,
    squashed: UnsafePointer<Float>, cell: UnsafePointer<Float>,
    carried: UnsafeMutablePointer<Float>, zones: UnsafePointer<Float>?
  ) {
    let units = parts.units
    let (f, g, o) = (i + units, i + 2 * units, i + 3 * units)
    for u in 0..<units {
      let (above, tanh, past) = (exposed[u], squashed[u], carried[u])
      let zone: Float = zones?[u] ?? 0
      let new: Float = above * o[u] * (1 - tanh * tanh) + (1 - zone) * past
      let (input, forget, candidate, output) = (i[u], f[u], g[u], o[u])
      carried[u] = zone * past + new * forget
      i[u] = new * candidate * (input - input * input)
      f[u] = new * cell[u] * (forget - forget * forget)
      g[u] = new * input * (1 - candidate * candidate)
      o[u] = above * tanh * (output - output * output)
    }
  }

  func weightGradients(
    _ nodes: UnsafeBufferPointer<GradientNode>, shardRows: Int, _ context: PassContext
  ) {
    guard let input else { preconditionFailure("weight gradients before the forward pass") }
    let rows = context.rows
    let offsets = site.parameterOffsets
    inputGradients.setOperand(0, input, rows: rows, offset: offsets[0])
    inputGradients.setBias(1, offset: offsets[2])
    inputGradients.run(
      gates, rows: rows, nodes: nodes, shardRows: shardRows, scratch: workspace.scratch, at: site)
    stateGradients.setOperand(
      0, Activations(array(layout.hidden), features: parts.outputs, vectors: steps), rows: rows,
      offset: offsets[1])
    stateGradients.run(
      gates, rows: rows, nodes: nodes, shardRows: shardRows, scratch: workspace.scratch, at: site)
    if parts.projection == nil { return }
    stateGradients.setOperand(
      0, Activations(array(layout.exposed), features: parts.units, vectors: steps), rows: rows,
      offset: offsets[3])
    stateGradients.run(
      Activations(array(layout.projected), features: parts.outputs, vectors: steps), rows: rows,
      nodes: nodes, shardRows: shardRows, scratch: workspace.scratch, at: site)
  }
}
