/// Test numbers that depend on a seed alone: SplitMix64 (Steele, Lea and Flood 2014).
package struct Values {
  private var state: UInt64

  package init(seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0x5851_F42D_4C95_7F2D }

  package mutating func nextBits() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in −1 ..< 1; one in eight is a zero of either sign, a subnormal, or tiny, so that
  /// products and sums meet every case of flushing.
  package mutating func next() -> Float {
    let bits = nextBits()
    let uniform = Float(Int32(truncatingIfNeeded: bits >> 32) >> 8) * 0x1p-23
    switch bits & 31 {
    case 0: return 0
    case 1: return -0.0
    case 2: return Float(bitPattern: UInt32(truncatingIfNeeded: bits >> 16) & 0x807F_FFFF)
    case 3: return uniform * 0x1p-100
    default: return uniform
    }
  }

  package mutating func array(_ count: Int, scale: Float = 1) -> [Float] {
    (0..<count).map { _ in next() * scale }
  }
}
