import KernelInterface

/// What an LSTM with a projection, layer normalization or zoneout takes: a step has two products one after
/// the other, sums apart, or states that go past the gates, and no fused kernel.
struct StepwiseLSTM {
  /// H
  let units: Int
  /// P, the size of the hidden state: H where nothing is projected.
  let outputs: Int
  let inputs: Int
  /// x·W + b of all gates, for all steps at once.
  let input: PackedProduct
  /// h·R
  let recurrent: PackedProduct
  /// (o ∘ tanh c)·P
  let projection: PackedProduct?
  /// Whether sums and cell states are normalized.
  let isNormalized: Bool

  init(_ layer: LSTM, input shape: LayerShape, backward: BackwardNeed) {
    units = layer.units
    outputs = layer.projection ?? layer.units
    inputs = shape.features
    isNormalized = layer.isNormalized
    // The gradient of a state is always wanted.
    let stateNeed: BackwardNeed = backward == .none ? .none : .weightsAndInput
    let input = PackedProduct(inputs: inputs, units: 4 * units, backward: backward)
    let recurrent = PackedProduct(
      inputs: outputs, units: 4 * units, backward: stateNeed, start: input.floats)
    self.input = input
    self.recurrent = recurrent
    let (units, outputs) = (units, outputs)
    projection = layer.projection.map { _ in
      PackedProduct(
        inputs: units, units: outputs, backward: stateNeed,
        start: input.floats + recurrent.floats)
    }
  }

  var floats: Int { input.floats + recurrent.floats + (projection?.floats ?? 0) }

  var parameters: [Parameter] {
    let shared = [
      Parameter(
        name: "weight_ih", rows: inputs, gates: 4, gateSize: units, initializer: .glorotUniform),
      Parameter(
        name: "weight_hh", rows: outputs, gates: 4, gateSize: units, initializer: .orthogonal),
      Parameter(
        name: "bias", rows: 1, gates: 4, gateSize: units, initializer: .oneInGate(1),
        isVector: true),
    ]
    let projected =
      projection == nil
      ? []
      : [Parameter(name: "weight_hr", rows: units, gateSize: outputs, initializer: .glorotUniform)]
    return shared + projected + (isNormalized ? StepwiseNorms.parameters(units: units) : [])
  }

  /// The place of the first parameter of the normalizations.
  var firstNorm: Int { projection == nil ? 3 : 4 }

  func pack(_ rows: Range<Int>, of parameter: Int, at site: LayerSite) {
    var inner = site
    inner.backward = site.backward == .none ? .none : .weightsAndInput
    switch parameter {
    case 0: input.packWeight(rows, of: 0, at: site)
    case 1: recurrent.packWeight(rows, of: 1, at: inner)
    // Sums that are normalized meet the bias later, and read it where it stands.
    case 2: if !isNormalized { input.packBias(of: 2, at: site) }
    case 3: projection?.packWeight(rows, of: 3, at: inner)
    default: break
    }
  }
}

/// How such a layer divides its workspace. S is the stride of H numbers, P that of the hidden state.
struct StepwiseWorkspace {
  /// [T, R, stride of 4H]: the sums, then i, f, g and o, then the gradients of the sums.
  let gates: Int
  /// [T+1, R, P] and [T+1, R, S]
  let hidden: Int
  let cells: Int
  /// [T, R, S]: tanh of the new cell states, and what is projected.
  let squashed: Int
  let exposed: Int
  /// [T, R, P]: gradients of what is projected to.
  let projected: Int
  /// [T, R, S] each: 1 where a hidden state, or a cell state, is kept; in training with zoneout.
  let hiddenZones: Int
  let cellZones: Int
  /// [R, stride of 4H], [R, P]: the products of a step.
  let products: Int
  let product: Int
  /// [R, P] and [R, S]: gradients of the states; the states in which a pass ended.
  let carried: Int
  let carriedCells: Int
  let ends: Int
  let cellEnds: Int
  /// In training with layer normalization.
  let norms: StepwiseNorms.Workspace?
  let floats: Int

  init(_ layer: LSTM, steps: Int, size: PassSize) {
    let rows = size.rows
    let cell = rows * Activations.stride(of: layer.units)
    let state = rows * Activations.stride(of: layer.projection ?? layer.units)
    let sums = rows * Activations.stride(of: 4 * layer.units)
    let zones = size.isTraining && layer.zoneout > 0 ? steps * cell : 0
    var layout = WorkspaceLayout()
    gates = layout.add(steps * sums)
    hidden = layout.add((steps + 1) * state)
    cells = layout.add((steps + 1) * cell)
    squashed = layout.add(steps * cell)
    exposed = layout.add(steps * cell)
    projected = layout.add(size.isTraining ? steps * state : 0)
    hiddenZones = layout.add(zones)
    cellZones = layout.add(zones)
    products = layout.add(sums)
    product = layout.add(state)
    carried = layout.add(state)
    carriedCells = layout.add(cell)
    ends = layout.add(state)
    cellEnds = layout.add(cell)
    norms =
      layer.isNormalized && size.isTraining
      ? StepwiseNorms.Workspace(&layout, units: layer.units, vectors: steps * rows) : nil
    floats = layout.floats
  }
}
