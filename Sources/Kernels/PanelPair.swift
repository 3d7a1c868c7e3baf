/// Where one of two panels' weights begin and its sums go.
typealias PairedPanel = (vectors: Int, weights: UnsafePointer<Float>, output: PanelOutput)

/// One row of output from two packed panels at once, the first with four vectors or both with equally
/// many: twice as many chains as one panel gives a single row, which waits for their latency.
func panelPair(_ a: PairedPanel, _ b: PairedPanel, first: InnerRun, second: InnerRun?) {
  switch (a.vectors, b.vectors) {
  case (4, 4): pairTile(Tile<1, 4>.self, Tile<1, 4>.self, a, b, first, second)
  case (4, 3): pairTile(Tile<1, 4>.self, Tile<1, 3>.self, a, b, first, second)
  case (4, 2): pairTile(Tile<1, 4>.self, Tile<1, 2>.self, a, b, first, second)
  case (4, _): pairTile(Tile<1, 4>.self, Tile<1, 1>.self, a, b, first, second)
  case (3, _): pairTile(Tile<1, 3>.self, Tile<1, 3>.self, a, b, first, second)
  case (2, _): pairTile(Tile<1, 2>.self, Tile<1, 2>.self, a, b, first, second)
  default: pairTile(Tile<1, 1>.self, Tile<1, 1>.self, a, b, first, second)
  }
}

@inline(__always)
private func pairTile<let left: Int, let right: Int>(
  _ leftShape: Tile<1, left>.Type, _ rightShape: Tile<1, right>.Type, _ a: PairedPanel,
  _ b: PairedPanel, _ first: InnerRun, _ second: InnerRun?
) {
  var tiles = TilePair(
    left: Tile<1, left>(startOf: a.output), right: Tile<1, right>(startOf: b.output))
  var leftWeights = a.weights
  var rightWeights = b.weights
  tiles.accumulate(first, &leftWeights, &rightWeights)
  if let second { tiles.accumulate(second, &leftWeights, &rightWeights) }
  tiles.left.write(to: a.output.output, rowStride: 0, vectorStride: a.output.vectorStride)
  tiles.right.write(to: b.output.output, rowStride: 0, vectorStride: b.output.vectorStride)
}

/// The sums of one row in two panels. A struct, because sums that a local function captures wait on the
/// stack.
private struct TilePair<let leftVectors: Int, let rightVectors: Int> {
  var left: Tile<1, leftVectors>
  var right: Tile<1, rightVectors>

  @inline(__always)
  mutating func accumulate(
    _ run: InnerRun, _ leftWeights: inout UnsafePointer<Float>,
    _ rightWeights: inout UnsafePointer<Float>
  ) {
    var values = run.a
    for _ in 0..<run.segments {
      accumulate(values, run.length, leftWeights, rightWeights)
      leftWeights += run.length &* leftVectors &* lanes
      rightWeights += run.length &* rightVectors &* lanes
      values += run.segmentStride
    }
  }

  @inline(__always)
  private mutating func accumulate(
    _ a: UnsafePointer<Float>, _ count: Int, _ left: UnsafePointer<Float>,
    _ right: UnsafePointer<Float>
  ) {
    var leftWeights = left
    var rightWeights = right
    var values = a
    let end = a + count
    while values < end {
      let x = splat(values.pointee)
      for v in 0..<leftVectors {
        self.left.sums[0][v] = fma(x, load(leftWeights + v &* lanes), self.left.sums[0][v])
      }
      for v in 0..<rightVectors {
        self.right.sums[0][v] = fma(x, load(rightWeights + v &* lanes), self.right.sums[0][v])
      }
      leftWeights += leftVectors &* lanes
      rightWeights += rightVectors &* lanes
      values += 1
    }
  }
}

extension Tile {
  /// The sums with which the first row of an output begins.
  @inline(__always)
  fileprivate init(startOf out: PanelOutput) {
    self.init()
    if let initial = out.initial {
      self = Tile(from: initial, rowStride: 0, vectorStride: out.initialVectorStride)
    }
  }
}
