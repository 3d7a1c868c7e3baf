/// A vector brought to mean 0 and variance 1 (Ba, Kiros and Hinton 2016), and the way back.
struct VectorNormalization {
  let count: Int
  let epsilon: Float

  /// x ← (x − μ) / √(σ² + ε); returns 1/√(σ² + ε).
  func forward(_ x: UnsafeMutablePointer<Float>) -> Float {
    var sum: Float = 0
    for i in 0..<count { sum += x[i] }
    let mean = sum / Float(count)
    var squares: Float = 0
    for i in 0..<count {
      x[i] -= mean
      squares += x[i] * x[i]
    }
    let factor = 1 / (squares / Float(count) + epsilon).squareRoot()
    for i in 0..<count { x[i] *= factor }
    return factor
  }

  /// With d = dy ∘ γ and n the normalized vector: dx = (d − mean(d) − n ∘ mean(d ∘ n)) · inverse; n becomes
  /// dy ∘ n, what the gradient of γ sums up.
  ///
  /// - Parameters:
  ///   - dy: may be `dx`.
  ///   - n: as `forward` left it.
  ///   - inverse: what `forward` returned.
  func backward(
    _ dy: UnsafePointer<Float>, scale: UnsafePointer<Float>, _ n: UnsafeMutablePointer<Float>,
    inverse: Float, to dx: UnsafeMutablePointer<Float>
  ) {
    var sum: Float = 0
    var product: Float = 0
    for i in 0..<count {
      let d = dy[i] * scale[i]
      sum += d
      product += d * n[i]
    }
    let (mean, along) = (sum / Float(count), product / Float(count))
    for i in 0..<count {
      let (y, own) = (dy[i], n[i])
      dx[i] = (y * scale[i] - mean - own * along) * inverse
      n[i] = y * own
    }
  }
}
