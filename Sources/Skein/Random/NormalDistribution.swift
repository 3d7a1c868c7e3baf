/// The standard normal distribution's quantile function, from IEEE operations only.
///
/// The C library's `log` picks a variant by processor (with or without FMA), so its last bit is not
/// the same everywhere. Everything here is + − × ÷ √, which IEEE 754 defines to the bit.
package enum NormalDistribution {
  /// The number x with P(X < x) = `probability`, for `probability` in (0, 1).
  ///
  /// Source: Wichura, "Algorithm AS 241: the percentage points of the normal distribution",
  /// Applied Statistics 37 (1988), routine PPND16: relative error about 10⁻¹⁶.
  package static func quantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "\(probability) is not inside (0, 1)")
    let q = probability - 0.5
    if q.magnitude <= 0.425 {
      let r = 0.180625 - q * q
      return q * polynomial(r, centreNumerator) / polynomial(r, centreDenominator)
    }
    let tail = q < 0 ? probability : 1 - probability
    let r = (-logarithm(tail)).squareRoot()
    let magnitude =
      r <= 5
      ? polynomial(r - 1.6, middleNumerator) / polynomial(r - 1.6, middleDenominator)
      : polynomial(r - 5, tailNumerator) / polynomial(r - 5, tailDenominator)
    return q < 0 ? -magnitude : magnitude
  }

  /// The natural logarithm of a positive, finite, normal number, to within 2 ulp away from 1.
  ///
  /// x = 2ᵉ·m with m in [√½, √2); then ln m = 2 artanh s for s = (m − 1)/(m + 1), |s| < 0.172,
  /// whose series s + s³/3 + … + s²³/23 leaves out less than 10⁻¹⁹ of s.
  package static func logarithm(_ value: Double) -> Double {
    precondition(value.isNormal && value > 0, "\(value) is not a positive normal number")
    var exponent = Double(value.exponent)
    var mantissa = value.significand
    if mantissa > 1.4142135623730951 {
      mantissa *= 0.5
      exponent += 1
    }
    let s = (mantissa - 1) / (mantissa + 1)
    let square = s * s
    var series = 0.0
    var odd = 23.0
    while odd >= 3 {
      series = square * (series + 1 / odd)
      odd -= 2
    }
    // ln 2 in two parts: the first has 21 trailing zero bits, so its product with e is exact.
    let twoS = 2 * s
    let low = twoS * series + exponent * 1.9082149292705877e-10
    return exponent * 0.6931471803691238 + (twoS + low)
  }

  /// Horner's rule; the highest coefficient comes first.
  @inline(__always)
  private static func polynomial(_ x: Double, _ coefficients: InlineArray<8, Double>) -> Double {
    var sum = coefficients[0]
    for index in 1..<8 { sum = sum * x + coefficients[index] }
    return sum
  }

  // |p − ½| ≤ 0.425, in r = 0.425² − (p − ½)²
  private static let centreNumerator: InlineArray<8, Double> = [
    2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4,
    4.5921953931549871457e+4, 1.3731693765509461125e+4, 1.9715909503065514427e+3,
    1.3314166789178437745e+2, 3.3871328727963666080e+0,
  ]
  private static let centreDenominator: InlineArray<8, Double> = [
    5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4,
    2.1213794301586595867e+4, 5.3941960214247511077e+3, 6.8718700749205790830e+2,
    4.2313330701600911252e+1, 1,
  ]
  // r = √(−ln p) ≤ 5, in r − 1.6
  private static let middleNumerator: InlineArray<8, Double> = [
    7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
    1.27045825245236838258e+0, 3.64784832476320460504e+0, 5.76949722146069140550e+0,
    4.63033784615654529590e+0, 1.42343711074968357734e+0,
  ]
  private static let middleDenominator: InlineArray<8, Double> = [
    1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
    1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e+0,
    2.05319162663775882187e+0, 1,
  ]
  // r > 5, in r − 5
  private static let tailNumerator: InlineArray<8, Double> = [
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
    2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e+0,
    5.46378491116411436990e+0, 6.65790464350110377720e+0,
  ]
  private static let tailDenominator: InlineArray<8, Double> = [
    2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
    7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
    5.99832206555887937690e-1, 1,
  ]
}
