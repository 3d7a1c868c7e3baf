extension Numerics {
  /// ln Γ(x) for x > 0, to within 2⁻⁴⁷ of the larger of 1 and its magnitude; NaN for others.
  ///
  /// Below 10 by Γ(x) = Γ(x + k) / (x · (x + 1) … (x + k − 1)), above by Stirling's series, of whose terms
  /// the ninth is below 2·10⁻¹⁸ there (Abramowitz and Stegun, 6.1.41).
  package static func logGamma(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    var product = 1.0
    var above = x
    while above < 10 {
      product *= above
      above += 1
    }
    let inverse = 1 / above
    let square = inverse * inverse
    var series = -3617.0 / 122_400
    for index in 0..<7 { series = series * square + stirling[index] }
    let halfLogOfTwoPi = 0.9189385332046727
    let whole = (above - 0.5) * log(above) - above + (halfLogOfTwoPi + series * inverse)
    return product == 1 ? whole : whole - log(product)
  }

  /// B₂ₙ / (2n(2n − 1)) for n from 7 down to 1.
  private static let stirling: InlineArray<7, Double> = [
    1.0 / 156, -691.0 / 360_360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12,
  ]

  /// ψ(x), the derivative of ln Γ, for x > 0, to within 2⁻⁴⁹ of the larger of 1 and its magnitude; NaN
  /// for others.
  ///
  /// Below 10 by ψ(x) = ψ(x + 1) − 1/x, above by its asymptotic series (Abramowitz and Stegun, 6.3.18).
  package static func digamma(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    var sum = 0.0
    var above = x
    while above < 10 {
      sum += 1 / above
      above += 1
    }
    let inverse = 1 / above
    let square = inverse * inverse
    var series = -3617.0 / 8160
    for index in 0..<7 { series = series * square + bernoulli[index] }
    return log(above) - 0.5 * inverse - series * square - sum
  }

  /// B₂ₙ / 2n for n from 7 down to 1.
  private static let bernoulli: InlineArray<7, Double> = [
    1.0 / 12, -691.0 / 32_760, 1.0 / 132, -1.0 / 240, 1.0 / 252, -1.0 / 120, 1.0 / 12,
  ]
}
