/// What a recurrent layer drops in training: of its input, and of the states that meet the recurrent
/// weight. What is dropped is the same at every step of a row (Gal and Ghahramani 2016), as in Keras.
public struct CellDropout: Sendable, Hashable {
  /// Each from 0 to below 1.
  public var input: Double
  public var recurrent: Double

  public static let none = CellDropout()

  static let usage = "[:dropout=RATE][:recurrent-dropout=RATE]"

  public init(input: Double = 0, recurrent: Double = 0) {
    precondition(input >= 0 && input < 1, "a dropout of \(input)")
    precondition(recurrent >= 0 && recurrent < 1, "a recurrent dropout of \(recurrent)")
    self.input = input
    self.recurrent = recurrent
  }

  init(_ arguments: inout LayerArguments) throws {
    let input = try arguments.takeRate("dropout")
    let recurrent = try arguments.takeRate("recurrent-dropout")
    self.init(input: input ?? 0, recurrent: recurrent ?? 0)
  }

  var specification: String {
    (input > 0 ? ":dropout=\(input)" : "")
      + (recurrent > 0 ? ":recurrent-dropout=\(recurrent)" : "")
  }
}
