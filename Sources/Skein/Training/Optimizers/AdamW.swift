/// Adam with weight decay apart from the gradient, which spares biases.
///
/// Source: Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019; numbers as in
/// Keras, whose decay is 0.004 (PyTorch's 0.01). Cost: Adam's, and a pass over weights that it then
/// finds in the nearest cache.
public struct AdamW: Optimizer, Equatable {
  public static let keyword = "adamw"
  public static let usage = "[:decay[:firstDecay[:secondDecay[:epsilon]]]]"

  /// How much of a weight a step takes away, times the learning rate.
  public let decay: Double
  private var adam: Adam

  /// - Parameters:
  ///   - decay: 0 or more.
  ///   - firstDecay: as Adam's.
  ///   - secondDecay: as Adam's.
  ///   - epsilon: as Adam's.
  public init(
    decay: Double = 0.004, firstDecay: Double = 0.9, secondDecay: Double = 0.999,
    epsilon: Float = 1e-7
  ) {
    precondition(decay >= 0 && decay.isFinite, "a weight decay of \(decay)")
    self.decay = decay
    adam = Adam(firstDecay: firstDecay, secondDecay: secondDecay, epsilon: epsilon)
  }

  public init(arguments: [String]) throws(SettingsError) {
    var given = SpecifiedArguments(arguments, of: Self.self)
    let decay = try given.number("decay", default: 0.004) { $0 >= 0 }
    let adam = try Adam(&given)
    try given.finish()
    self.init(
      decay: decay, firstDecay: adam.firstDecay, secondDecay: adam.secondDecay,
      epsilon: adam.epsilon)
  }

  public var specification: String {
    Self.text([("decay", decay, 0.004)] + adam.namedNumbers)
  }

  public var slots: [String] { adam.slots }

  public var numbers: [Double] {
    get { adam.numbers }
    set { adam.numbers = newValue }
  }

  public var hasSoundNumbers: Bool { adam.hasSoundNumbers }

  @inline(__always)
  public mutating func advance() { adam.advance() }

  public func update(_ run: ParameterRun) {
    run.decayWeights(by: decay)
    adam.update(run)
  }
}
