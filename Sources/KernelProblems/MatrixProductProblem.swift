import KernelInterface
import KernelReference

/// A matrix product over random numbers; see `MatrixProductTask` for the letters.
package struct MatrixProductProblem {
  package var rows: Int
  package var columns: Int
  package var segments: Int
  package var segmentLength: Int
  /// Floats between two segments, and between two rows, that no kernel may look at.
  package var gap: Int
  package var a: [Float]
  package var b: [Float]
  package var initial: [Float]?

  package var inner: Int { segments * segmentLength }

  package init(
    rows: Int, columns: Int, segments: Int = 1, segmentLength: Int, gap: Int = 0,
    hasInitial: Bool
  ) {
    self.rows = rows
    self.columns = columns
    self.segments = segments
    self.segmentLength = segmentLength
    self.gap = gap
    let inner = segments * segmentLength
    var values = Values(seed: (rows * 131 + columns) * 131 + inner)
    a = values.array(rows * inner)
    b = values.array(inner * columns)
    initial = hasInitial ? values.array(columns) : nil
  }

  package func reference() -> Outcome {
    let c = Reference.matrixProduct(
      rows: rows, inner: inner, columns: columns, a: a, b: b, initial: initial)
    return Outcome([("C", c)])
  }

  /// `transposed` gives the kernel panels of Bᵀ, packed transposed, which are the same panels.
  package func run(
    _ kernels: KernelTable, innerBlock: Int, transposed: Bool = false, in arena: GuardedArena
  ) -> Outcome {
    arena.clear()
    let segmentStride = segmentLength + gap
    let spread = padded(a, width: segmentLength, stride: segmentStride, gap: .nan)
    let rowStride = segments * segmentStride
    let outputStride = featureStride(columns) + gap
    let stride = featureStride(columns)
    // The last gap is cut off, so that the last number that counts stands before the guard page.
    let left = arena.hold("a", Array(spread.dropLast(gap)))
    var panels = Reference.columnPanels(
      b, rows: inner, columns: columns, lanes: kernels.lanes,
      strip: kernels.stripVectors)
    if transposed {
      var turned = b
      for k in 0..<inner {
        for n in 0..<columns { turned[n * inner + k] = b[k * columns + n] }
      }
      panels = Reference.transposedPanels(
        turned, rows: columns, columns: inner, lanes: kernels.lanes,
        strip: kernels.stripVectors)
    }
    let right = arena.hold("panels", panels)
    let start = initial.map {
      arena.hold("initial", padded($0, width: columns, stride: stride, gap: 0))
    }
    let output = arena.hold(
      "output", [Float](repeating: 7, count: rows * outputStride),
      mayWrite: { $0 % outputStride < stride })
    kernels.matrixProduct(
      MatrixProductTask(
        rows: rows, columns: columns, a: left.constant, rowStride: rowStride, segments: segments,
        segmentLength: segmentLength, segmentStride: segmentStride, panels: right.constant,
        initial: start?.constant, output: output.start, outputStride: outputStride,
        innerBlock: innerBlock))
    let c = unpadded(output.values, width: columns, stride: outputStride)
    return Outcome([("C", c)], strayWrite: arena.strayWrite)
  }
}
