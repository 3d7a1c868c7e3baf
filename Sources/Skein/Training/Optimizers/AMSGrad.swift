/// Adam divided by the root of the largest mean square so far, so that no step grows again.
///
/// Source: Reddi, Kale and Kumar, "On the convergence of Adam and beyond", ICLR 2018, in the form of
/// PyTorch's `amsgrad`, which takes the largest before the bias is corrected; numbers as Adam's.
public struct AMSGrad: Optimizer, Equatable {
  public static let keyword = "amsgrad"
  public static let usage = "[:firstDecay[:secondDecay[:epsilon[:decay]]]]"

  /// Weight decay apart from the gradient, which spares biases.
  public let decay: Double
  private var adam: Adam

  /// - Parameters:
  ///   - firstDecay: as Adam's.
  ///   - secondDecay: as Adam's.
  ///   - epsilon: as Adam's.
  ///   - decay: of the weights, 0 or more.
  public init(
    firstDecay: Double = 0.9, secondDecay: Double = 0.999, epsilon: Float = 1e-7,
    decay: Double = 0
  ) {
    precondition(decay >= 0 && decay.isFinite, "a weight decay of \(decay)")
    self.decay = decay
    adam = Adam(firstDecay: firstDecay, secondDecay: secondDecay, epsilon: epsilon)
  }

  public init(arguments: [String]) throws(SettingsError) {
    var given = SpecifiedArguments(arguments, of: Self.self)
    let adam = try Adam(&given)
    let decay = try given.number("decay", default: 0) { $0 >= 0 }
    try given.finish()
    self.init(
      firstDecay: adam.firstDecay, secondDecay: adam.secondDecay, epsilon: adam.epsilon,
      decay: decay)
  }

  public var specification: String {
    Self.text(adam.namedNumbers + [("decay", decay, 0)])
  }

  public var slots: [String] { adam.slots + ["largest_second_moments"] }

  public var numbers: [Double] {
    get { adam.numbers }
    set { adam.numbers = newValue }
  }

  public var hasSoundNumbers: Bool { adam.hasSoundNumbers }

  @inline(__always)
  public mutating func advance() { adam.advance() }

  public func update(_ run: ParameterRun) {
    run.decayWeights(by: decay)
    let firstRate = FourFloats(Float(1 - adam.firstDecay))
    let secondRate = FourFloats(Float(1 - adam.secondDecay))
    let stepSize = FourFloats(Float(run.learningRate / (1 - adam.firstPower)))
    let inverseRoot = FourFloats(Float(1 / (1 - adam.secondPower).squareRoot()))
    let epsilon = FourFloats(adam.epsilon)
    run.forEachFour { four in
      let gradient = four.gradient
      let first = four[0] + firstRate * (gradient - four[0])
      let second = four[1] + secondRate * (gradient * gradient - four[1])
      let largest = atLeast(second, four[2])
      let step = first / (squareRoot(largest) * inverseRoot + epsilon)
      four.weight = four.weight - stepSize * step
      four[0] = first
      four[1] = second
      four[2] = largest
    }
  }
}
