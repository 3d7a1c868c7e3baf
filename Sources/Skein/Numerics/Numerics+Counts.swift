extension Numerics {
  /// The least count k with P(X ≤ k) at least `probability`, for Poisson's distribution of a rate.
  package static func poissonQuantile(_ probability: Double, rate: Double) -> Double {
    leastCount(probability, near: rate) { incompleteGamma($0 + 1, rate).upper }
  }

  /// The same for the negative binomial distribution with a mean μ and the variance μ + α·μ².
  package static func negativeBinomialQuantile(
    _ probability: Double, mean: Double, dispersion: Double
  ) -> Double {
    leastCount(probability, near: mean) {
      negativeBinomial(atMost: $0, mean: mean, dispersion: dispersion)
    }
  }

  /// P(X ≤ k).
  package static func negativeBinomial(
    atMost count: Double, mean: Double, dispersion: Double
  ) -> Double {
    let share = 1 / (1 + dispersion * mean)
    return incompleteBeta(share, 1 / dispersion, count + 1)
  }

  /// Doubled steps from where it is expected, then halves of what is between them.
  private static func leastCount(
    _ probability: Double, near expected: Double, _ atMost: (Double) -> Double
  ) -> Double {
    let start = expected.rounded(.down)
    // Beyond, not every double has a whole neighbour.
    guard start < 1e15 else { return expected }
    var (low, high) = (-1.0, start)
    var step = 1.0
    if atMost(start) < probability {
      low = start
      while step < 1e15, atMost(low + step) < probability {
        low += step
        step *= 2
      }
      high = low + step
    } else {
      while high - step >= 0 {
        if atMost(high - step) < probability {
          low = high - step
          break
        }
        high -= step
        step *= 2
      }
    }
    while high - low > 1 {
      let middle = ((low + high) / 2).rounded(.down)
      if atMost(middle) < probability { low = middle } else { high = middle }
    }
    return high
  }
}
