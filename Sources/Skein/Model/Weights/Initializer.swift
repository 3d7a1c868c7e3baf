/// How a parameter begins.
public enum Initializer: Sendable, Hashable {
  case zeros
  case ones
  /// Zero, and 1 in one gate: an LSTM that remembers at first (Jozefowicz et al. 2015).
  case oneInGate(Int)
  /// Uniform within ±√(6 / (rows + columns)) (Glorot and Bengio 2010).
  case glorotUniform
  /// Uniform from minus a number to it, but for a row of zeros.
  case uniform(Double, zeroRow: Int?)
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
      return Self.uniform(parameter.count, within: limit, from: stream)
    case .uniform(let limit, let zeroRow):
      var values = Self.uniform(parameter.count, within: limit, from: stream)
      if let zeroRow {
        let columns = parameter.columns
        for index in zeroRow * columns..<(zeroRow + 1) * columns { values[index] = 0 }
      }
      return values
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

  private static func uniform(
    _ count: Int, within limit: Double, from stream: RandomStream
  ) -> [Float] {
    (0..<count).map { Float((2 * stream.uniform(at: UInt64($0)) - 1) * limit) }
  }
}
