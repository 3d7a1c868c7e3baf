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
      norms?.clear(t * rows + alive..<(t + 1) * rows)
      (array(layout.projected) + (t * rows + alive) * stride).update(
        repeating: 0, count: (rows - alive) * stride)
    }
    guard needsInputGradient else { return nil }
    let sums = norms?.productGradients(steps: steps)?.input ?? gates
    return parts.input.inputGradient(sums, rows: rows, to: workspace.inputGradient, at: site)
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
        gates.values + (t * rows + row) * gates.stride, vector: t * rows + row,
        exposed: exposed.values + row * cellStride, squashed: array(layout.squashed) + place,
        cell: array(layout.cells) + place, carried: array(layout.carriedCells) + row * cellStride,
        zones: isZoned ? array(layout.cellZones) + place : nil)
    }
    let sums =
      norms?.productGradients(steps: 1, from: t * rows)?.state
      ?? Activations(gates.values + t * rows * gates.stride, features: gates.features, vectors: 1)
    let before = parts.recurrent.inputGradient(
      sums, rows: alive, to: workspace.scratch, at: site)
    site.kernels.add(carried, before.values, alive * stride)
  }

  /// One row's part between the products: the gates become the gradients of their sums.
  private func stepBack(
    _ i: UnsafeMutablePointer<Float>, vector: Int, exposed: UnsafePointer<Float>,
    squashed: UnsafePointer<Float>, cell: UnsafePointer<Float>,
    carried: UnsafeMutablePointer<Float>, zones: UnsafePointer<Float>?
  ) {
    let units = parts.units
    let (f, g, o) = (i + units, i + 2 * units, i + 3 * units)
    // Of the cell state by way of h.
    let exposing = array(layout.products)
    for u in 0..<units { exposing[u] = exposed[u] * o[u] * (1 - squashed[u] * squashed[u]) }
    norms?.backward(cell: exposing, vector: vector)
    for u in 0..<units {
      let (above, tanh, past) = (exposed[u], squashed[u], carried[u])
      let zone: Float = zones?[u] ?? 0
      let new: Float = exposing[u] + (1 - zone) * past
      let (input, forget, candidate, output) = (i[u], f[u], g[u], o[u])
      carried[u] = zone * past + new * forget
      i[u] = new * candidate * (input - input * input)
      f[u] = new * cell[u] * (forget - forget * forget)
      g[u] = new * input * (1 - candidate * candidate)
      o[u] = above * tanh * (output - output * output)
    }
    norms?.backward(sums: i, vector: vector)
  }

  func weightGradients(
    _ nodes: UnsafeBufferPointer<GradientNode>, shardRows: Int, _ context: PassContext
  ) {
    guard let input else { preconditionFailure("weight gradients before the forward pass") }
    let rows = context.rows
    let offsets = site.parameterOffsets
    func run(_ pass: WeightGradientPass, _ factor: Activations) {
      pass.run(
        factor, rows: rows, nodes: nodes, shardRows: shardRows, scratch: workspace.scratch,
        at: site)
    }
    let products = norms?.productGradients(steps: steps)
    if let products {
      stateGradients.setOperand(0, input, rows: rows, offset: offsets[0])
      run(stateGradients, products.input)
      stateGradients.setBias(0, offset: offsets[2])
      run(stateGradients, gates)
    } else {
      inputGradients.setOperand(0, input, rows: rows, offset: offsets[0])
      inputGradients.setBias(1, offset: offsets[2])
      run(inputGradients, gates)
    }
    stateGradients.setOperand(
      0, Activations(array(layout.hidden), features: parts.outputs, vectors: steps), rows: rows,
      offset: offsets[1])
    run(stateGradients, products?.state ?? gates)
    if parts.projection != nil {
      stateGradients.setOperand(
        0, Activations(array(layout.exposed), features: parts.units, vectors: steps), rows: rows,
        offset: offsets[3])
      run(
        stateGradients,
        Activations(array(layout.projected), features: parts.outputs, vectors: steps))
    }
    for (number, sums) in (norms?.parameterGradients(steps: steps) ?? []).enumerated() {
      stateGradients.setBias(0, offset: offsets[parts.firstNorm + number])
      run(stateGradients, sums)
    }
  }
}
