/// Steps along the gradient divided by the root of the sum of all its squares so far:
/// s ← s + g²; w ← w − rate · g/(√(s₀ + s) + ε).
///
/// Source: Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic
/// optimization", JMLR 12 (2011). The form of PyTorch, which adds ε to the root (Keras to the sum);
/// s₀ and ε as in Keras.
public struct Adagrad: Optimizer, Equatable {
  public static let keyword = "adagrad"
  public static let usage = "[:initial[:epsilon[:decay]]]"

  /// s₀
  public let initial: Double
  public let epsilon: Double
  /// Weight decay apart from the gradient, which spares biases.
  public let decay: Double

  /// - Parameters:
  ///   - initial: what each sum of squares begins with, 0 or more.
  ///   - epsilon: added to the root, above 0.
  ///   - decay: of the weights, 0 or more.
  public init(initial: Double = 0.1, epsilon: Double = 1e-7, decay: Double = 0) {
    precondition(
      initial >= 0 && Float(initial).isFinite && Float(epsilon) > 0 && Float(epsilon).isFinite
        && decay >= 0 && decay.isFinite, "Adagrad with \(initial), \(epsilon) and \(decay)")
    self.initial = initial
    self.epsilon = epsilon
    self.decay = decay
  }

  public init(arguments: [String]) throws(SettingsError) {
    var given = SpecifiedArguments(arguments, of: Self.self)
    let initial = try given.number("initial", default: 0.1) { $0 >= 0 && Float($0).isFinite }
    let epsilon = try given.number("epsilon", default: 1e-7) {
      Float($0) > 0 && Float($0).isFinite
    }
    let decay = try given.number("decay", default: 0) { $0 >= 0 }
    try given.finish()
    self.init(initial: initial, epsilon: epsilon, decay: decay)
  }

  public var specification: String {
    Self.text([("initial", initial, 0.1), ("epsilon", epsilon, 1e-7), ("decay", decay, 0)])
  }

  /// Without s₀, since slots begin with zeros.
  public var slots: [String] { ["sums_of_squares"] }

  public var numbers: [Double] {
    get { [] }
    set {}
  }

  public mutating func advance() {}

  public func update(_ run: ParameterRun) {
    run.decayWeights(by: decay)
    let rate = FourFloats(Float(run.learningRate))
    let (initial, epsilon) = (FourFloats(Float(initial)), FourFloats(Float(epsilon)))
    run.forEachFour { four in
      let gradient = four.gradient
      let sum = four[0] + gradient * gradient
      four[0] = sum
      four.weight = four.weight - rate * (gradient / (squareRoot(sum + initial) + epsilon))
    }
  }
}
