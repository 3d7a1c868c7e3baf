/// A register tile: `rows` rows of `vectors` vectors of running sums.
///
/// Assumes that both sizes are constants known at compile time; every loop over them unrolls.
struct Tile<let rows: Int, let vectors: Int> {
  var sums: InlineArray<rows, InlineArray<vectors, Vector>>

  /// Whether the sums leave registers for one row of weights, a value and one to spare: a sum that
  /// waits on the stack makes its chain several times as long.
  static var fitsRegisters: Bool {
    @inline(__always) get { rows &* vectors &+ vectors &+ 2 <= registers }
  }

  @inline(__always) init() {
    sums = InlineArray(repeating: InlineArray(repeating: Vector.zero))
  }

  @inline(__always)
  init(from p: UnsafePointer<Float>, rowStride: Int, vectorStride: Int) {
    self.init()
    for r in 0..<rows {
      for v in 0..<vectors {
        sums[r][v] = load(p + (r &* rowStride &+ v &* vectorStride))
      }
    }
  }

  @inline(__always)
  func write(to p: UnsafeMutablePointer<Float>, rowStride: Int, vectorStride: Int) {
    for r in 0..<rows {
      for v in 0..<vectors {
        store(sums[r][v], p + (r &* rowStride &+ v &* vectorStride))
      }
    }
  }

  /// sums[r][v] ← sums[r][v] + Σₖ a[r, k] · b[k, v], one FMA after the other in increasing k.
  ///
  /// a: `rowStride` floats from row to row, k contiguous. b: row after row of a panel.
  @inline(__always)
  mutating func accumulate(
    a: UnsafePointer<Float>, rowStride: Int, _ b: inout WeightCursor<vectors>, count: Int,
    prefetches: Bool
  ) {
    var weights = b
    var values = a
    let end = a + count
    while values < end {
      if prefetches { weights.prefetch() }
      var w = InlineArray<vectors, Vector>(repeating: Vector.zero)
      for v in 0..<vectors { w[v] = weights.weights(v) }
      for r in 0..<rows {
        let x = splat(values[r &* rowStride])
        for v in 0..<vectors { sums[r][v] = fma(x, w[v], sums[r][v]) }
      }
      weights.advance()
      values += 1
    }
    b = weights
  }

  /// sums[r][v] ← sums[r][v] + Σₖ a[k, r] · b[k, v], one FMA after the other in increasing k.
  ///
  /// a: `stride` floats from k to k, rows contiguous. b: `weightStride` floats from k to k.
  @inline(__always)
  mutating func accumulateOuter(
    a: UnsafePointer<Float>, stride: Int, b: UnsafePointer<Float>, weightStride: Int, count: Int
  ) {
    var weights = b
    var values = a
    for _ in 0..<count {
      var w = InlineArray<vectors, Vector>(repeating: Vector.zero)
      for v in 0..<vectors { w[v] = load(weights + v &* lanes) }
      for r in 0..<rows {
        let x = splat(values[r])
        for v in 0..<vectors { sums[r][v] = fma(x, w[v], sums[r][v]) }
      }
      weights += weightStride
      values += stride
    }
  }

  /// sums ← other + sums, lane by lane.
  @inline(__always)
  mutating func merge(from p: UnsafePointer<Float>, rowStride: Int) {
    for r in 0..<rows {
      for v in 0..<vectors {
        sums[r][v] = add(load(p + (r &* rowStride &+ v &* lanes)), sums[r][v])
      }
    }
  }
}
