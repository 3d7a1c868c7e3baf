extension Reference {
  /// C = initial + A·B: every element is one chain of FMAs over k, begun at the initial value.
  ///
  /// a: [R, K]. b: [K, N]. initial: [N] or nil for zero. Result: [R, N].
  package static func matrixProduct(
    rows: Int, inner: Int, columns: Int, a: [Float], b: [Float], initial: [Float]?
  ) -> [Float] {
    var c = [Float](repeating: 0, count: rows * columns)
    for row in 0..<rows {
      for n in 0..<columns {
        var sum = initial?[n] ?? 0
        for k in 0..<inner { sum = fma(a[row * inner + k], b[k * columns + n], sum) }
        c[row * columns + n] = sum
      }
    }
    return c
  }
}
