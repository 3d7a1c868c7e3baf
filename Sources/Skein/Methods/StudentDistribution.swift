/// Student's t distribution.
package struct StudentDistribution {
  /// Degrees of freedom, above 0.
  package let freedom: Double

  package init(freedom: Double) { self.freedom = freedom }

  /// The probability of a value at least as far from zero, in either direction.
  package func probability(beyond statistic: Double) -> Double {
    let square = statistic * statistic
    if !square.isFinite { return 0 }
    return Numerics.incompleteBeta(freedom / (freedom + square), freedom / 2, 0.5)
  }
}
