/// The built-in series `sine`: a sine with noise, to try a model on.
package enum SineSeries {
  package static let rows = 1000

  /// sin(x) + 0.1·noise for x = 50·i/999, i = 0…999, with standard normal noise from `seed`.
  package static func values(seed: UInt64) -> [Double] {
    let noise = RandomStream(seed: seed, purpose: .noise, stream: 0)
    return (0..<rows).map { index in
      let x = 50 * Double(index) / Double(rows - 1)
      return sine(x) + 0.1 * noise.normal(at: UInt64(index))
    }
  }

  /// sin(x) for |x| ≤ 1000, to within 10⁻¹⁵, from IEEE operations only: the C library's last bit
  /// depends on the processor, and one seed must give one series.
  ///
  /// x = q·π/2 + r with |r| ≤ π/4, then Taylor's series of sine or cosine up to r¹⁷.
  package static func sine(_ x: Double) -> Double {
    precondition(x.magnitude <= 1000, "sine of \(x)")
    let quarter = (x * 0.6366197723675814).rounded()
    // π/2 in two parts; the first has 22 trailing zero bits, so its product with q is exact.
    let r = (x - quarter * 1.5707963267341256) - quarter * 6.077100506506192e-11
    let square = r * r
    let quadrant = Int(quarter) & 3
    // 1 ± r²/(n(n−1)) · (…): sine from n = 17 down by twos, cosine from n = 18.
    var series = 1.0
    var n = quadrant & 1 == 0 ? 17.0 : 18.0
    while n > 1 {
      series = 1 - square / (n * (n - 1)) * series
      n -= 2
    }
    let magnitude = quadrant & 1 == 0 ? r * series : series
    return quadrant & 2 == 0 ? magnitude : -magnitude
  }
}
