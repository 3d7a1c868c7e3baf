/// Steps along the gradient divided by the root of its mean square: v ← α·v + (1 − α)·g²;
/// w ← w − rate · g/(√v + ε), or along b ← μ·b + g/(√v + ε) with momentum. Centred, v is taken less
/// the square of the mean gradient.
///
/// Source: Tieleman and Hinton, "Neural networks for machine learning", lecture 6e, 2012; centred as
/// Graves, "Generating sequences with recurrent neural networks", 2013. The form of PyTorch, which adds ε
/// to the root (Keras to v); numbers as in Keras.
public struct RMSprop: Optimizer, Equatable {
  public static let keyword = "rmsprop"
  public static let usage = "[:smoothing][:momentum=…][:decay=…][:centered]"

  /// α
  public let smoothing: Double
  /// μ
  public let momentum: Double
  public let epsilon: Double
  /// Weight decay apart from the gradient, which spares biases.
  public let decay: Double
  public let isCentered: Bool

  /// - Parameters:
  ///   - smoothing: what a step keeps of the mean square, from 0 to less than 1.
  ///   - momentum: what a step keeps of the one before, from 0 to less than 1.
  ///   - epsilon: added to the root, above 0.
  ///   - decay: of the weights, 0 or more.
  ///   - centered: whether the mean gradient's square is taken away.
  public init(
    smoothing: Double = 0.9, momentum: Double = 0, epsilon: Double = 1e-7, decay: Double = 0,
    centered: Bool = false
  ) {
    precondition(
      (0..<1).contains(smoothing) && (0..<1).contains(momentum)
        && Float(epsilon) > 0 && Float(epsilon).isFinite && decay >= 0 && decay.isFinite,
      "RMSprop with \(smoothing), \(momentum), \(epsilon) and \(decay)")
    self.smoothing = smoothing
    self.momentum = momentum
    self.epsilon = epsilon
    self.decay = decay
    isCentered = centered
  }

  public init(arguments: [String]) throws(SettingsError) {
    var given = SpecifiedArguments(arguments, of: Self.self)
    let smoothing = try given.number("smoothing", default: 0.9) { (0..<1).contains($0) }
    let momentum = try given.number("momentum", default: 0) { (0..<1).contains($0) }
    let epsilon = try given.number("epsilon", default: 1e-7) {
      Float($0) > 0 && Float($0).isFinite
    }
    let decay = try given.number("decay", default: 0) { $0 >= 0 }
    let isCentered = given.takes("centered")
    try given.finish()
    self.init(
      smoothing: smoothing, momentum: momentum, epsilon: epsilon, decay: decay,
      centered: isCentered)
  }

  public var specification: String {
    Self.text(
      [
        ("smoothing", smoothing, 0.9), ("momentum", momentum, 0), ("epsilon", epsilon, 1e-7),
        ("decay", decay, 0),
      ], words: isCentered ? ["centered"] : [])
  }

  public var slots: [String] {
    ["mean_squares"] + (isCentered ? ["mean_gradients"] : []) + (momentum > 0 ? ["momentum"] : [])
  }

  public var numbers: [Double] {
    get { [] }
    set {}
  }

  public mutating func advance() {}

  public func update(_ run: ParameterRun) {
    run.decayWeights(by: decay)
    let share = FourFloats(Float(1 - smoothing))
    let rate = FourFloats(Float(run.learningRate))
    let (isCentered, hasMomentum) = (isCentered, momentum > 0)
    let (epsilon, kept) = (FourFloats(Float(epsilon)), FourFloats(Float(momentum)))
    let last = isCentered ? 2 : 1
    run.forEachFour { four in
      let gradient = four.gradient
      let squares = four[0] + share * (gradient * gradient - four[0])
      four[0] = squares
      var variance = squares
      if isCentered {
        let mean = four[1] + share * (gradient - four[1])
        four[1] = mean
        // Rounding can take it below zero, where there is no root.
        variance = atLeast(squares - mean * mean, FourFloats(0))
      }
      var step = gradient / (squareRoot(variance) + epsilon)
      if hasMomentum {
        step = step + kept * four[last]
        four[last] = step
      }
      four.weight = four.weight - rate * step
    }
  }
}
