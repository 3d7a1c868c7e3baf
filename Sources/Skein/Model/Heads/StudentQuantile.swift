/// Student's t distribution with ν ≥ 2 degrees of freedom, with the same bits everywhere.
enum StandardStudent {
  /// P(X > t) for t ≥ 0.
  static func tail(_ t: Double, freedom: Double) -> Double {
    0.5 * Numerics.incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5)
  }

  static func density(_ t: Double, freedom: Double) -> Double {
    let half = 0.5 * (freedom + 1)
    return Numerics.exp(
      Numerics.logGamma(half) - Numerics.logGamma(0.5 * freedom)
        - 0.5 * Numerics.log(freedom * Double.pi) - half * Numerics.log1p(t * t / freedom))
  }

  /// The number t with P(X < t) = `probability`, to within 10⁻⁹ of its size.
  ///
  /// Newton's method from the normal distribution's quantile with two terms of Cornish and Fisher: the tail is
  /// convex, so that from the second step on it comes from one side.
  static func quantile(_ probability: Double, freedom: Double) -> Double {
    if probability == 0.5 { return 0 }
    let tail = min(probability, 1 - probability)
    let z = -NormalDistribution.quantile(tail)
    let square = z * z
    let second = (5 * square * square + 16 * square + 3) * z / (96 * freedom * freedom)
    var t = z + (square + 1) * z / (4 * freedom) + second
    for _ in 0..<100 {
      let step = (self.tail(t, freedom: freedom) - tail) / density(t, freedom: freedom)
      let next = max(t + step, 0)
      if (next - t).magnitude <= 1e-10 * next { break }
      t = next
    }
    return probability < 0.5 ? -t : t
  }
}
