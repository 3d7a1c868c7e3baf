/// A panel and where its sums go.
typealias PairedPanel = (panel: Panel, output: PanelOutput)

/// One row of output from two packed panels at once, the first with four vectors or both with equally
/// many: twice as many chains as one panel gives a single row, which waits for their latency.
func panelPair(_ a: PairedPanel, _ b: PairedPanel, first: InnerRun, second: InnerRun?) {
  switch (a.panel.vectors, b.panel.vectors) {
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
    left: Tile<1, left>(startOf: a.output, row: 0),
    right: Tile<1, right>(startOf: b.output, row: 0))
  var leftWeights = WeightCursor<left>(a.panel)
  var rightWeights = WeightCursor<right>(b.panel)
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
    _ run: InnerRun, _ leftWeights: inout WeightCursor<leftVectors>,
    _ rightWeights: inout WeightCursor<rightVectors>
  ) {
    var values = run.a
    for _ in 0..<run.segments {
      accumulate(values, run.length, &leftWeights, &rightWeights)
      values += run.segmentStride
    }
  }

  @inline(__always)
  private mutating func accumulate(
    _ a: UnsafePointer<Float>, _ count: Int, _ left: inout WeightCursor<leftVectors>,
    _ right: inout WeightCursor<rightVectors>
  ) {
    var leftWeights = left
    var rightWeights = right
    var values = a
    let end = a + count
    while values < end {
      let x = splat(values.pointee)
      for v in 0..<leftVectors {
        self.left.sums[0][v] = fma(x, leftWeights.weights(v), self.left.sums[0][v])
      }
      for v in 0..<rightVectors {
        self.right.sums[0][v] = fma(x, rightWeights.weights(v), self.right.sums[0][v])
      }
      leftWeights.advance()
      rightWeights.advance()
      values += 1
    }
    left = leftWeights
    right = rightWeights
  }
}
