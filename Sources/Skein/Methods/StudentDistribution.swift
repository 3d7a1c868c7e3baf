import Foundation

/// Student's t distribution.
package struct StudentDistribution {
  /// Degrees of freedom, above 0.
  package let freedom: Double

  package init(freedom: Double) { self.freedom = freedom }

  /// The probability of a value at least as far from zero, in either direction.
  package func probability(beyond statistic: Double) -> Double {
    let square = statistic * statistic
    if !square.isFinite { return 0 }
    return Self.incompleteBeta(freedom / (freedom + square), freedom / 2, 0.5)
  }

  /// The regularised incomplete beta function, by its continued fraction.
  ///
  /// Source: NIST Digital Library of Mathematical Functions, 8.17.22, evaluated by Lentz's method.
  static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    // Where the fraction converges slowly, the other side is asked.
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
    let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    let least = 1e-300
    var (c, d) = (1.0, 1 - (a + b) * x / (a + 1))
    d = 1 / (d.magnitude < least ? least : d)
    var value = d
    for m in 1...500 {
      let m = Double(m)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      var change = 1.0
      for numerator in [even, odd] {
        d = 1 + numerator * d
        d = 1 / (d.magnitude < least ? least : d)
        c = 1 + numerator / c
        if c.magnitude < least { c = least }
        change = c * d
        value *= change
      }
      if (change - 1).magnitude < 1e-15 { break }
    }
    return front * value
  }
}
