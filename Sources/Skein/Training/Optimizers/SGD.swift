/// Steps along the gradient, with momentum if wanted: v ← μ·v + g; w ← w − rate · v, or, with
/// Nesterov's look ahead, w ← w − rate · (g + μ·v).
///
/// Source: the form of PyTorch's `SGD`; Sutskever et al., "On the importance of initialization and
/// momentum in deep learning", ICML 2013.
public struct SGD: Optimizer, Equatable {
  public static let keyword = "sgd"
  public static let usage = "[:momentum[:nesterov]][:decay=…]"

  /// μ
  public let momentum: Double
  public let isNesterov: Bool
  /// Weight decay apart from the gradient, which spares biases.
  public let decay: Double

  /// - Parameters:
  ///   - momentum: what a step keeps of the one before, from 0 to less than 1.
  ///   - nesterov: whether steps look ahead along the momentum.
  ///   - decay: of the weights, 0 or more.
  public init(momentum: Double = 0, nesterov: Bool = false, decay: Double = 0) {
    precondition(momentum >= 0 && momentum < 1, "a momentum of \(momentum)")
    precondition(decay >= 0 && decay.isFinite, "a weight decay of \(decay)")
    self.momentum = momentum
    isNesterov = nesterov
    self.decay = decay
  }

  public init(arguments: [String]) throws(SettingsError) {
    var given = SpecifiedArguments(arguments, of: Self.self)
    let momentum = try given.number("momentum", default: 0) { $0 >= 0 && $0 < 1 }
    let decay = try given.number("decay", default: 0) { $0 >= 0 }
    let isNesterov = given.takes("nesterov")
    try given.finish()
    // Without momentum there is nothing to look along.
    if isNesterov && momentum == 0 { throw Self.refuse(arguments) }
    self.init(momentum: momentum, nesterov: isNesterov, decay: decay)
  }

  public var specification: String {
    var parts = [Self.keyword]
    if momentum != 0 || isNesterov { parts.append("\(momentum)") }
    if isNesterov { parts.append("nesterov") }
    if decay != 0 { parts.append("decay=\(decay)") }
    return parts.joined(separator: ":")
  }

  public var slots: [String] { momentum == 0 ? [] : ["momentum"] }

  public var numbers: [Double] {
    get { [] }
    set {}
  }

  public mutating func advance() {}

  public func update(_ run: ParameterRun) {
    run.decayWeights(by: decay)
    let rate = FourFloats(Float(run.learningRate))
    let kept = FourFloats(Float(momentum))
    guard momentum > 0 else {
      run.forEachFour { $0.weight = $0.weight - rate * $0.gradient }
      return
    }
    let isNesterov = isNesterov
    run.forEachFour { four in
      let gradient = four.gradient
      let velocity = gradient + kept * four[0]
      four[0] = velocity
      let direction = isNesterov ? gradient + kept * velocity : velocity
      four.weight = four.weight - rate * direction
    }
  }
}
