/// The negative log-likelihood of Student's t, for targets with outliers: three outputs for each target,
/// its centre μ, s with the scale σ = softplus(s) + 10⁻⁴, and d with ν = 2 + softplus(d) + 10⁻⁴ degrees
/// of freedom, so that there is a variance.
///
/// With z = (y − μ)/σ: ln Γ(ν/2) − ln Γ((ν + 1)/2) + ½ ln(νπ) + ln σ + (ν + 1)/2 · ln(1 + z²/ν).
/// Source: Lange, Little and Taylor, "Robust statistical modeling using the t distribution", JASA 84
/// (1989); the outputs as GluonTS's `StudentTOutput`, with softplus.
public struct StudentLikelihood: TargetHead, Unargued, Hashable {
  public static let keyword = "student"

  public init() {}

  public var measure: String { "mean negative log-likelihood" }
  public let outputsPerTarget = 3
  public let reading = HeadReading.distribution(["mean", "scale", "freedom"])

  public func loss(
    of outputs: UnsafePointer<Float>, target: Float, slopes: UnsafeMutablePointer<Float>?
  ) -> Double {
    let scale = PositiveOutput(outputs[1])
    let freedom = PositiveOutput(outputs[2])
    let nu = 2 + freedom.value
    let z = (Double(target) - Double(outputs[0])) / scale.value
    let square = z * z
    let tail = Numerics.log1p(square / nu)
    if let slopes {
      let pull = (nu + 1) / (nu + square)
      slopes[0] = Float(-pull * z / scale.value)
      slopes[1] = Float((1 - pull * square) / scale.value * scale.slope)
      let psi = Numerics.digamma(0.5 * (nu + 1)) - Numerics.digamma(0.5 * nu)
      slopes[2] = Float(0.5 * (1 / nu - psi + tail - pull * square / nu) * freedom.slope)
    }
    let gammas = Numerics.logGamma(0.5 * nu) - Numerics.logGamma(0.5 * (nu + 1))
    return gammas + 0.5 * Numerics.log(nu * Double.pi) + Numerics.log(scale.value)
      + 0.5 * (nu + 1) * tail
  }

  public func read(_ outputs: UnsafeMutablePointer<Float>, count: Int) {
    outputs[1] = Float(PositiveOutput(outputs[1]).value)
    outputs[2] = Float(2 + PositiveOutput(outputs[2]).value)
  }

  public func quantile(
    _ probability: Double, of numbers: UnsafePointer<Float>, count: Int
  ) -> Double {
    Double(numbers[0]) + Double(numbers[1])
      * StandardStudent.quantile(probability, freedom: Double(numbers[2]))
  }

  /// σ · (z(2F(z) − 1) + 2f(z)(ν + z²)/(ν − 1) − 2√ν/(ν − 1) · B(½, ν − ½)/B(½, ν/2)²). Source: Jordan,
  /// Krüger and Lerch, "Evaluating probabilistic forecasts with scoringRules", Journal of Statistical Software
  /// 90 (2019).
  public func rankedScore(_ target: Double, of numbers: UnsafePointer<Float>) -> Double? {
    let (scale, nu) = (Double(numbers[1]), Double(numbers[2]))
    let z = ((target - Double(numbers[0])) / scale).magnitude
    func logBeta(_ b: Double) -> Double {
      Numerics.logGamma(0.5) + Numerics.logGamma(b) - Numerics.logGamma(0.5 + b)
    }
    let spread = 2 * nu.squareRoot() / (nu - 1)
    let least = spread * Numerics.exp(logBeta(nu - 0.5) - 2 * logBeta(0.5 * nu))
    let within = 1 - 2 * StandardStudent.tail(z, freedom: nu)
    let density = StandardStudent.density(z, freedom: nu)
    return scale * (z * within + 2 * density * (nu + z * z) / (nu - 1) - least)
  }
}
