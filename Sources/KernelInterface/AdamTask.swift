/// One Adam step over a run of parameters.
///
/// Source: Kingma and Ba 2015, algorithm 1, with the bias corrections given by the caller:
/// m ← m + (1−β₁)(g−m); v ← v + (1−β₂)(g²−v); w ← w − stepSize · m / (√v · inverseRoot + ε).
package struct AdamTask {
  package var count: Int
  package var weights: UnsafeMutablePointer<Float>
  package var firstMoment: UnsafeMutablePointer<Float>
  package var secondMoment: UnsafeMutablePointer<Float>
  package var gradient: UnsafePointer<Float>
  /// What each gradient is multiplied with first: 1, or the factor that clips the global norm.
  package var gradientScale: Float
  /// 1 − β₁ and 1 − β₂.
  package var firstRate: Float
  package var secondRate: Float
  /// learningRate / (1 − β₁ᵗ).
  package var stepSize: Float
  /// 1 / √(1 − β₂ᵗ).
  package var inverseRoot: Float
  package var epsilon: Float

  package init(
    count: Int, weights: UnsafeMutablePointer<Float>, firstMoment: UnsafeMutablePointer<Float>,
    secondMoment: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    gradientScale: Float, firstRate: Float, secondRate: Float, stepSize: Float,
    inverseRoot: Float, epsilon: Float
  ) {
    self.count = count
    self.weights = weights
    self.firstMoment = firstMoment
    self.secondMoment = secondMoment
    self.gradient = gradient
    self.gradientScale = gradientScale
    self.firstRate = firstRate
    self.secondRate = secondRate
    self.stepSize = stepSize
    self.inverseRoot = inverseRoot
    self.epsilon = epsilon
  }
}
