extension Numerics {
  /// The regularised incomplete beta function I(x; a, b) for x from 0 to 1 and a, b > 0, to within 10⁻⁹
  /// of its size for a and b up to a thousand.
  ///
  /// Source: NIST Digital Library of Mathematical Functions, 8.17.22, evaluated by Lentz's method.
  package static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    // Where the fraction converges slowly, the other side is asked.
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
    let front = exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log1p(-x)) / a
    var (c, d) = (1.0, kept(1 - (a + b) * x / (a + 1)))
    d = 1 / d
    var value = d
    for m in 1...mostTerms {
      let m = Double(m)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      var change = 1.0
      for numerator in [even, odd] {
        d = 1 / kept(1 + numerator * d)
        c = kept(1 + numerator / c)
        change = c * d
        value *= change
      }
      if (change - 1).magnitude < 1e-15 { break }
    }
    return front * value
  }

  /// The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 − P for a > 0 and x ≥ 0, to within
  /// 10⁻⁸ for a up to 10⁵.
  ///
  /// Source: NIST Digital Library of Mathematical Functions, 8.7.1 below a + 1, and 8.9.2 by Lentz's method
  /// above.
  package static func incompleteGamma(
    _ a: Double, _ x: Double
  ) -> (lower: Double, upper: Double) {
    if x <= 0 { return (0, 1) }
    let front = exp(a * log(x) - x - logGamma(a))
    if x < a + 1 {
      var term = 1 / a
      var sum = term
      for n in 1...mostTerms {
        term *= x / (a + Double(n))
        sum += term
        if term < 1e-17 * sum { break }
      }
      let lower = min(front * sum, 1)
      return (lower, 1 - lower)
    }
    var b = x + 1 - a
    var (c, d) = (1 / 1e-300, 1 / kept(b))
    var value = d
    for n in 1...mostTerms {
      let numerator = Double(n) * (a - Double(n))
      b += 2
      d = 1 / kept(numerator * d + b)
      c = kept(b + numerator / c)
      let change = c * d
      value *= change
      if (change - 1).magnitude < 1e-15 { break }
    }
    let upper = min(front * value, 1)
    return (1 - upper, upper)
  }

  /// More are needed for no numbers that counts have.
  private static let mostTerms = 100_000

  /// What may be divided by.
  private static func kept(_ value: Double) -> Double {
    value.magnitude < 1e-300 ? 1e-300 : value
  }
}
