/// A long short-term memory layer (Hochreiter and Schmidhuber 1997; forget gate: Gers et al. 2000).
///
///     i, f, o = σ(b + x·W + h·R)     g = tanh(b + x·W + h·R)
///     c ← f ∘ c + i ∘ g              h ← o ∘ tanh c
///
/// With a `projection` (Sak, Senior and Beaufays 2014) h ← (o ∘ tanh c)·P, a smaller state, as with
/// PyTorch's `proj_size`. With layer normalization (Ba, Kiros and Hinton 2016) the sums are
/// α ∘ LN(x·W) + β ∘ LN(h·R) + b, LN over all four gates together, and h ← o ∘ tanh(γ ∘ LN(c) + δ). With
/// `zoneout` (Krueger et al. 2017) each number of both states stays as it was with that probability at each
/// step of a training, and moves by its mean otherwise. With any of them, a step runs in no fused kernel and
/// is shared by no team.
///
/// Input [B, T, I]; output [B, T, H] with `returnSequences`, otherwise the last hidden state [B, H], H being
/// the projection's size where there is one. Weights stand as in PyTorch (gates i, f, g, o; `weight_hr`).
/// Initial values are those of Keras: Glorot uniform, orthogonal recurrent weight, zero bias with 1 in the
/// forget gate.
public struct LSTM: RecurrentLayer {
  public static let keyword = "lstm"
  public static let usage =
    "UNITS\(CellDropout.usage)[:sequence] or lstm:UNITS[:projection=SIZE][:layernorm][:zoneout=RATE]"
    + "[:sequence]"

  public let units: Int
  /// The hidden state's size, below `units`; nil where it is the units'.
  public let projection: Int?
  /// Whether sums and cell states are normalized.
  public let isNormalized: Bool
  /// From 0 to below 1.
  public let zoneout: Double
  public let dropout: CellDropout
  public let returnSequences: Bool

  /// - Parameters:
  ///   - units: H, at least 1.
  ///   - projection: from 1 to below `units`, or nil; without dropout.
  ///   - isNormalized: without dropout.
  ///   - zoneout: without dropout.
  ///   - dropout: in training.
  ///   - returnSequences: also where the next layer does not want the sequence.
  public init(
    _ units: Int, projection: Int? = nil, isNormalized: Bool = false, zoneout: Double = 0,
    dropout: CellDropout = .none, returnSequences: Bool = false
  ) {
    precondition(units >= 1, "an LSTM with \(units) units")
    precondition(
      projection.map { $0 >= 1 && $0 < units } ?? true,
      "an LSTM with \(units) units and a projection to \(projection ?? 0)")
    precondition(zoneout >= 0 && zoneout < 1, "a zoneout of \(zoneout)")
    precondition(
      dropout == .none || projection == nil && !isNormalized && zoneout == 0,
      "an LSTM with a projection, layer normalization or zoneout, and dropout")
    self.units = units
    self.projection = projection
    self.isNormalized = isNormalized
    self.zoneout = zoneout
    self.dropout = dropout
    self.returnSequences = returnSequences
  }

  public init(arguments: [String], sequenceWanted: Bool) throws {
    var arguments = try LayerArguments(arguments, of: Self.self)
    let projection = try arguments.takeNumber("projection", in: 1..<arguments.units)
    let isNormalized = arguments.takes(LayerNormalization.keyword)
    let zoneout = try arguments.takeRate("zoneout") ?? 0
    let isStepwise = projection != nil || isNormalized || zoneout > 0
    let dropout = isStepwise ? .none : try CellDropout(&arguments)
    let returnSequences = try arguments.finish(sequenceWanted: sequenceWanted)
    self.init(
      arguments.units, projection: projection, isNormalized: isNormalized, zoneout: zoneout,
      dropout: dropout, returnSequences: returnSequences)
  }

  public func returningSequence() -> LSTM {
    LSTM(
      units, projection: projection, isNormalized: isNormalized, zoneout: zoneout,
      dropout: dropout, returnSequences: true)
  }

  public var specification: String {
    "lstm:\(units)" + (projection.map { ":projection=\($0)" } ?? "")
      + (isNormalized ? ":\(LayerNormalization.keyword)" : "")
      + (zoneout > 0 ? ":zoneout=\(zoneout)" : "") + dropout.specification
      + (returnSequences ? ":sequence" : "")
  }

  public var title: String { "LSTM" }

  public var cell: RecurrentCell {
    RecurrentCell(gates: 4, hasCellState: true, keeps: true) { $0.cell("lstm") }
  }

  public var biasInitializer: Initializer { .oneInGate(1) }

  public var stateSizes: [Int] { [projection ?? units, units] }

  public var isDriven: Bool { projection == nil && !isNormalized && zoneout == 0 }
}

/// The forms that `RecurrentExecution` does not drive.
extension LSTM {
  public func outputShape(for input: LayerShape) throws -> LayerShape {
    guard let steps = input.steps else { throw ModelError.needsSequence(layer: specification) }
    return LayerShape(steps: returnSequences ? steps : nil, features: projection ?? units)
  }

  public func parameters(for input: LayerShape) -> [Parameter] {
    if isDriven { return drivenParameters(for: input) }
    return StepwiseLSTM(self, input: input, backward: .none).parameters
  }

  public func forwardFlops(for input: LayerShape) -> Int {
    let outputs = projection ?? units
    let gates = 4 * units * (input.features + outputs)
    return 2 * (gates + (projection ?? 0) * units) * input.vectors
  }

  public func packedFloats(for input: LayerShape, backward: BackwardNeed) -> Int {
    isDriven
      ? RecurrentPanels(self, input: input, backward: backward).total
      : StepwiseLSTM(self, input: input, backward: backward).floats
  }

  public func pack(_ rows: Range<Int>, of parameter: Int, at site: LayerSite) {
    if isDriven {
      RecurrentPanels(self, input: site.input, backward: site.backward)
        .pack(rows, of: parameter, at: site)
    } else {
      StepwiseLSTM(self, input: site.input, backward: site.backward)
        .pack(rows, of: parameter, at: site)
    }
  }

  public func workspace(for input: LayerShape, size: PassSize) -> WorkspaceNeed {
    if isDriven {
      let layout = RecurrentWorkspace(self, input: input, size: size)
      return WorkspaceNeed(kept: layout.floats, scratch: layout.scratch)
    }
    let gradients = WeightGradientPass.scratchFloats(
      steps: input.vectors, operandRows: max(input.features + 1, units), size: size)
    return WorkspaceNeed(
      kept: StepwiseWorkspace(self, steps: input.vectors, size: size).floats,
      scratch: max(gradients, size.rows * Activations.stride(of: units)))
  }

  public func makeExecution(
    at site: LayerSite, size: PassSize, workspace: Workspace
  ) -> any LayerExecution {
    if !isDriven {
      return StepwiseLSTMExecution(self, at: site, size: size, workspace: workspace)
    }
    return RecurrentExecution(
      self, at: site, size: size, workspace: workspace, isReversed: isReversed)
  }
}
