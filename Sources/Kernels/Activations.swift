/// `count` independent vectors, worked on step by step together: the functions below are chains of
/// about twenty dependent instructions, and four chains at a time hide their latency.
typealias Four = InlineArray<4, Vector>

/// 2ⁿ and (eʳ − 1) for a = n · ln 2 + r, |r| ≤ ln 2 / 2, of numbers a ≤ 0.
///
/// Source: Cody and Waite's reduction; the polynomial is a minimax fit of (eʳ − 1)/r of degree 5
/// (relative error 1.4e-8). Below −87.33654, where eᵃ is no longer a normal number, a stands still.
@inline(__always)
func exponentialParts(_ a: Four) -> (scale: Four, fraction: Four) {
  let magic = splat(12_582_912)
  let zero = Vector.zero
  var t = Four(repeating: zero)
  var n = Four(repeating: zero)
  var r = Four(repeating: zero)
  var g = Four(repeating: zero)
  var c = Four(repeating: zero)
  for j in 0..<4 { c[j] = atLeast(a[j], splat(-87.33654)) }
  for j in 0..<4 { t[j] = fma(c[j], splat(0x1.715476p+0), magic) }
  for j in 0..<4 { n[j] = subtract(t[j], magic) }
  for j in 0..<4 { r[j] = fma(n[j], splat(-0x1.62e43p-1), c[j]) }
  for j in 0..<4 { r[j] = fma(n[j], splat(0x1.05c61p-29), r[j]) }
  for j in 0..<4 { g[j] = fma(splat(0x1.6c5ef6p-10), r[j], splat(0x1.12242ep-7)) }
  for j in 0..<4 { g[j] = fma(g[j], r[j], splat(0x1.5555b2p-5)) }
  for j in 0..<4 { g[j] = fma(g[j], r[j], splat(0x1.5554b6p-3)) }
  for j in 0..<4 { g[j] = fma(g[j], r[j], splat(0.5)) }
  for j in 0..<4 { g[j] = multiply(g[j], r[j]) }
  for j in 0..<4 { g[j] = fma(g[j], r[j], r[j]) }
  for j in 0..<4 { t[j] = powerOfTwo(t[j]) }
  return (t, g)
}

/// 1 / (1 + e⁻ˣ), at most 2 ulp from the correctly rounded value: eˣ/(1 + eˣ) below zero, so that
/// small results stay accurate.
@inline(__always)
func sigmoid(_ x: Four) -> Four {
  let one = splat(1)
  var a = x
  for j in 0..<4 { a[j] = copySign(x[j], from: splat(-1)) }
  let parts = exponentialParts(a)
  var e = a
  for j in 0..<4 { e[j] = fma(parts.scale[j], parts.fraction[j], parts.scale[j]) }
  for j in 0..<4 { e[j] = whereLess(a[j], splat(-87.33654), Vector.zero, e[j]) }
  var y = a
  for j in 0..<4 { y[j] = divide(whereLess(x[j], Vector.zero, e[j], one), add(one, e[j])) }
  return y
}

/// tanh x, at most 2 ulp from the correctly rounded value: −m/(m + 2) with m = e⁻²ˣ − 1 for
/// positive x.
@inline(__always)
func tanh(_ x: Four) -> Four {
  var a = x
  for j in 0..<4 { a[j] = copySign(x[j], from: splat(-1)) }
  for j in 0..<4 { a[j] = add(a[j], a[j]) }
  let parts = exponentialParts(a)
  var m = a
  for j in 0..<4 {
    m[j] = fma(parts.scale[j], parts.fraction[j], subtract(parts.scale[j], splat(1)))
  }
  var y = a
  for j in 0..<4 { y[j] = copySign(divide(m[j], add(m[j], splat(2))), from: x[j]) }
  return y
}

/// tanh of one vector.
@inline(__always) func tanh(_ x: Vector) -> Vector { tanh(Four(repeating: x))[0] }

/// The logistic function of one vector.
@inline(__always) func sigmoid(_ x: Vector) -> Vector { sigmoid(Four(repeating: x))[0] }
