/// A layer of gated recurrent units (Cho et al. 2014):
///
///     r, z = σ(b + x·W + h·R)        n = tanh(b + x·W + r ∘ (b_hn + h·R))
///     h ← (1 − z) ∘ n + z ∘ h
///
/// The reset gate r follows the product, as in PyTorch and as in Keras with `reset_after=True`. With
/// `resetsBefore` it comes before it, n = tanh(b + x·W + (r ∘ h)·R), as in the paper: then a step has two
/// products one after the other, in no fused kernel and shared by no team, and the recurrent weight of n
/// is a parameter of its own, `weight_hn`.
///
/// Input [B, T, I]; output [B, T, H] with `returnSequences`, otherwise the last hidden state [B, H].
/// Gates stand as in PyTorch: r, z, n. `bias` is the sum of PyTorch's two, but for n, whose second one
/// is `bias_hn`. Initial values are those of Keras: Glorot uniform, orthogonal recurrent weight, zero
/// biases.
public struct GRU: RecurrentLayer {
  public static let keyword = "gru"
  public static let usage =
    "UNITS\(CellDropout.usage)[:sequence] or gru:UNITS:reset-before[:sequence]"

  public let units: Int
  public let resetsBefore: Bool
  public let dropout: CellDropout
  public let returnSequences: Bool

  /// - Parameters:
  ///   - units: H, at least 1.
  ///   - resetsBefore: whether the reset gate comes before the product; without dropout.
  ///   - dropout: in training.
  ///   - returnSequences: also where the next layer does not want the sequence.
  public init(
    _ units: Int, resetsBefore: Bool = false, dropout: CellDropout = .none,
    returnSequences: Bool = false
  ) {
    precondition(units >= 1, "a GRU with \(units) units")
    precondition(!resetsBefore || dropout == .none, "a GRU that resets before, with dropout")
    self.units = units
    self.resetsBefore = resetsBefore
    self.dropout = dropout
    self.returnSequences = returnSequences
  }

  public init(arguments: [String], sequenceWanted: Bool) throws {
    var arguments = try LayerArguments(arguments, of: Self.self)
    let resetsBefore = arguments.takes("reset-before")
    let dropout = resetsBefore ? .none : try CellDropout(&arguments)
    let returnSequences = try arguments.finish(sequenceWanted: sequenceWanted)
    self.init(
      arguments.units, resetsBefore: resetsBefore, dropout: dropout,
      returnSequences: returnSequences)
  }

  public func returningSequence() -> GRU {
    GRU(units, resetsBefore: resetsBefore, dropout: dropout, returnSequences: true)
  }

  public var specification: String {
    "gru:\(units)" + (resetsBefore ? ":reset-before" : "") + dropout.specification
      + (returnSequences ? ":sequence" : "")
  }

  public var title: String { "GRU" }

  public var cell: RecurrentCell {
    RecurrentCell(gates: 3, isParted: true, hasCellState: false, keeps: false) { $0.cell("gru") }
  }

  public var biasInitializer: Initializer { .zeros }

  public var isDriven: Bool { !resetsBefore }
}

/// The second form.
extension GRU {
  public func parameters(for input: LayerShape) -> [Parameter] {
    if !resetsBefore { return drivenParameters(for: input) }
    return ResetBefore(self, input: input, backward: .none).parameters
  }

  public func packedFloats(for input: LayerShape, backward: BackwardNeed) -> Int {
    resetsBefore
      ? ResetBefore(self, input: input, backward: backward).floats
      : RecurrentPanels(self, input: input, backward: backward).total
  }

  public func pack(_ rows: Range<Int>, of parameter: Int, at site: LayerSite) {
    if resetsBefore {
      ResetBefore(self, input: site.input, backward: site.backward)
        .pack(rows, of: parameter, at: site)
    } else {
      RecurrentPanels(self, input: site.input, backward: site.backward)
        .pack(rows, of: parameter, at: site)
    }
  }

  public func workspace(for input: LayerShape, size: PassSize) -> WorkspaceNeed {
    if !resetsBefore {
      let layout = RecurrentWorkspace(self, input: input, size: size)
      return WorkspaceNeed(kept: layout.floats, scratch: layout.scratch)
    }
    let layout = ResetBeforeWorkspace(units: units, steps: input.vectors, rows: size.rows)
    let gradients = WeightGradientPass.scratchFloats(
      steps: input.vectors, operandRows: max(input.features + 1, units), size: size)
    return WorkspaceNeed(
      kept: layout.floats,
      scratch: max(gradients, size.rows * Activations.stride(of: units)))
  }

  public func makeExecution(
    at site: LayerSite, size: PassSize, workspace: Workspace
  ) -> any LayerExecution {
    if resetsBefore {
      return ResetBeforeExecution(self, at: site, size: size, workspace: workspace)
    }
    return RecurrentExecution(
      self, at: site, size: size, workspace: workspace, isReversed: isReversed)
  }
}
