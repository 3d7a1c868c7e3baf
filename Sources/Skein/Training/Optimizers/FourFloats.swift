import CPlatform

/// Four floats in a register. The standard library's operators on vectors and scalars fall apart into
/// single numbers; each of these is one instruction.
struct FourFloats {
  let lanes: SIMD4<Float>

  @inline(__always) init(_ lanes: SIMD4<Float>) { self.lanes = lanes }

  /// Four times the same.
  @inline(__always) init(_ value: Float) { lanes = skein_splat4(value) }

  /// The first `count` from memory, zero in the others.
  @inline(never)
  init(_ values: UnsafePointer<Float>, count: Int) {
    var lanes = SIMD4<Float>.zero
    for lane in 0..<count { lanes[lane] = values[lane] }
    self.lanes = lanes
  }

  /// Writes the first `count`, and nothing beyond them.
  @inline(never)
  func store(_ values: UnsafeMutablePointer<Float>, count: Int) {
    for lane in 0..<count { values[lane] = lanes[lane] }
  }

  @inline(__always) static func + (a: Self, b: Self) -> Self { Self(skein_add4(a.lanes, b.lanes)) }
  @inline(__always) static func - (a: Self, b: Self) -> Self { Self(skein_sub4(a.lanes, b.lanes)) }
  @inline(__always) static func * (a: Self, b: Self) -> Self { Self(skein_mul4(a.lanes, b.lanes)) }
  @inline(__always) static func / (a: Self, b: Self) -> Self { Self(skein_div4(a.lanes, b.lanes)) }
}

@inline(__always) func squareRoot(_ x: FourFloats) -> FourFloats {
  FourFloats(skein_sqrt4(x.lanes))
}

/// Lane by lane; a NaN in `x` stays.
@inline(__always)
func atLeast(_ x: FourFloats, _ low: FourFloats) -> FourFloats {
  FourFloats(skein_at_least4(x.lanes, low.lanes))
}

/// −1, 0 or 1, lane by lane; NaN for NaN.
@inline(__always)
func sign(_ x: FourFloats) -> FourFloats {
  let positive = skein_where_less4(.zero, x.lanes, skein_splat4(1), x.lanes)
  return FourFloats(skein_where_less4(x.lanes, .zero, skein_splat4(-1), positive))
}
