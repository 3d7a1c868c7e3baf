import KernelInterface

/// Adam: a step along the mean gradient, divided by the root of its mean square.
///
/// Source: Kingma and Ba 2015, algorithm 1; numbers as in Keras. The powers of the decay rates are
/// products, not `pow`, whose last bit depends on the C library.
public struct Adam: Optimizer, Equatable {
  public static let keyword = "adam"
  public static let usage = "[:firstDecay[:secondDecay[:epsilon]]]"

  /// β₁ and β₂.
  public let firstDecay: Double
  public let secondDecay: Double
  public let epsilon: Float
  /// β₁ᵗ and β₂ᵗ after t steps.
  package var firstPower = 1.0
  package var secondPower = 1.0

  /// - Parameters:
  ///   - firstDecay: of the mean gradient, from 0 to less than 1.
  ///   - secondDecay: of the mean square, from 0 to less than 1.
  ///   - epsilon: added to the root, above 0.
  public init(firstDecay: Double = 0.9, secondDecay: Double = 0.999, epsilon: Float = 1e-7) {
    precondition(
      Self.isDecay(firstDecay) && Self.isDecay(secondDecay) && epsilon > 0 && epsilon.isFinite,
      "Adam with \(firstDecay), \(secondDecay) and \(epsilon)")
    self.firstDecay = firstDecay
    self.secondDecay = secondDecay
    self.epsilon = epsilon
  }

  public init(arguments: [String]) throws(SettingsError) {
    var given = SpecifiedArguments(arguments, of: Self.self)
    try self.init(&given)
    try given.finish()
  }

  /// What Adam and its kin have in common.
  init(_ given: inout SpecifiedArguments) throws(SettingsError) {
    self.init(
      firstDecay: try given.number("firstDecay", default: 0.9, where: Self.isDecay),
      secondDecay: try given.number("secondDecay", default: 0.999, where: Self.isDecay),
      epsilon: Float(
        try given.number("epsilon", default: 1e-7) { Float($0) > 0 && Float($0).isFinite }))
  }

  /// The same as a specification names them.
  var namedNumbers: [(name: String, value: Double, standard: Double)] {
    // The decimal that was given, not the double that its float is.
    let epsilon = Double(epsilon.description) ?? Double(epsilon)
    return [
      ("firstDecay", firstDecay, 0.9), ("secondDecay", secondDecay, 0.999),
      ("epsilon", epsilon, 1e-7),
    ]
  }

  public var specification: String {
    self.isDefault ? Self.keyword : "\(Self.keyword):\(firstDecay):\(secondDecay):\(epsilon)"
  }

  private var isDefault: Bool { firstDecay == 0.9 && secondDecay == 0.999 && epsilon == 1e-7 }

  private static func isDecay(_ number: Double) -> Bool { number >= 0 && number < 1 }

  public var slots: [String] { ["first_moments", "second_moments"] }

  public var numbers: [Double] {
    get { [firstPower, secondPower] }
    set { (firstPower, secondPower) = (newValue[0], newValue[1]) }
  }

  public var hasSoundNumbers: Bool { numbers.allSatisfy { $0 >= 0 && $0 <= 1 } }

  @inline(__always)
  public mutating func advance() {
    firstPower *= firstDecay
    secondPower *= secondDecay
  }

  @inline(__always)
  public func update(_ run: ParameterRun) {
    run.kernels.adam(
      AdamTask(
        count: run.count, weights: run.weights, firstMoment: run.slot(0),
        secondMoment: run.slot(1), gradient: run.gradient, gradientScale: run.gradientScale,
        firstRate: Float(1 - firstDecay), secondRate: Float(1 - secondDecay),
        stepSize: Float(run.learningRate / (1 - firstPower)),
        inverseRoot: Float(1 / (1 - secondPower).squareRoot()), epsilon: epsilon))
  }
}
