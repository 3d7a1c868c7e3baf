/// How a parameter begins.
public enum Initializer: Sendable, Hashable {
  case zeros
  case ones
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
    case .ones:
      return [Float](repeating: 1, count: parameter.count)
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
      let q = OrthonormalRows(rows: min(rows, columns), columns: long) {
        stream.normal(at: UInt64($0))
      }
      if rows <= columns { return q.values.map { Float($0) } }
      return (0..<parameter.count).map { Float(q.values[$0 % columns * long + $0 / columns]) }
    }
  }
}
