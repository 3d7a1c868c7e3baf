import Skein
import Testing

@Suite("Initial weights")
struct InitializerTests {
  private func values(
    _ initializer: Initializer, rows: Int, gates: Int = 1, gateSize: Int, seed: UInt64 = 3
  ) -> [Double] {
    let parameter = Parameter(
      name: "weight", rows: rows, gates: gates, gateSize: gateSize, initializer: initializer)
    let stream = RandomStream(seed: seed, purpose: .initialWeights, stream: 1)
    return initializer.values(for: parameter, from: stream).map(Double.init)
  }

  @Test("Glorot's stay within their limit, reach for it, and spread evenly")
  func glorot() {
    for (rows, gates, gateSize) in [(1, 4, 60), (60, 4, 50), (50, 1, 1), (100, 1, 300)] {
      let found = values(.glorotUniform, rows: rows, gates: gates, gateSize: gateSize)
      let limit = (6.0 / Double(rows + gates * gateSize)).squareRoot()
      #expect(found.count == rows * gates * gateSize)
      #expect(found.allSatisfy { $0.magnitude <= limit * (1 + 1e-7) })
      let count = Double(found.count)
      let mean = found.reduce(0, +) / count
      let variance = found.reduce(0) { $0 + $1 * $1 } / count
      // Four standard errors of a uniform distribution's mean and of its mean square.
      #expect(mean.magnitude < 4 * limit / (3 * count).squareRoot())
      let error = limit * limit * (4.0 / 45 / count).squareRoot()
      #expect((variance - limit * limit / 3).magnitude < 4 * error)
      #expect((found.map(\.magnitude).max() ?? 0) > limit * (1 - 8 / count))
    }
  }

  @Test("orthogonal ones have orthonormal rows, or columns where those are fewer")
  func orthogonal() {
    for (rows, columns) in [(1, 4), (7, 28), (60, 240), (33, 33), (20, 5), (1, 1), (96, 100)] {
      let q = values(.orthogonal, rows: rows, gateSize: columns)
      let isWide = rows <= columns
      let short = min(rows, columns)
      let long = max(rows, columns)
      func element(_ vector: Int, _ index: Int) -> Double {
        isWide ? q[vector * columns + index] : q[index * columns + vector]
      }
      var worst = 0.0
      for a in 0..<short {
        for b in 0...a {
          let product = (0..<long).reduce(0.0) { $0 + element(a, $1) * element(b, $1) }
          worst = max(worst, (product - (a == b ? 1 : 0)).magnitude)
        }
      }
      #expect(worst <= 1e-6, "\(rows) × \(columns)")
    }
  }

  /// One row after the other, each sum in eight chains: what the fast version must equal.
  private func orthonormalRows(_ rows: Int, _ columns: Int, _ noise: (Int) -> Double) -> [Double] {
    var q = (0..<rows).map { row in (0..<columns).map { noise(row * columns + $0) } }
    func product(_ a: [Double], _ b: [Double]) -> Double {
      var chains = [Double](repeating: 0, count: 8)
      for at in 0..<columns / 8 * 8 { chains[at % 8] += a[at] * b[at] }
      var sum = chains[0]
      for chain in chains[1...] { sum += chain }
      for at in columns / 8 * 8..<columns { sum += a[at] * b[at] }
      return sum
    }
    for row in 0..<rows {
      for earlier in 0..<row {
        let factor = product(q[earlier], q[row])
        for at in 0..<columns { q[row][at] -= factor * q[earlier][at] }
      }
      let scale = 1 / product(q[row], q[row]).squareRoot()
      for at in 0..<columns { q[row][at] *= scale }
    }
    return q.flatMap { $0 }
  }

  @Test("orthogonal ones have the bits of the plain method, however many rows go together")
  func orthogonalBits() {
    let stream = RandomStream(seed: 4, purpose: .noise, stream: 0)
    for rows in [1, 2, 7, 8, 9, 31, 32, 33, 40, 41, 63, 65, 97] {
      for columns in [rows, rows + 1, rows + 7, 4 * rows, 600] {
        let noise = { (place: Int) in stream.uniform(at: UInt64(place)) - 0.5 }
        let found = OrthonormalRows(rows: rows, columns: columns, normal: noise).values
        let wanted = orthonormalRows(rows, columns, noise)
        #expect(
          found.map(\.bitPattern) == wanted.map(\.bitPattern), "\(rows) × \(columns)")
      }
    }
  }

  @Test("biases are zero, and one in the forget gate")
  func biases() {
    #expect(values(.zeros, rows: 1, gateSize: 3) == [0, 0, 0])
    #expect(
      values(.oneInGate(1), rows: 1, gates: 4, gateSize: 2) == [0, 0, 1, 1, 0, 0, 0, 0])
  }

  @Test("are the same for a seed, and differ between seeds, layers and tensors")
  func seeds() throws {
    let architecture = try Sequential(specification: "lstm:8,lstm:8,lstm:8,dense:1")
    let input = LayerShape(steps: 3, features: 8)
    func tensors(_ seed: UInt64) throws -> [[Float]] {
      try Model(architecture, input: input, targets: 1, seed: seed).weights.tensors.map(\.values)
    }
    let first = try tensors(5)
    #expect(try tensors(5) == first)
    // Everything but the biases, of seeds that share their lower halves.
    var all: [[Float]] = []
    for seed: UInt64 in [5, 6, 0x1_0000_0005, .max] {
      all += try tensors(seed).filter { !Set($0).isSubset(of: [0, 1]) }
    }
    #expect(all.count == 4 * 7)
    #expect(Set(all).count == all.count)
  }

  @Test("of the default layers are those of Keras")
  func keras() throws {
    let model = try Model(
      Sequential(specification: "lstm:6,dense:2"), input: LayerShape(steps: 3, features: 4),
      targets: 2)
    let parameters = model.weights.layout.places.map(\.parameter)
    #expect(
      parameters.map(\.initializer)
        == [.glorotUniform, .orthogonal, .oneInGate(1), .glorotUniform, .zeros])
    // Keras shapes its kernels [inputs, 4 · units] and [units, 4 · units].
    #expect(parameters.map(\.rows) == [4, 6, 1, 6, 1])
    #expect(parameters.map(\.columns) == [24, 24, 24, 2, 2])
  }
}
