/// How a parameter begins.
public enum Initializer: Sendable, Hashable {
  case zeros
  /// Zero, and 1 in one gate: an LSTM that remembers at first (Jozefowicz et al. 2015).
  case oneInGate(Int)
  /// Uniform within ±√(6 / (rows + columns)) (Glorot and Bengio 2010).
  case glorotUniform
  /// Orthonormal rows, or columns where there are more rows (Saxe et al. 2014).
  case orthogonal

  /// Row-major values [rows, columns]; arithmetic alone, so they are the same on every machine.
  package func values(for parameter: Parameter, from stream: RandomStream) -> [Float] {
    switch self {
    case .zeros:
      return [Float](repeating: 0, count: parameter.count)
    case .oneInGate(let gate):
      return (0..<parameter.count).map {
        $0 % parameter.columns / parameter.gateSize == gate ? 1 : 0
      }
    case .glorotUniform:
      let limit = (6 / Double(parameter.rows + parameter.columns)).squareRoot()
      return (0..<parameter.count).map {
        Float((2 * stream.uniform(at: UInt64($0)) - 1) * limit)
      }
    case .orthogonal:
      let (rows, columns) = (parameter.rows, parameter.columns)
      let long = max(rows, columns)
      let q = OrthonormalRows(rows: min(rows, columns), columns: long, from: stream)
      if rows <= columns { return q.values.map { Float($0) } }
      return (0..<parameter.count).map { Float(q.values[$0 % columns * long + $0 / columns]) }
    }
  }
}

/// Normal random rows made orthonormal by modified Gram–Schmidt: the Q of a QR decomposition whose
/// R has a positive diagonal, which is uniformly distributed (Mezzadri 2007).
private struct OrthonormalRows {
  /// [rows, columns]
  var values: [Double]

  init(rows: Int, columns: Int, from stream: RandomStream) {
    values = (0..<rows * columns).map { stream.normal(at: UInt64($0)) }
    values.withUnsafeMutableBufferPointer { q in
      guard let base = q.baseAddress else { return }
      for row in 0..<rows {
        let current = base + row * columns
        for earlier in 0..<row {
          let other = base + earlier * columns
          Self.subtract(Self.dot(other, current, columns), other, from: current, columns)
        }
        let scale = 1 / Self.dot(current, current, columns).squareRoot()
        for column in 0..<columns { current[column] *= scale }
      }
    }
  }

  /// Eight chains, then a fixed order: the same bits however the loop is compiled.
  private static func dot(
    _ a: UnsafeMutablePointer<Double>, _ b: UnsafeMutablePointer<Double>, _ count: Int
  ) -> Double {
    var chains = SIMD8<Double>.zero
    var at = 0
    while at + 8 <= count {
      chains += octet(a + at) * octet(b + at)
      at += 8
    }
    var sum = chains[0]
    for lane in 1..<8 { sum += chains[lane] }
    while at < count {
      sum += a[at] * b[at]
      at += 1
    }
    return sum
  }

  private static func subtract(
    _ factor: Double, _ a: UnsafeMutablePointer<Double>, from b: UnsafeMutablePointer<Double>,
    _ count: Int
  ) {
    for at in 0..<count { b[at] -= factor * a[at] }
  }

  @inline(__always)
  private static func octet(_ p: UnsafeMutablePointer<Double>) -> SIMD8<Double> {
    UnsafeRawPointer(p).loadUnaligned(as: SIMD8<Double>.self)
  }
}
