import KernelInterface

/// What a GRU whose reset gate comes before the product takes: the recurrent weight of the candidate
/// meets r ∘ h, which is there only when the product for r is done, so a step has two products one after
/// the other and no fused kernel.
struct ResetBefore {
  let units: Int
  let inputs: Int
  /// x·W + b of all three gates, for all steps at once.
  let input: PackedProduct
  /// h·R of r and z.
  let gates: PackedProduct
  /// (r ∘ h)·R of n.
  let candidate: PackedProduct

  init(_ layer: GRU, input shape: LayerShape, backward: BackwardNeed) {
    units = layer.units
    inputs = shape.features
    input = PackedProduct(inputs: inputs, units: 3 * units, backward: backward)
    let recurrent = Self.recurrentNeed(backward)
    gates = PackedProduct(
      inputs: units, units: 2 * units, backward: recurrent, start: input.floats)
    candidate = PackedProduct(
      inputs: units, units: units, backward: recurrent, start: input.floats + gates.floats)
  }

  /// The gradient of a state is always wanted.
  private static func recurrentNeed(_ backward: BackwardNeed) -> BackwardNeed {
    backward == .none ? .none : .weightsAndInput
  }

  var floats: Int { input.floats + gates.floats + candidate.floats }

  var parameters: [Parameter] {
    [
      Parameter(
        name: "weight_ih", rows: inputs, gates: 3, gateSize: units, initializer: .glorotUniform),
      Parameter(
        name: "weight_hh", rows: units, gates: 2, gateSize: units, initializer: .orthogonal),
      Parameter(
        name: "bias", rows: 1, gates: 3, gateSize: units, initializer: .zeros, isVector: true),
      Parameter(name: "weight_hn", rows: units, gateSize: units, initializer: .orthogonal),
    ]
  }

  func pack(_ rows: Range<Int>, of parameter: Int, at site: LayerSite) {
    var recurrent = site
    recurrent.backward = Self.recurrentNeed(site.backward)
    switch parameter {
    case 0: input.packWeight(rows, of: 0, at: site)
    case 1: gates.packWeight(rows, of: 1, at: recurrent)
    case 2: input.packBias(of: 2, at: site)
    default: candidate.packWeight(rows, of: 3, at: recurrent)
    }
  }
}

/// How such a layer divides its workspace.
struct ResetBeforeWorkspace {
  /// [T, R, stride of 3H]: the sums, then r, z and n, then the gradients of the sums.
  let sums: Int
  /// [T+1, R, S], and [T, R, S]: r ∘ h.
  let hidden: Int
  let reset: Int
  /// [R, stride of 2H] and [R, S]: the products of a step, forward or back.
  let products: Int
  let product: Int
  /// [R, S]: the gradient of a state; the state in which a pass ended.
  let carried: Int
  let ends: Int
  let floats: Int

  init(units: Int, steps: Int, rows: Int) {
    let state = rows * Activations.stride(of: units)
    var layout = WorkspaceLayout()
    sums = layout.add(steps * rows * Activations.stride(of: 3 * units))
    hidden = layout.add((steps + 1) * state)
    reset = layout.add(steps * state)
    products = layout.add(rows * Activations.stride(of: 2 * units))
    product = layout.add(state)
    carried = layout.add(state)
    ends = layout.add(state)
    floats = layout.floats
  }
}
