extension Reference {
  /// target[i] + source[i]
  package static func add(_ target: [Float], _ source: [Float]) -> [Float] {
    zip(target, source).map { $0 + $1 }
  }

  /// Σ x²: sixteen chains of FMAs, chain j over elements j, j + 16, j + 32, …; then the upper half
  /// of the chains is added to the lower half until one is left.
  package static func sumOfSquares(_ x: [Float]) -> Float {
    var chains = [Float](repeating: 0, count: 16)
    for i in x.indices { chains[i % 16] = fma(x[i], x[i], chains[i % 16]) }
    while chains.count > 1 {
      let half = chains.count / 2
      chains = (0..<half).map { chains[$0] + chains[half + $0] }
    }
    return chains[0]
  }
}
