import KernelInterface
import KernelProblems
import KernelReference
import Testing

@Suite("Element-wise kernels")
struct ElementwiseTests {
  @Test(
    "functions and derivatives of every length give the bits of the reference",
    arguments: Elementwise.allCases)
  func functions(_ function: Elementwise) throws {
    let arena = GuardedArena()
    try withSubnormalsFlushed {
      for count in 0...200 {
        let problem = ElementwiseProblem(count: count)
        let values = problem.referenceApply(function)
        let slopes = problem.referenceDerivative(function)
        for kernels in availableKernels {
          for inPlace in [false, true] {
            try requireSame(
              problem.runApply(function, kernels, inPlace: inPlace, in: arena), as: values,
              kernels, "\(function) of \(count), in place: \(inPlace)")
          }
          try requireSame(
            problem.runDerivative(function, kernels, in: arena), as: slopes, kernels,
            "derivative of \(function), \(count) values")
        }
      }
    }
  }

  @Test("sums and sums of squares of every length give the bits of the reference")
  func sums() throws {
    let arena = GuardedArena()
    try withSubnormalsFlushed {
      for count in 0...200 {
        let problem = ElementwiseProblem(count: count)
        for kernels in availableKernels {
          try requireSame(
            problem.runAdd(kernels, in: arena), as: problem.referenceAdd(), kernels,
            "sum of \(count)")
          try requireSame(
            problem.runSumOfSquares(kernels, in: arena), as: problem.referenceSumOfSquares(),
            kernels, "sum of \(count) squares")
        }
      }
    }
  }

  @Test("sixteen chains of squares of small whole numbers sum exactly")
  func exactSquares() {
    for count in 0...100 {
      let x = (0..<count).map { Float($0 % 9) }
      let exact = (0..<count).reduce(0) { $0 + ($1 % 9) * ($1 % 9) }
      #expect(Reference.sumOfSquares(x) == Float(exact))
      for kernels in availableKernels {
        x.withUnsafeBufferPointer { values in
          guard let start = values.baseAddress else { return }
          #expect(kernels.sumOfSquares(start, count) == Float(exact))
        }
      }
    }
  }

  @Test("Adam steps of every length give the bits of the reference", arguments: [Float(1), 0.3])
  func adam(gradientScale: Float) throws {
    let arena = GuardedArena()
    try withSubnormalsFlushed {
      for count in 0...100 {
        let problem = AdamProblem(count: count, gradientScale: gradientScale)
        let expected = problem.reference()
        for kernels in availableKernels {
          try requireSame(
            problem.run(kernels, in: arena), as: expected, kernels, "Adam over \(count)")
        }
      }
    }
  }

  @Test(
    "what is dropped of every length is what the reference drops",
    arguments: [0, 1, 13_107, 32_768, 65_535, 65_536] as [UInt32])
  func drops(threshold: UInt32) throws {
    let arena = GuardedArena()
    try withSubnormalsFlushed {
      for count in 0...300 {
        let problem = DropProblem(count: count, threshold: threshold)
        let expected = problem.reference()
        for kernels in availableKernels {
          for inPlace in [false, true] {
            try requireSame(
              problem.run(kernels, inPlace: inPlace, in: arena), as: expected, kernels,
              "drops of \(count), in place: \(inPlace)")
          }
        }
      }
    }
  }

  @Test("the first Adam step moves every weight by the learning rate against its gradient")
  func firstAdamStep() {
    for gradient: Float in [-3, -1e-3, 1e-3, 0.5, 100] {
      var parameter = Reference.AdamParameter(weight: 1, firstMoment: 0, secondMoment: 0)
      Reference.adam(
        &parameter, gradient: gradient, gradientScale: 1, firstRate: 0.1, secondRate: 0.001,
        stepSize: 0.01 / 0.1, inverseRoot: 1 / Float(0.001).squareRoot(), epsilon: 1e-10)
      let expected: Float = gradient > 0 ? 0.99 : 1.01
      #expect(abs(parameter.weight - expected) < 1e-6, "gradient \(gradient)")
    }
  }
}
