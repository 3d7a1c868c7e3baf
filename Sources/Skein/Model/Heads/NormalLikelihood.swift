/// The negative log-likelihood of a normal distribution, whose mean and spread the model gives: two
/// outputs for each target, μ and s with the standard deviation σ = softplus(s) + 10⁻⁴.
///
/// ½((y − μ)/σ)² + ln σ + ½ ln 2π. Source: Nix and Weigend, "Estimating the mean and variance of the
/// target probability distribution", ICNN 1994; with softplus as in Salinas et al., "DeepAR", 2017.
/// PyTorch's `GaussianNLLLoss` takes the variance and leaves the constant out.
public struct NormalLikelihood: TargetHead, Unargued, Hashable {
  public static let keyword = "gaussian"

  public init() {}

  public var measure: String { "mean negative log-likelihood" }
  public let outputsPerTarget = 2
  public let reading = HeadReading.distribution(["mean", "deviation"])

  public func loss(
    of outputs: UnsafePointer<Float>, target: Float, slopes: UnsafeMutablePointer<Float>?
  ) -> Double {
    let spread = PositiveOutput(outputs[1])
    let z = (Double(target) - Double(outputs[0])) / spread.value
    if let slopes {
      slopes[0] = Float(-z / spread.value)
      slopes[1] = Float((1 - z * z) / spread.value * spread.slope)
    }
    let halfLogOfTwoPi = 0.9189385332046727
    return 0.5 * z * z + Numerics.log(spread.value) + halfLogOfTwoPi
  }

  public func read(_ outputs: UnsafeMutablePointer<Float>, count: Int) {
    outputs[1] = Float(PositiveOutput(outputs[1]).value)
  }

  public func quantile(
    _ probability: Double, of numbers: UnsafePointer<Float>, count: Int
  ) -> Double {
    Double(numbers[0]) + Double(numbers[1]) * NormalDistribution.quantile(probability)
  }

  /// σ · (z(2Φ(z) − 1) + 2φ(z) − 1/√π).
  public func rankedScore(_ target: Double, of numbers: UnsafePointer<Float>) -> Double? {
    let deviation = Double(numbers[1])
    let z = (target - Double(numbers[0])) / deviation
    let density = Numerics.exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
    let within = Numerics.incompleteGamma(0.5, 0.5 * z * z).lower
    return deviation * (z.magnitude * within + 2 * density - 1 / Double.pi.squareRoot())
  }
}

/// An output that stands for a positive number: softplus(x) + 10⁻⁴, which is never too small to divide
/// by.
struct PositiveOutput {
  let value: Double
  /// The derivative by the output.
  let slope: Double

  init(_ output: Float) {
    let x = Double(output)
    value = Numerics.softplus(x) + 1e-4
    slope = Numerics.sigmoid(x)
  }
}
