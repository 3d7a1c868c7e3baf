/// Steps along the gradient, with momentum if wanted: v ← μ·v + g; w ← w − rate · v, or, with
/// Nesterov's look ahead, w ← w − rate · (g + μ·v).
///
/// Source: the form of PyTorch's `SGD`; Sutskever et al. 2013. Each of these products and the sum it
/// goes into are rounded once, as a fused multiply-add, and nothing else is rounded but the scaled
/// gradient: a plain loop, whose bits are the same on every machine.
public struct SGD: Optimizer, Equatable {
  public static let keyword = "sgd"
  public static let usage = "[:momentum[:nesterov]]"

  /// μ
  public let momentum: Double
  public let isNesterov: Bool

  /// - Parameters:
  ///   - momentum: what a step keeps of the one before, from 0 to less than 1.
  ///   - nesterov: whether steps look ahead along the momentum.
  public init(momentum: Double = 0, nesterov: Bool = false) {
    precondition(momentum >= 0 && momentum < 1, "a momentum of \(momentum)")
    self.momentum = momentum
    isNesterov = nesterov
  }

  public init(arguments: [String]) throws(SettingsError) {
    let isNesterov = arguments.count == 2 && arguments[1] == "nesterov"
    let numbers = try Self.numbers(
      isNesterov ? [arguments[0]] : arguments, defaults: [0]
    ) { _, momentum in momentum >= 0 && momentum < 1 }
    self.init(momentum: numbers[0], nesterov: isNesterov)
  }

  public var specification: String {
    let text = momentum == 0 && !isNesterov ? Self.keyword : "\(Self.keyword):\(momentum)"
    return isNesterov ? text + ":nesterov" : text
  }

  public var slots: [String] { momentum == 0 ? [] : ["momentum"] }

  public var numbers: [Double] {
    get { [] }
    set {}
  }

  public mutating func advance() {}

  public func update(_ run: ParameterRun) {
    let rate = Float(-run.learningRate)
    let decay = Float(momentum)
    let (weights, gradient, scale) = (run.weights, run.gradient, run.gradientScale)
    guard momentum > 0 else {
      for index in 0..<run.count {
        weights[index] = weights[index].addingProduct(rate, gradient[index] * scale)
      }
      return
    }
    let velocities = run.slot(0)
    for index in 0..<run.count {
      let slope = gradient[index] * scale
      let velocity = slope.addingProduct(decay, velocities[index])
      velocities[index] = velocity
      let direction = isNesterov ? slope.addingProduct(decay, velocity) : velocity
      weights[index] = weights[index].addingProduct(rate, direction)
    }
  }
}
