import KernelInterface

/// One worker's passes through an LSTM with a projection, layer normalization or zoneout.
///
/// Of a team the first member does all of it.
final class StepwiseLSTMExecution: LayerExecution {
  let parts: StepwiseLSTM
  let layout: StepwiseWorkspace
  let site: LayerSite
  let workspace: Workspace
  let steps: Int
  /// Floats from one row to the next of cell states, and of hidden states.
  let cellStride: Int
  let stride: Int
  let zoneout: Double
  let returnSequences: Bool
  private let isTraining: Bool
  let inputGradients = WeightGradientPass(operands: 2)
  let stateGradients = WeightGradientPass(operands: 1)
  var input: Activations?
  /// Nil where nothing is normalized.
  private(set) var norms: StepwiseNorms?

  init(_ layer: LSTM, at site: LayerSite, size: PassSize, workspace: Workspace) {
    parts = StepwiseLSTM(layer, input: site.input, backward: site.backward)
    steps = site.input.vectors
    layout = StepwiseWorkspace(layer, steps: steps, size: size)
    self.site = site
    self.workspace = workspace
    cellStride = Activations.stride(of: layer.units)
    stride = Activations.stride(of: layer.projection ?? layer.units)
    zoneout = layer.zoneout
    returnSequences = layer.returnSequences
    isTraining = size.isTraining
  }

  /// An array of the workspace.
  func array(_ place: Int) -> UnsafeMutablePointer<Float> { workspace.kept + place }

  var rowStates: [RowStates] {
    [
      RowStates(array(layout.ends), stride: stride, count: parts.outputs),
      RowStates(array(layout.cellEnds), stride: cellStride, count: parts.units),
    ]
  }

  var gates: Activations {
    Activations(array(layout.gates), features: 4 * parts.units, vectors: steps)
  }

  /// Hidden states, or what is like them, of one step.
  func states(_ values: UnsafeMutablePointer<Float>) -> Activations {
    Activations(values, features: parts.outputs, vectors: 1)
  }

  /// Cell states, or what is like them, of one step.
  func cells(_ values: UnsafeMutablePointer<Float>) -> Activations {
    Activations(values, features: parts.units, vectors: 1)
  }

  /// Whether states are kept by chance, rather than by its mean.
  func draws(_ context: PassContext) -> Bool { isTraining && context.isTraining && zoneout > 0 }

  func forward(_ input: Activations, _ context: PassContext) -> Activations {
    self.input = input
    let rows = context.rows
    norms = norms(rows: rows)
    let gates = parts.input.forward(input, rows: rows, to: self.gates.values, at: site)
    begin(array(layout.hidden), from: array(layout.ends), count: rows * stride, context)
    begin(array(layout.cells), from: array(layout.cellEnds), count: rows * cellStride, context)
    if draws(context) { draw(context) }
    for t in 0..<steps {
      let alive = context.rowsAlive(at: t)
      if alive > 0 { step(t, alive, gates, context) }
      // Rows that have ended stay where they are.
      keep(array(layout.hidden), t, alive, rows, stride)
      keep(array(layout.cells), t, alive, rows, cellStride)
    }
    let last = array(layout.hidden) + steps * rows * stride
    array(layout.ends).update(from: last, count: rows * stride)
    array(layout.cellEnds).update(
      from: array(layout.cells) + steps * rows * cellStride, count: rows * cellStride)
    if !returnSequences { return states(last) }
    let outputs = array(layout.hidden) + rows * stride
    for t in 0..<steps {
      let alive = context.rowsAlive(at: t)
      (outputs + (t * rows + alive) * stride).update(
        repeating: 0, count: (rows - alive) * stride)
    }
    return Activations(outputs, features: parts.outputs, vectors: steps)
  }

  private func norms(rows: Int) -> StepwiseNorms? {
    guard parts.isNormalized else { return nil }
    let base = workspace.kept
    return StepwiseNorms(
      units: parts.units, first: parts.firstNorm, at: site, kept: layout.norms.map { (base, $0) },
      vectors: steps * rows)
  }

