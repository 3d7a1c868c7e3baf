import Foundation
import KernelInterface
import KernelProblems
import KernelReference
import Testing

@Suite("Accuracy of the activations")
struct ActivationAccuracyTests {
  /// At most this many units in the last place from the correctly rounded value.
  private static let tolerance = 4

  @Test(
    "every 4099th float is within 4 ulp, and every kernel gives the bits of the reference",
    arguments: [Elementwise.sigmoid, .tanh])
  func sampled(_ function: Elementwise) throws {
    let sweep = ActivationSweep(function)
    let worst = try sweep.worst(bits: stride(from: 0, through: 0xFFFF_FFFF, by: 4099))
    #expect(worst.ulps <= Self.tolerance, "\(function) of \(worst.x)")
  }

  @Test(
    "all floats are within 4 ulp, and every kernel gives the bits of the reference",
    .enabled(
      if: ProcessInfo.processInfo.environment["SKEIN_EXHAUSTIVE"] == "1",
      "takes a quarter of an hour of processor time; set SKEIN_EXHAUSTIVE=1"),
    arguments: [Elementwise.sigmoid, .tanh])
  func exhaustive(_ function: Elementwise) async throws {
    let worst = try await withThrowingTaskGroup(of: ActivationSweep.Worst.self) { group in
      let length = 1 << 26
      for start in stride(from: 0, through: 0xFFFF_FFFF, by: length) {
        group.addTask {
          try ActivationSweep(function).worst(
            bits: stride(from: start, to: start + length, by: 1))
        }
      }
      return try await group.reduce(into: ActivationSweep.Worst()) { $0.merge($1) }
    }
    print("\(function): at most \(worst.ulps) ulp from correctly rounded, as at x = \(worst.x)")
    print("\(function): at most \(worst.error) ulp from the exact value, at x = \(worst.errorX)")
    #expect(worst.ulps <= Self.tolerance, "\(function) of \(worst.x)")
  }

  @Test("softplus, gelu and decay and their slopes agree with the C library in double precision")
  func smooth() {
    func isNear(_ a: Float, _ b: Double) -> Bool { abs(Double(a) - b) <= 3e-7 * max(1, abs(b)) }
    withSubnormalsFlushed {
      for x in stride(from: Float(-30), through: 30, by: 0.0137) {
        let exact = Double(x)
        let logistic = 1 / (1 + exp(-exact))
        let probability = erfc(-exact / 2.0.squareRoot()) / 2
        let density = exp(-exact * exact / 2) / (2 * Double.pi).squareRoot()
        #expect(isNear(Reference.softplus(x), log1p(exp(exact))))
        #expect(isNear(Reference.softplusSlope(Reference.softplus(x)), logistic))
        #expect(isNear(Reference.apply(.gelu, x), exact * probability))
        #expect(isNear(Reference.geluSlope(x), probability + exact * density))
        #expect(isNear(Reference.decay(x), exp(-abs(exact))))
      }
    }
  }

  @Test("the ends of the number line saturate, and a NaN stays a NaN")
  func ends() {
    withSubnormalsFlushed {
      #expect(Reference.sigmoid(.infinity) == 1 && Reference.sigmoid(-.infinity) == 0)
      #expect(Reference.tanh(.infinity) == 1 && Reference.tanh(-.infinity) == -1)
      #expect(Reference.sigmoid(.nan).isNaN && Reference.tanh(.nan).isNaN)
      #expect(Reference.sigmoid(0) == 0.5 && Reference.tanh(0) == 0)
      #expect(Reference.tanh(-0.0).sign == .minus)
    }
  }
}
