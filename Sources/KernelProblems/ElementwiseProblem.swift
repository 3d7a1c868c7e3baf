import KernelInterface
import KernelReference

/// Runs of random numbers for the kernels that work element by element.
package struct ElementwiseProblem {
  package var x: [Float]
  package var y: [Float]

  /// `count` numbers, wide enough for every branch of the activations, with the special values
  /// among them.
  package init(count: Int) {
    var values = Values(seed: count)
    x = values.array(count, scale: 120)
    y = values.array(count)
    let special: [Float] = [.nan, .infinity, -.infinity, 0, -0.0, 0x1p-133, -0x1p-133, 88, -88]
    for i in x.indices where i % 5 == 4 { x[i] = special[(i / 5) % special.count] }
  }

  package func referenceApply(_ function: Elementwise) -> Outcome {
    Outcome([("y", x.map { Reference.apply(function, $0) })])
  }

  /// `inPlace` gives the kernel one buffer for x and y.
  package func runApply(
    _ function: Elementwise, _ kernels: KernelTable, inPlace: Bool, in arena: GuardedArena
  ) -> Outcome {
    arena.clear()
    let input = arena.hold("x", x, mayWrite: { _ in inPlace })
    let output =
      inPlace
      ? input
      : arena.hold("y", [Float](repeating: 7, count: x.count), mayWrite: { _ in true })
    kernels.apply(function, input.constant, output.start, x.count)
    return Outcome([("y", output.values)], strayWrite: arena.strayWrite)
  }

  package func referenceDerivative(_ function: Elementwise) -> Outcome {
    let slopes = zip(y, x).map { Reference.applyDerivative(function, $0, gradient: $1) }
    return Outcome([("gradient", slopes)])
  }

  package func runDerivative(
    _ function: Elementwise, _ kernels: KernelTable, in arena: GuardedArena
  ) -> Outcome {
    arena.clear()
    let value = arena.hold("y", y)
    let gradient = arena.hold("gradient", x, mayWrite: { _ in true })
    kernels.applyDerivative(function, value.constant, gradient.start, x.count)
    return Outcome([("gradient", gradient.values)], strayWrite: arena.strayWrite)
  }

  package func referenceAdd() -> Outcome { Outcome([("sum", Reference.add(x, y))]) }

  package func runAdd(_ kernels: KernelTable, in arena: GuardedArena) -> Outcome {
    arena.clear()
    let target = arena.hold("target", x, mayWrite: { _ in true })
    let source = arena.hold("source", y)
    kernels.add(target.start, source.constant, x.count)
    return Outcome([("sum", target.values)], strayWrite: arena.strayWrite)
  }

  package func referenceSumOfSquares() -> Outcome {
    Outcome([("sum", [Reference.sumOfSquares(y)])])
  }

  package func runSumOfSquares(_ kernels: KernelTable, in arena: GuardedArena) -> Outcome {
    arena.clear()
    let values = arena.hold("x", y)
    let sum = kernels.sumOfSquares(values.constant, y.count)
    return Outcome([("sum", [sum])], strayWrite: arena.strayWrite)
  }
}
