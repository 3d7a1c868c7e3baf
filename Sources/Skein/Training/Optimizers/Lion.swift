/// Steps of one size for all: w ← w − rate · sign(β₁·m + (1 − β₁)·g); m ← β₂·m + (1 − β₂)·g.
///
/// Source: Chen et al., "Symbolic discovery of optimization algorithms", 2023, algorithm 2; numbers as
/// in Keras. It wants a learning rate three to ten times below Adam's.
public struct Lion: Optimizer, Equatable {
  public static let keyword = "lion"
  public static let usage = "[:firstDecay[:secondDecay[:decay]]]"

  /// β₁ and β₂.
  public let firstDecay: Double
  public let secondDecay: Double
  /// Weight decay apart from the gradient, which spares biases.
  public let decay: Double

  /// - Parameters:
  ///   - firstDecay: of the momentum that a step follows, from 0 to less than 1.
  ///   - secondDecay: of the momentum that is kept, from 0 to less than 1.
  ///   - decay: of the weights, 0 or more.
  public init(firstDecay: Double = 0.9, secondDecay: Double = 0.99, decay: Double = 0) {
    precondition(
      (0..<1).contains(firstDecay) && (0..<1).contains(secondDecay) && decay >= 0
        && decay.isFinite, "Lion with \(firstDecay), \(secondDecay) and \(decay)")
    self.firstDecay = firstDecay
    self.secondDecay = secondDecay
    self.decay = decay
  }

  public init(arguments: [String]) throws(SettingsError) {
    var given = SpecifiedArguments(arguments, of: Self.self)
    let first = try given.number("firstDecay", default: 0.9) { (0..<1).contains($0) }
    let second = try given.number("secondDecay", default: 0.99) { (0..<1).contains($0) }
    let decay = try given.number("decay", default: 0) { $0 >= 0 }
    try given.finish()
    self.init(firstDecay: first, secondDecay: second, decay: decay)
  }

  public var specification: String {
    Self.text([
      ("firstDecay", firstDecay, 0.9), ("secondDecay", secondDecay, 0.99), ("decay", decay, 0),
    ])
  }

  public var slots: [String] { ["momentum"] }

  public var numbers: [Double] {
    get { [] }
    set {}
  }

  public mutating func advance() {}

  public func update(_ run: ParameterRun) {
    run.decayWeights(by: decay)
    let rate = FourFloats(Float(run.learningRate))
    let first = FourFloats(Float(1 - firstDecay))
    let second = FourFloats(Float(1 - secondDecay))
    run.forEachFour { four in
      let gradient = four.gradient
      let momentum = four[0]
      four.weight = four.weight - rate * sign(momentum + first * (gradient - momentum))
      four[0] = momentum + second * (gradient - momentum)
    }
  }
}
