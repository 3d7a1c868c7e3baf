/// A layer of gated recurrent units (Cho et al. 2014):
///
///     r, z = σ(b + x·W + h·R)        n = tanh(b + x·W + r ∘ (b_hn + h·R))
///     h ← (1 − z) ∘ n + z ∘ h
///
/// The reset gate r follows the product, as in PyTorch and as in Keras with `reset_after=True`.
///
/// Input [B, T, I]; output [B, T, H] with `returnSequences`, otherwise the last hidden state [B, H].
/// Gates stand as in PyTorch: r, z, n. `bias` is the sum of PyTorch's two, but for n, whose second one
/// is `bias_hn`. Initial values are those of Keras: Glorot uniform, orthogonal recurrent weight, zero
/// biases.
public struct GRU: RecurrentLayer {
  public static let keyword = "gru"
  public static let usage = "UNITS[:sequence]"

  public let units: Int
  public let returnSequences: Bool

  /// - Parameters:
  ///   - units: H, at least 1.
  ///   - returnSequences: also where the next layer does not want the sequence.
  public init(_ units: Int, returnSequences: Bool = false) {
    precondition(units >= 1, "a GRU with \(units) units")
    self.units = units
    self.returnSequences = returnSequences
  }

  public init(arguments: [String], sequenceWanted: Bool) throws {
    var arguments = try LayerArguments(arguments, of: Self.self)
    let returnSequences = try arguments.finish(sequenceWanted: sequenceWanted)
    self.init(arguments.units, returnSequences: returnSequences)
  }

  public func returningSequence() -> GRU { GRU(units, returnSequences: true) }

  public var specification: String { "gru:\(units)" + (returnSequences ? ":sequence" : "") }

  public var title: String { "GRU" }

  public var cell: RecurrentCell {
    RecurrentCell(gates: 3, isParted: true, hasCellState: false, keeps: false) { $0.cell("gru") }
  }

  public var biasInitializer: Initializer { .zeros }
}
