extension Reference {
  /// e^−|x|, zero where that is no normal number.
  package static func decay(_ x: Float) -> Float {
    let a = 0 - x.magnitude
    let (scale, fraction) = exponentialParts(a)
    return a < leastExponent ? 0 : fma(scale, fraction, scale)
  }

  /// ln(1 + eˣ) = max(x, 0) + ln(1 + e) with e = e^−|x|, and ln(1 + e) = 2 artanh(e / (2 + e)), whose
  /// series up to the fifteenth power leaves out less than 10⁻⁸ of it.
  package static func softplus(_ x: Float) -> Float {
    let e = decay(x)
    let s = e / (e + 2)
    let q = s * s
    var p: Float = 2.0 / 15
    for odd in stride(from: 13, through: 1, by: -2) { p = fma(p, q, 2 / Float(odd)) }
    return fma(s, p, (x < 0 ? 0 : x) + 0)
  }

  /// Its slope 1 − e⁻ʸ at a point where its value is y ≥ 0, as −(e⁻ʸ − 1).
  package static func softplusSlope(_ y: Float) -> Float {
    let (scale, fraction) = exponentialParts(0 - y.magnitude)
    return 0 - fma(scale, fraction, scale - 1)
  }

  /// Φ(x), to 10⁻⁷: half of erfc(|x|/√2), or 1 less that. Source of the polynomial: Abramowitz and
  /// Stegun, formula 7.1.26.
  package static func normalProbability(_ x: Float) -> Float {
    let t = 1 / fma(x.magnitude, 0.231641888, 1)
    var p: Float = 0.5307027145
    p = fma(p, t, -0.7265760135)
    p = fma(p, t, 0.7107068705)
    p = fma(p, t, -0.142248368)
    p = fma(p, t, 0.127414796)
    let tail = (p * t) * decay((x * x) * 0.5)
    return x < 0 ? tail : 1 - tail
  }

  /// The slope of x · Φ(x): Φ(x) + x · φ(x).
  package static func geluSlope(_ x: Float) -> Float {
    let density = decay((x * x) * 0.5) * 0.3989422804
    return fma(x, density, normalProbability(x))
  }
}
