import KernelInterface

/// What an LSTM with layer normalization has beside its products:
/// the sums are α ∘ LN(x·W) + β ∘ LN(h·R) + b, and h is made of γ ∘ LN(c) + δ.
///
/// Each LN is over a whole vector, all four gates' sums together, as in the paper's equations 20 to 22. Their
/// own shifts would only add to b. The cell state goes on as it is.
struct StepwiseNorms {
  /// Where the workspace has what a training keeps. S is the stride of H numbers, U that of 4H.
  struct Workspace {
    /// [T, R, U] each: the normalized sums, then what the gradients of α and β sum up.
    let inputs: Int
    let states: Int
    /// [T, R, S]: the normalized cell states, then what the gradient of γ sums up.
    let cells: Int
    /// [3, T, R]: 1/√(σ² + ε) of each.
    let inverses: Int
    /// [T, R, U] each: gradients of x·W and of h·R.
    let inputGradients: Int
    let stateGradients: Int
    /// [T, R, S]: gradients of γ ∘ LN(c) + δ.
    let cellGradients: Int

    init(_ layout: inout WorkspaceLayout, units: Int, vectors: Int) {
      let sums = vectors * Activations.stride(of: 4 * units)
      let state = vectors * Activations.stride(of: units)
      inputs = layout.add(sums)
      states = layout.add(sums)
      cells = layout.add(state)
      inverses = layout.add(3 * vectors)
      inputGradients = layout.add(sums)
      stateGradients = layout.add(sums)
      cellGradients = layout.add(state)
    }
  }

  static let epsilon = LayerNormalization.usualEpsilon
  static let parameterNames = ["norm_ih", "norm_hh", "norm_c", "bias_c"]

  let units: Int
  private let sums: VectorNormalization
  private let cell: VectorNormalization
  /// α, β and b, [4H]; γ and δ, [H].
  private let inputScale: UnsafePointer<Float>
  private let stateScale: UnsafePointer<Float>
  private let bias: UnsafePointer<Float>
  private let cellScale: UnsafePointer<Float>
  private let cellBias: UnsafePointer<Float>
  /// Nil where nothing is kept for a way back.
  private let kept: (base: UnsafeMutablePointer<Float>, layout: Workspace)?
  private let vectors: Int

  /// - Parameters:
  ///   - first: the place of α among the layer's parameters.
  ///   - kept: the layer's workspace; nil outside of a training.
  ///   - vectors: T · R.
  init(
    units: Int, first: Int, at site: LayerSite,
    kept: (base: UnsafeMutablePointer<Float>, layout: Workspace)?, vectors: Int
  ) {
    func parameter(_ index: Int) -> UnsafePointer<Float> {
      UnsafePointer(site.weights + site.parameterOffsets[index])
    }
    self.units = units
    sums = VectorNormalization(count: 4 * units, epsilon: Float(Self.epsilon))
    cell = VectorNormalization(count: units, epsilon: Float(Self.epsilon))
    bias = parameter(2)
    inputScale = parameter(first)
    stateScale = parameter(first + 1)
    cellScale = parameter(first + 2)
    cellBias = parameter(first + 3)
    self.kept = kept
    self.vectors = vectors
  }

  static func parameters(units: Int) -> [Parameter] {
    zip(parameterNames, [4, 4, 1, 1]).map { name, gates in
      Parameter(
        name: name, rows: 1, gates: gates, gateSize: units,
        initializer: name == "bias_c" ? .zeros : .ones, isVector: true)
    }
  }

  private var sumStride: Int { Activations.stride(of: 4 * units) }
  private var cellStride: Int { Activations.stride(of: units) }

  /// The sums of a step's gates.
  ///
  /// - Parameters:
  ///   - input: x·W; becomes the sums.
  ///   - state: h·R; is overwritten.
  ///   - vector: t · R + row.
  func sums(
    _ input: UnsafeMutablePointer<Float>, _ state: UnsafeMutablePointer<Float>, vector: Int
  ) {
    let (ofInput, ofState) = (sums.forward(input), sums.forward(state))
    if let (base, layout) = kept {
      (base + layout.inputs + vector * sumStride).update(from: input, count: 4 * units)
      (base + layout.states + vector * sumStride).update(from: state, count: 4 * units)
      base[layout.inverses + vector] = ofInput
      base[layout.inverses + vectors + vector] = ofState
    }
    for i in 0..<4 * units {
      input[i] = input[i] * inputScale[i] + (state[i] * stateScale[i] + bias[i])
    }
  }

  /// What tanh takes of a cell state.
  func exposed(
    _ state: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, vector: Int
  ) {
    target.update(from: state, count: units)
    let inverse = cell.forward(target)
    if let (base, layout) = kept {
      (base + layout.cells + vector * cellStride).update(from: target, count: units)
      base[layout.inverses + 2 * vectors + vector] = inverse
    }
    for u in 0..<units { target[u] = target[u] * cellScale[u] + cellBias[u] }
  }

  /// From the gradient of what tanh took to that of the cell state, in place.
  func backward(cell gradient: UnsafeMutablePointer<Float>, vector: Int) {
    guard let (base, layout) = kept else { return }
    (base + layout.cellGradients + vector * cellStride).update(from: gradient, count: units)
    cell.backward(
      gradient, scale: cellScale, base + layout.cells + vector * cellStride,
      inverse: base[layout.inverses + 2 * vectors + vector], to: gradient)
  }

  /// From the gradients of the sums to those of both products.
  func backward(sums gradient: UnsafePointer<Float>, vector: Int) {
    guard let (base, layout) = kept else { return }
    let place = vector * sumStride
    sums.backward(
      gradient, scale: inputScale, base + layout.inputs + place,
      inverse: base[layout.inverses + vector], to: base + layout.inputGradients + place)
    sums.backward(
      gradient, scale: stateScale, base + layout.states + place,
      inverse: base[layout.inverses + vectors + vector], to: base + layout.stateGradients + place)
  }

  /// Rows that have ended leave no gradient.
  func clear(_ range: Range<Int>) {
    guard let (base, layout) = kept else { return }
    for array in [layout.inputs, layout.states, layout.inputGradients, layout.stateGradients] {
      (base + array + range.lowerBound * sumStride).update(
        repeating: 0, count: range.count * sumStride)
    }
    for array in [layout.cells, layout.cellGradients] {
      (base + array + range.lowerBound * cellStride).update(
        repeating: 0, count: range.count * cellStride)
    }
  }

  /// Gradients of x·W and of h·R at all steps, or at one.
  func productGradients(
    steps: Int, from vector: Int = 0
  ) -> (input: Activations, state: Activations)? {
    kept.map { base, layout in
      let place = vector * sumStride
      return (
        Activations(base + layout.inputGradients + place, features: 4 * units, vectors: steps),
        Activations(base + layout.stateGradients + place, features: 4 * units, vectors: steps)
      )
    }
  }

  /// What the gradients of α, β, γ and δ sum up over all steps, in this order.
  func parameterGradients(steps: Int) -> [Activations] {
    guard let (base, layout) = kept else { return [] }
    return [
      Activations(base + layout.inputs, features: 4 * units, vectors: steps),
      Activations(base + layout.states, features: 4 * units, vectors: steps),
      Activations(base + layout.cells, features: units, vectors: steps),
      Activations(base + layout.cellGradients, features: units, vectors: steps),
    ]
  }
}
