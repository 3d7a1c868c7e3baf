import KernelInterface

/// Adam's numbers, and the powers of its decay rates after some steps.
///
/// Source: Kingma and Ba 2015, algorithm 1; ε as in Keras. The powers are products, not `pow`, whose
/// last bit depends on the C library.
package struct Adam: Sendable, Codable, Equatable {
  package var learningRate: Double
  package static let firstDecay = 0.9
  package static let secondDecay = 0.999
  package static let epsilon: Float = 1e-7
  /// β₁ᵗ and β₂ᵗ after t steps.
  package var firstPower = 1.0
  package var secondPower = 1.0

  package init(learningRate: Double) {
    self.learningRate = learningRate
  }

  /// Counts one more step.
  @inline(__always)
  package mutating func advance() {
    firstPower *= Self.firstDecay
    secondPower *= Self.secondDecay
  }

  /// One step over a run of parameters, with the corrections for the steps counted so far.
  @inline(__always)
  package func task(
    count: Int, weights: UnsafeMutablePointer<Float>, firstMoment: UnsafeMutablePointer<Float>,
    secondMoment: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    gradientScale: Float
  ) -> AdamTask {
    AdamTask(
      count: count, weights: weights, firstMoment: firstMoment, secondMoment: secondMoment,
      gradient: gradient, gradientScale: gradientScale,
      firstRate: Float(1 - Self.firstDecay), secondRate: Float(1 - Self.secondDecay),
      stepSize: Float(learningRate / (1 - firstPower)),
      inverseRoot: Float(1 / (1 - secondPower).squareRoot()), epsilon: Self.epsilon)
  }
}
