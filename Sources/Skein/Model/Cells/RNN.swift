/// A plain recurrent layer (Elman 1990): h ← f(x·W + h·R + b), with f tanh or max(x, 0).
///
/// Input [B, T, I]; output [B, T, H] with `returnSequences`, otherwise the last hidden state [B, H].
/// Initial values are those of Keras: Glorot uniform, orthogonal recurrent weight, zero bias.
public struct RNN: RecurrentLayer {
  public static let keyword = "rnn"
  public static let usage = "UNITS[:relu]\(CellDropout.usage)[:sequence]"

  /// What a cell does to its sums.
  public enum Nonlinearity: String, Sendable, Hashable {
    case tanh
    case relu
  }

  public let units: Int
  public let nonlinearity: Nonlinearity
  public let dropout: CellDropout
  public let returnSequences: Bool

  /// - Parameters:
  ///   - units: H, at least 1.
  ///   - nonlinearity: f.
  ///   - dropout: in training.
  ///   - returnSequences: also where the next layer does not want the sequence.
  public init(
    _ units: Int, nonlinearity: Nonlinearity = .tanh, dropout: CellDropout = .none,
    returnSequences: Bool = false
  ) {
    precondition(units >= 1, "an RNN with \(units) units")
    self.units = units
    self.nonlinearity = nonlinearity
    self.dropout = dropout
    self.returnSequences = returnSequences
  }

  public init(arguments: [String], sequenceWanted: Bool) throws {
    var arguments = try LayerArguments(arguments, of: Self.self)
    let isRelu = arguments.takes("relu")
    let dropout = try CellDropout(&arguments)
    let returnSequences = try arguments.finish(sequenceWanted: sequenceWanted)
    self.init(
      arguments.units, nonlinearity: isRelu ? .relu : .tanh, dropout: dropout,
      returnSequences: returnSequences)
  }

  public func returningSequence() -> RNN {
    RNN(units, nonlinearity: nonlinearity, dropout: dropout, returnSequences: true)
  }

  public var specification: String {
    "rnn:\(units)" + (nonlinearity == .relu ? ":relu" : "") + dropout.specification
      + (returnSequences ? ":sequence" : "")
  }

  public var title: String { "RNN" }

  public var cell: RecurrentCell {
    // Closures that capture nothing: this is asked for in every step, and must not allocate.
    switch nonlinearity {
    case .tanh: RecurrentCell(gates: 1, hasCellState: false, keeps: false) { $0.cell("rnn-tanh") }
    case .relu: RecurrentCell(gates: 1, hasCellState: false, keeps: false) { $0.cell("rnn-relu") }
    }
  }

  public var biasInitializer: Initializer { .zeros }
}
