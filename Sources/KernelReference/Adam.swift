extension Reference {
  /// One parameter with its two moments.
  package struct AdamParameter {
    package var weight: Float
    package var firstMoment: Float
    package var secondMoment: Float

    package init(weight: Float, firstMoment: Float, secondMoment: Float) {
      self.weight = weight
      self.firstMoment = firstMoment
      self.secondMoment = secondMoment
    }
  }

  /// One Adam step (Kingma and Ba 2015, algorithm 1), with the names of `AdamTask`:
  ///
  ///     g ← g · gradientScale
  ///     m ← m + firstRate · (g − m)        v ← v + secondRate · (g² − v)
  ///     w ← w − stepSize · m / (√v · inverseRoot + ε)
  package static func adam(
    _ parameter: inout AdamParameter, gradient: Float, gradientScale: Float, firstRate: Float,
    secondRate: Float, stepSize: Float, inverseRoot: Float, epsilon: Float
  ) {
    let (m, v) = (parameter.firstMoment, parameter.secondMoment)
    let g = gradient * gradientScale
    let first = fma(firstRate, g - m, m)
    let second = fma(secondRate, fma(g, g, 0 - v), v)
    let divisor = fma(second.squareRoot(), inverseRoot, epsilon)
    parameter.weight = fma(-stepSize, first / divisor, parameter.weight)
    parameter.firstMoment = first
    parameter.secondMoment = second
  }
}