  private func begin(
    _ states: UnsafeMutablePointer<Float>, from ends: UnsafeMutablePointer<Float>, count: Int,
    _ context: PassContext
  ) {
    if context.continues {
      states.update(from: ends, count: count)
    } else {
      states.update(repeating: 0, count: count)
    }
  }

  private func keep(
    _ states: UnsafeMutablePointer<Float>, _ t: Int, _ alive: Int, _ rows: Int, _ stride: Int
  ) {
    let before = states + (t * rows + alive) * stride
    (before + rows * stride).update(from: before, count: (rows - alive) * stride)
  }

  /// Which states are kept at each step: 1 for those, 0 for the others.
  private func draw(_ context: PassContext) {
    let mask = DropMask(rate: zoneout, .zone, layer: site.number, context)
    let kernels = site.kernels
    for (kind, zones) in [layout.hiddenZones, layout.cellZones].enumerated() {
      for t in 0..<steps {
        for row in 0..<context.rows {
          let own = array(zones) + (t * context.rows + row) * cellStride
          mask.write(
            own, count: parts.units, row: context.firstRow + row, vector: 2 * t + kind,
            kernels)
          for u in 0..<parts.units { own[u] = own[u] == 0 ? 1 : 0 }
        }
      }
    }
  }

  private func step(_ t: Int, _ alive: Int, _ gates: Activations, _ context: PassContext) {
    let rows = context.rows
    let before = array(layout.hidden) + t * rows * stride
    let products = parts.recurrent.forward(
      states(before), rows: alive, to: array(layout.products), at: site)
    let units = parts.units
    for row in 0..<alive {
      let place = (t * rows + row) * cellStride
      let i = gates.values + (t * rows + row) * gates.stride
      let product = products.values + row * products.stride
      if let norms {
        norms.sums(i, product, vector: t * rows + row)
      } else {
        site.kernels.add(i, product, 4 * units)
      }
      let (f, g, o) = (i + units, i + 2 * units, i + 3 * units)
      site.kernels.apply(.sigmoid, i, i, 2 * units)
      site.kernels.apply(.tanh, g, g, units)
      site.kernels.apply(.sigmoid, o, o, units)
      let cell = array(layout.cells) + place
      let next = cell + rows * cellStride
      let squashed = array(layout.squashed) + place
      for u in 0..<units { next[u] = f[u] * cell[u] + i[u] * g[u] }
      if let norms {
        norms.exposed(next, to: squashed, vector: t * rows + row)
        site.kernels.apply(.tanh, squashed, squashed, units)
      } else {
        site.kernels.apply(.tanh, next, squashed, units)
      }
      let exposed = array(layout.exposed) + place
      for u in 0..<units { exposed[u] = o[u] * squashed[u] }
      zone(next, units, from: cell, layout.cellZones, at: place, context)
    }
    let exposed = cells(array(layout.exposed) + t * rows * cellStride)
    let hidden =
      parts.projection?.forward(exposed, rows: alive, to: array(layout.product), at: site)
      ?? exposed
    for row in 0..<alive {
      let next = before + (rows + row) * stride
      next.update(from: hidden.values + row * stride, count: parts.outputs)
      zone(
        next, parts.outputs, from: before + row * stride, layout.hiddenZones,
        at: (t * rows + row) * cellStride, context)
    }
  }

  /// new ← z ∘ old + (1 − z) ∘ new, z being 0 or 1, or where nothing is drawn the rate.
  private func zone(
    _ new: UnsafeMutablePointer<Float>, _ count: Int, from old: UnsafeMutablePointer<Float>,
    _ zones: Int, at place: Int, _ context: PassContext
  ) {
    if zoneout == 0 { return }
    if draws(context) {
      let own = array(zones) + place
      for u in 0..<count { new[u] = own[u] == 1 ? old[u] : new[u] }
    } else {
      let rate = Float(zoneout)
      for u in 0..<count { new[u] = rate * old[u] + (1 - rate) * new[u] }
    }
  }
}
