/// The negative log-likelihood of a negative binomial distribution, for counts that vary more than
/// Poisson's: two outputs for each target, a with the mean μ = softplus(a) + 10⁻⁴ and b with the
/// dispersion α = softplus(b) + 10⁻⁴; the variance is μ + α·μ².
///
/// With r = 1/α: ln Γ(r) + ln y! − ln Γ(y + r) + (y + r) · ln(1 + αμ) − y · ln(αμ). Source: Salinas et
/// al., "DeepAR", International Journal of Forecasting 36 (2020).
public struct NegativeBinomialLikelihood: TargetHead, Unargued, Hashable {
  public static let keyword = "negbinomial"

  public init() {}

  public var measure: String { "mean negative log-likelihood" }
  public let outputsPerTarget = 2
  public let reading = HeadReading.distribution(["mean", "dispersion"])
  public var domain: TargetDomain { .counts }

  public func loss(
    of outputs: UnsafePointer<Float>, target: Float, slopes: UnsafeMutablePointer<Float>?
  ) -> Double {
    let mean = PositiveOutput(outputs[0])
    let dispersion = PositiveOutput(outputs[1])
    let (mu, alpha, y) = (mean.value, dispersion.value, Double(target))
    let r = 1 / alpha
    let spread = Numerics.log1p(alpha * mu)
    if let slopes {
      let share = (1 + alpha * y) / (1 + alpha * mu)
      slopes[0] = Float((share - y / mu) * mean.slope)
      let psi = Numerics.digamma(y + r) - Numerics.digamma(r)
      slopes[1] = Float((r * r * (psi - spread) + r * (share * mu - y)) * dispersion.slope)
    }
    let gammas =
      Numerics.logGamma(r) + Numerics.logGamma(y + 1) - Numerics.logGamma(y + r)
    return gammas + (y + r) * spread - y * Numerics.log(alpha * mu)
  }

  public func read(_ outputs: UnsafeMutablePointer<Float>, count: Int) {
    outputs[0] = Float(PositiveOutput(outputs[0]).value)
    outputs[1] = Float(PositiveOutput(outputs[1]).value)
  }

  public func quantile(
    _ probability: Double, of numbers: UnsafePointer<Float>, count: Int
  ) -> Double {
    Numerics.negativeBinomialQuantile(
      probability, mean: Double(numbers[0]), dispersion: Double(numbers[1]))
  }
}
