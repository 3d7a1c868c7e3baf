/// The exponential and the logarithm in double precision, from IEEE operations only.
///
/// The C library picks variants of its functions by processor, which differ in the last bit. Everything
/// in this room is + − × ÷ √, comparisons and the bits of exponents, which IEEE 754 defines, so that
/// losses and rates have the same bits everywhere. A test compares them with values of 50 digits.
package enum Numerics {
  /// eˣ, to within 1 ulp; 0 below −708.39, where it is no longer a normal number.
  ///
  /// x = n · ln 2 + r with |r| ≤ ln 2 / 2 (Cody and Waite: n times the first part of ln 2 is exact);
  /// eʳ by its power series to the 13th term, which leaves out less than 2⁻⁵⁷.
  package static func exp(_ x: Double) -> Double {
    if !(x > -708.39) { return x.isNaN ? x : 0 }
    if x > 709.78 { return .infinity }
    let n = (x * 1.4426950408889634).rounded()
    let high = x - n * 0.6931471803691238
    let r = high - n * 1.9082149292705877e-10
    // Two factors, since 2¹⁰²⁴ is no number.
    let half = (n / 2).rounded(.down)
    return (1 + fraction(r)) * power(Int(half)) * power(Int(n - half))
  }

  /// eˣ − 1, to within 2 ulp, near zero too.
  package static func expm1(_ x: Double) -> Double {
    x.magnitude < 0.34 ? fraction(x) : exp(x) - 1
  }

  /// eʳ − 1 for |r| ≤ 0.3466.
  private static func fraction(_ r: Double) -> Double {
    var sum = 1.0 / 6_227_020_800
    for index in 0..<10 { sum = sum * r + InverseFactorials.descending[index] }
    // r + r²/2 + r³ · (…): the largest term is added last.
    return r + r * r * (0.5 + r * sum)
  }

  /// 2ⁿ, for n in −1022...1023.
  private static func power(_ n: Int) -> Double {
    Double(bitPattern: UInt64(bitPattern: Int64(n + 1023)) << 52)
  }

  /// ln x, to within 2 ulp; −∞ for 0, NaN below.
  ///
  /// x = 2ᵉ·m with m in [√½, √2); then ln m = 2 artanh s for s = (m − 1)/(m + 1), |s| < 0.172.
  package static func log(_ x: Double) -> Double {
    guard x > 0, x < .infinity else {
      return x == 0 ? -.infinity : x == .infinity ? x : .nan
    }
    var exponent = Double(x.exponent)
    var mantissa = x.significand
    if mantissa > 1.4142135623730951 {
      mantissa *= 0.5
      exponent += 1
    }
    let s = (mantissa - 1) / (mantissa + 1)
    // ln 2 in two parts: the first has 21 trailing zero bits, so its product with e is exact.
    let low = artanhRest(s) + exponent * 1.9082149292705877e-10
    return exponent * 0.6931471803691238 + (2 * s + low)
  }

  /// ln(1 + x), to within 3 ulp, near zero too.
  package static func log1p(_ x: Double) -> Double {
    if x > -0.29, x < 0.41 {
      let s = x / (2 + x)
      return 2 * s + artanhRest(s)
    }
    return log(1 + x)
  }

  /// 2 artanh s − 2s for |s| < 0.172: the series up to s²³/23 leaves out less than 10⁻¹⁹ of s.
  private static func artanhRest(_ s: Double) -> Double {
    let square = s * s
    var series = 0.0
    var odd = 23.0
    while odd >= 3 {
      series = square * (series + 1 / odd)
      odd -= 2
    }
    return 2 * s * series
  }
}

/// 1/n! for n from 12 down to 3.
private enum InverseFactorials {
  static let descending: InlineArray<10, Double> = [
    1 / 479_001_600, 1 / 39_916_800, 1 / 3_628_800, 1 / 362_880, 1 / 40320, 1 / 5040, 1 / 720,
    1 / 120, 1.0 / 24, 1.0 / 6,
  ]
}
