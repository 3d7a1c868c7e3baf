/// A recurrent layer of cells that are written in plain Swift.
///
/// Input [B, T, I]; output [B, T, H] with `returnSequences`, otherwise the last hidden state [B, H].
/// Glorot uniform input weight, orthogonal recurrent weight, zero bias.
public struct Recurrent<Cell: ElementwiseCell>: RecurrentLayer {
  public static var keyword: String { Cell.keyword }
  public static var usage: String { "UNITS[:sequence]" }

  public let units: Int
  public let returnSequences: Bool

  /// - Parameters:
  ///   - units: H, at least 1.
  ///   - returnSequences: also where the next layer does not want the sequence.
  public init(_ units: Int, returnSequences: Bool = false) {
    precondition(units >= 1, "a layer with \(units) units")
    self.units = units
    self.returnSequences = returnSequences
  }

  public init(arguments: [String], sequenceWanted: Bool) throws {
    var arguments = try LayerArguments(arguments, of: Self.self)
    let returnSequences = try arguments.finish(sequenceWanted: sequenceWanted)
    self.init(arguments.units, returnSequences: returnSequences)
  }

  public func returningSequence() -> Self { Self(units, returnSequences: true) }

  public var specification: String {
    "\(Cell.keyword):\(units)" + (returnSequences ? ":sequence" : "")
  }

  public var title: String { Cell.keyword }

  public var cell: RecurrentCell { RecurrentCell(Cell.self) }

  public var biasInitializer: Initializer { .zeros }
}
