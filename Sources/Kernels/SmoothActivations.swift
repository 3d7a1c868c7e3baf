/// e^−|x|, zero where that is no normal number.
@inline(__always)
func decay(_ x: Four) -> Four {
  var a = x
  for j in 0..<4 { a[j] = copySign(x[j], from: splat(-1)) }
  let parts = exponentialParts(a)
  var e = a
  for j in 0..<4 { e[j] = fma(parts.scale[j], parts.fraction[j], parts.scale[j]) }
  for j in 0..<4 { e[j] = whereLess(a[j], splat(-87.33654), Vector.zero, e[j]) }
  return e
}

/// ln(1 + eˣ) = max(x, 0) + 2 artanh(e / (2 + e)) with e = e^−|x|, by the series of artanh.
@inline(__always)
func softplus(_ x: Four) -> Four {
  var s = decay(x)
  for j in 0..<4 { s[j] = divide(s[j], add(s[j], splat(2))) }
  var q = s
  for j in 0..<4 { q[j] = multiply(s[j], s[j]) }
  var p = Four(repeating: splat(2.0 / 15))
  for j in 0..<4 { p[j] = fma(p[j], q[j], splat(2.0 / 13)) }
  for j in 0..<4 { p[j] = fma(p[j], q[j], splat(2.0 / 11)) }
  for j in 0..<4 { p[j] = fma(p[j], q[j], splat(2.0 / 9)) }
  for j in 0..<4 { p[j] = fma(p[j], q[j], splat(2.0 / 7)) }
  for j in 0..<4 { p[j] = fma(p[j], q[j], splat(2.0 / 5)) }
  for j in 0..<4 { p[j] = fma(p[j], q[j], splat(2.0 / 3)) }
  for j in 0..<4 { p[j] = fma(p[j], q[j], splat(2)) }
  for j in 0..<4 { p[j] = fma(s[j], p[j], positivePart(x[j])) }
  return p
}

/// 1 − e⁻ʸ, the slope of softplus where its value is y.
@inline(__always)
func softplusSlope(_ y: Vector) -> Vector {
  let parts = exponentialParts(Four(repeating: copySign(y, from: splat(-1))))
  let m = fma(parts.scale[0], parts.fraction[0], subtract(parts.scale[0], splat(1)))
  return subtract(Vector.zero, m)
}

/// Φ(x): half of erfc(|x|/√2), or 1 less that, by the polynomial of Abramowitz and Stegun 7.1.26.
@inline(__always)
private func normalProbability(_ x: Four, _ bell: Four) -> Four {
  var t = x
  for j in 0..<4 {
    t[j] = divide(splat(1), fma(copySign(x[j], from: splat(1)), splat(0.231641888), splat(1)))
  }
  var p = Four(repeating: splat(0.5307027145))
  for j in 0..<4 { p[j] = fma(p[j], t[j], splat(-0.7265760135)) }
  for j in 0..<4 { p[j] = fma(p[j], t[j], splat(0.7107068705)) }
  for j in 0..<4 { p[j] = fma(p[j], t[j], splat(-0.142248368)) }
  for j in 0..<4 { p[j] = fma(p[j], t[j], splat(0.127414796)) }
  for j in 0..<4 { p[j] = multiply(multiply(p[j], t[j]), bell[j]) }
  for j in 0..<4 {
    p[j] = whereLess(x[j], Vector.zero, p[j], subtract(splat(1), p[j]))
  }
  return p
}

/// e^−x²/2
@inline(__always)
private func bell(_ x: Four) -> Four {
  var half = x
  for j in 0..<4 { half[j] = multiply(multiply(x[j], x[j]), splat(0.5)) }
  return decay(half)
}

/// x · Φ(x)
@inline(__always)
func gelu(_ x: Four) -> Four {
  var y = normalProbability(x, bell(x))
  for j in 0..<4 { y[j] = multiply(x[j], y[j]) }
  return y
}

/// Φ(x) + x · φ(x), the slope of x · Φ(x).
@inline(__always)
func geluSlope(_ x: Vector) -> Vector {
  let four = Four(repeating: x)
  let bell = bell(four)
  let density = multiply(bell[0], splat(0.3989422804))
  return fma(x, density, normalProbability(four, bell)[0])
}
