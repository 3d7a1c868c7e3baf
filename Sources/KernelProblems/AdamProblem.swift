import KernelInterface
import KernelReference

/// Two Adam steps over random parameters; see `AdamTask` for the names.
package struct AdamProblem {
  package var weights: [Float]
  package var gradient: [Float]
  package var gradientScale: Float

  private static let (firstRate, secondRate): (Float, Float) = (0.1, 0.001)
  private static let steps = 2

  package init(count: Int, gradientScale: Float) {
    var values = Values(seed: count)
    weights = values.array(count)
    gradient = values.array(count)
    self.gradientScale = gradientScale
  }

  private func stepSize(_ step: Int) -> Float { step == 0 ? 0.01 : 0.005_263 }

  private func inverseRoot(_ step: Int) -> Float { step == 0 ? 31.622_776 : 22.366_272 }

  package func reference() -> Outcome {
    var parameters = weights.map {
      Reference.AdamParameter(weight: $0, firstMoment: 0, secondMoment: 0)
    }
    for step in 0..<Self.steps {
      for i in parameters.indices {
        Reference.adam(
          &parameters[i], gradient: gradient[i], gradientScale: gradientScale,
          firstRate: Self.firstRate, secondRate: Self.secondRate, stepSize: stepSize(step),
          inverseRoot: inverseRoot(step), epsilon: 1e-7)
      }
    }
    return Outcome([
      ("weights", parameters.map(\.weight)), ("firstMoment", parameters.map(\.firstMoment)),
      ("secondMoment", parameters.map(\.secondMoment)),
    ])
  }

  package func run(_ kernels: KernelTable, in arena: GuardedArena) -> Outcome {
    arena.clear()
    let zeros = [Float](repeating: 0, count: weights.count)
    let weights = arena.hold("weights", weights, mayWrite: { _ in true })
    let first = arena.hold("firstMoment", zeros, mayWrite: { _ in true })
    let second = arena.hold("secondMoment", zeros, mayWrite: { _ in true })
    let gradient = arena.hold("gradient", gradient)
    for step in 0..<Self.steps {
      kernels.adam(
        AdamTask(
          count: zeros.count, weights: weights.start, firstMoment: first.start,
          secondMoment: second.start, gradient: gradient.constant, gradientScale: gradientScale,
          firstRate: Self.firstRate, secondRate: Self.secondRate, stepSize: stepSize(step),
          inverseRoot: inverseRoot(step), epsilon: 1e-7))
    }
    return Outcome(
      [
        ("weights", weights.values), ("firstMoment", first.values),
        ("secondMoment", second.values),
      ], strayWrite: arena.strayWrite)
  }
}
