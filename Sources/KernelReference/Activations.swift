extension Reference {
  /// 1 / (1 + e⁻ˣ) as eˣ/(1 + eˣ) below zero and 1/(1 + e⁻ˣ) above, with e always of −|x|.
  package static func sigmoid(_ x: Float) -> Float {
    let a = 0 - x.magnitude
    let (scale, fraction) = exponentialParts(a)
    var e = fma(scale, fraction, scale)
    if a < leastExponent { e = 0 }
    return (x < 0 ? e : 1) / (1 + e)
  }

  /// tanh x as −m/(m + 2) with m = e⁻²ˣ − 1, for |x|, and the sign of x.
  package static func tanh(_ x: Float) -> Float {
    let a = -2 * x.magnitude
    let (scale, fraction) = exponentialParts(a)
    let m = fma(scale, fraction, scale - 1)
    return Float(signOf: x, magnitudeOf: m / (m + 2))
  }

  /// Below this eᵃ is no longer a normal number.
  static let leastExponent: Float = -87.33654

  /// scale = 2ⁿ and fraction = eʳ − 1 for a = n · ln 2 + r with |r| ≤ ln 2 / 2, of a ≤ 0.
  ///
  /// Adding 1.5 · 2²³ rounds a / ln 2 to the integer n, which then stands in the low bits of the
  /// sum; ln 2 is subtracted n times in two parts (Cody and Waite); the polynomial is a minimax fit
  /// of (eʳ − 1)/r.
  static func exponentialParts(_ a: Float) -> (scale: Float, fraction: Float) {
    let magic: Float = 12_582_912
    let clamped = a < leastExponent ? leastExponent : a
    let shifted = fma(clamped, 0x1.715476p+0, magic)
    let n = shifted - magic
    var r = fma(n, -0x1.62e43p-1, clamped)
    r = fma(n, 0x1.05c61p-29, r)
    var p = fma(0x1.6c5ef6p-10, r, 0x1.12242ep-7)
    p = fma(p, r, 0x1.5555b2p-5)
    p = fma(p, r, 0x1.5554b6p-3)
    p = fma(p, r, 0.5)
    p *= r
    let fraction = fma(p, r, r)
    let scale = Float(bitPattern: (shifted.bitPattern &<< 23) &+ 0x3F80_0000)
    return (scale, fraction)
  }
}
