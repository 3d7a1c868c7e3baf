/// A long short-term memory layer (Hochreiter and Schmidhuber 1997; forget gate: Gers et al. 2000).
///
/// Input [B, T, I]; output [B, T, H] with `returnSequences`, otherwise the last hidden state [B, H].
/// Weights stand as in PyTorch (gates i, f, g, o). Initial values are those of Keras: Glorot uniform,
/// orthogonal recurrent weight, zero bias with 1 in the forget gate.
public struct LSTM: RecurrentLayer {
  public static let keyword = "lstm"
  public static let usage = "UNITS\(CellDropout.usage)[:sequence]"

  public let units: Int
  public let dropout: CellDropout
  public let returnSequences: Bool

  /// - Parameters:
  ///   - units: H, at least 1.
  ///   - dropout: in training.
  ///   - returnSequences: also where the next layer does not want the sequence.
  public init(
    _ units: Int, dropout: CellDropout = .none, returnSequences: Bool = false
  ) {
    precondition(units >= 1, "an LSTM with \(units) units")
    self.units = units
    self.dropout = dropout
    self.returnSequences = returnSequences
  }

  public init(arguments: [String], sequenceWanted: Bool) throws {
    var arguments = try LayerArguments(arguments, of: Self.self)
    let dropout = try CellDropout(&arguments)
    let returnSequences = try arguments.finish(sequenceWanted: sequenceWanted)
    self.init(arguments.units, dropout: dropout, returnSequences: returnSequences)
  }

  public func returningSequence() -> LSTM {
    LSTM(units, dropout: dropout, returnSequences: true)
  }

  public var specification: String {
    "lstm:\(units)" + dropout.specification + (returnSequences ? ":sequence" : "")
  }

  public var title: String { "LSTM" }

  public var cell: RecurrentCell {
    RecurrentCell(gates: 4, hasCellState: true, keeps: true) { $0.cell("lstm") }
  }

  public var biasInitializer: Initializer { .oneInGate(1) }
}
