/// The negative log-likelihood of Poisson's distribution, for targets that are counts: one output for each
/// target, x with the rate eˣ.
///
/// eˣ − y·x + ln y!. Source: PyTorch's `PoissonNLLLoss` (`log_input`), with the exact ln y! that it leaves
/// out; Keras's `Poisson` takes the rate.
public struct PoissonLikelihood: TargetHead, Unargued, Hashable {
  public static let keyword = "poisson"

  public init() {}

  public var measure: String { "mean negative log-likelihood" }
  public let outputsPerTarget = 1
  public let reading = HeadReading.distribution(["rate"])
  public var domain: TargetDomain { .counts }

  public func loss(
    of outputs: UnsafePointer<Float>, target: Float, slopes: UnsafeMutablePointer<Float>?
  ) -> Double {
    let (x, y) = (Double(outputs[0]), Double(target))
    let rate = Numerics.exp(x)
    if let slopes { slopes[0] = Float(rate - y) }
    return rate - y * x + Numerics.logGamma(y + 1)
  }

  public func read(_ outputs: UnsafeMutablePointer<Float>, count: Int) {
    outputs[0] = Float(Numerics.exp(Double(outputs[0])))
  }

  public func quantile(
    _ probability: Double, of numbers: UnsafePointer<Float>, count: Int
  ) -> Double {
    Numerics.poissonQuantile(probability, rate: Double(numbers[0]))
  }
}
