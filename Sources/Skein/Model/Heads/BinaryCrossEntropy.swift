/// The cross-entropy of yes and no: one output for each target, x with the probability σ(x) of a 1.
///
/// w · y′ · softplus(−x) + (1 − y′) · softplus(x) with y′ = y · (1 − smoothing) + smoothing / 2. Source:
/// PyTorch's `BCEWithLogitsLoss`, whose `pos_weight` is w; Keras's `BinaryCrossentropy(from_logits=True,
/// label_smoothing)`.
public struct BinaryCrossEntropy: TargetHead, Hashable {
  public static let keyword = "binary"
  public static let usage = "[:smoothing=…][:positive=weight]"

  /// How much of each target is moved towards ½, from 0 to 1.
  public let smoothing: Double
  /// What the loss of a 1 is multiplied with.
  public let positiveWeight: Double

  /// - Parameters:
  ///   - smoothing: from 0 to 1.
  ///   - positiveWeight: above 0.
  public init(smoothing: Double = 0, positiveWeight: Double = 1) {
    precondition(
      (0...1).contains(smoothing) && positiveWeight > 0 && positiveWeight.isFinite,
      "a binary cross-entropy with \(smoothing) and \(positiveWeight)")
    self.smoothing = smoothing
    self.positiveWeight = positiveWeight
  }

  public init(arguments: [String]) throws(SettingsError) {
    var given = SpecifiedArguments(arguments, of: Self.self)
    let smoothing = try given.number("smoothing", default: 0) { (0...1).contains($0) }
    let weight = try given.number("positive", default: 1) { $0 > 0 }
    try given.finish()
    self.init(smoothing: smoothing, positiveWeight: weight)
  }

  public var specification: String {
    Self.text([("smoothing", smoothing, 0), ("positive", positiveWeight, 1)])
  }

  public var measure: String { "mean cross-entropy" }
  public let outputsPerTarget = 1
  public let reading = HeadReading.probability
  public var domain: TargetDomain { .shares }

  public func loss(
    of outputs: UnsafePointer<Float>, target: Float, slopes: UnsafeMutablePointer<Float>?
  ) -> Double {
    let x = Double(outputs[0])
    let yes = Double(target) * (1 - smoothing) + 0.5 * smoothing
    let no = 1 - yes
    let weighted = positiveWeight * yes
    if let slopes {
      slopes[0] = Float(no * Numerics.sigmoid(x) - weighted * Numerics.sigmoid(-x))
    }
    return weighted * Numerics.softplus(-x) + no * Numerics.softplus(x)
  }

  public func read(_ outputs: UnsafeMutablePointer<Float>, count: Int) {
    outputs[0] = Float(Numerics.sigmoid(Double(outputs[0])))
  }
}
