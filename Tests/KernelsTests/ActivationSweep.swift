import Foundation
import KernelInterface
import KernelProblems
import KernelReference

/// One activation over many floats: kernels against the reference, bit by bit, and the reference
/// against the C library's double-precision functions.
struct ActivationSweep {
  struct Worst {
    /// Floats between the result and the correctly rounded value, and where.
    var ulps = 0
    var x: Float = 0
    /// Distance to the double-precision value, in units of the last place of the rounded one.
    var error = 0.0
    var errorX: Float = 0

    mutating func merge(_ other: Worst) {
      if other.ulps > ulps { (ulps, x) = (other.ulps, other.x) }
      if other.error > error { (error, errorX) = (other.error, other.errorX) }
    }
  }

  private let function: Elementwise
  private let block = 1 << 14

  init(_ function: Elementwise) { self.function = function }

  /// The worst result over floats of the given bit patterns. Throws at the first value that no
  /// tolerance allows, and at the first bit in which a kernel leaves the reference.
  func worst(bits: StrideThrough<Int>) throws -> Worst { try worst(of: bits) }

  func worst(bits: StrideTo<Int>) throws -> Worst { try worst(of: bits) }

  private func worst(of bits: some Sequence<Int>) throws -> Worst {
    var worst = Worst()
    var x: [Float] = []
    x.reserveCapacity(block)
    for pattern in bits {
      x.append(Float(bitPattern: UInt32(pattern)))
      if x.count == block {
        try measure(x, &worst)
        x.removeAll(keepingCapacity: true)
      }
    }
    try measure(x, &worst)
    return worst
  }

  private func measure(_ x: [Float], _ worst: inout Worst) throws {
    let y = withSubnormalsFlushed { x.map { Reference.apply(function, $0) } }
    for kernels in availableKernels {
      var result = [Float](repeating: 7, count: x.count)
      withSubnormalsFlushed {
        x.withUnsafeBufferPointer { from in
          result.withUnsafeMutableBufferPointer { to in
            guard let from = from.baseAddress, let to = to.baseAddress else { return }
            kernels.apply(function, from, to, x.count)
          }
        }
      }
      try requireSame(
        Outcome([("y", result)]), as: Outcome([("y", y)]), kernels,
        "\(function) from x = \(x.first ?? 0) on")
    }
    for i in x.indices { try compare(x[i], y[i], &worst) }
  }

  private func compare(_ x: Float, _ y: Float, _ worst: inout Worst) throws {
    if x.isNaN {
      if !y.isNaN { throw Mismatch(description: "\(function) of NaN is \(y)") }
      return
    }
    if !(y.magnitude <= 1) || (function == .sigmoid && y < 0) {
      throw Mismatch(description: "\(function)(\(x)) is \(y)")
    }
    let exact = function == .tanh ? tanh(Double(x)) : Self.logistic(Double(x))
    let rounded = Float(exact)
    if y == 0 && rounded.magnitude < Float.leastNormalMagnitude { return }
    if y.sign != rounded.sign { throw Mismatch(description: "\(function)(\(x)) is \(y)") }
    let ulps = abs(Int(y.bitPattern) - Int(rounded.bitPattern))
    if ulps > worst.ulps { (worst.ulps, worst.x) = (ulps, x) }
    let error = abs(Double(y) - exact) / Double(rounded.ulp)
    if error > worst.error { (worst.error, worst.errorX) = (error, x) }
  }

  private static func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}
