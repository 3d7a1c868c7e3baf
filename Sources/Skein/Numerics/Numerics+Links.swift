extension Numerics {
  /// ln(1 + eˣ), to within 3 ulp.
  package static func softplus(_ x: Double) -> Double {
    max(x, 0) + log1p(exp(-x.magnitude))
  }

  /// 1 / (1 + e⁻ˣ), to within 3 ulp.
  package static func sigmoid(_ x: Double) -> Double {
    let e = exp(-x.magnitude)
    return (x < 0 ? e : 1) / (1 + e)
  }

  /// tanh x, to within 5 ulp.
  package static func tanh(_ x: Double) -> Double {
    let m = expm1(-2 * x.magnitude)
    return x < 0 ? m / (2 + m) : -m / (2 + m)
  }

  /// eᵃ of a ≤ 0 in single precision, to within 2 ulp; 0 below −87.33654, where it is no longer a normal
  /// number.
  ///
  /// The kernels' reduction and polynomial, but each product and sum is rounded; without branches, so
  /// that a loop over it is of vector instructions.
  @inline(__always)
  package static func expOfNegative(_ a: Float) -> Float {
    let least: Float = -87.33654
    let clamped = a < least ? least : a
    let magic: Float = 12_582_912
    let shifted = clamped * 1.442695 + magic
    let n = shifted - magic
    // ln 2 in two parts, of which the first has so few bits that its product with n is exact.
    let r = (clamped - n * 0.693359375) + n * 2.1219444e-4
    var sum: Float = 0x1.6c5ef6p-10 * r + 0x1.12242ep-7
    sum = sum * r + 0x1.5555b2p-5
    sum = sum * r + 0x1.5554b6p-3
    sum = sum * r + 0.5
    let fraction = r + r * r * sum
    let scale = Float(bitPattern: (shifted.bitPattern &<< 23) &+ 0x3F80_0000)
    let power = scale + scale * fraction
    return a < least ? 0 : power
  }
}
