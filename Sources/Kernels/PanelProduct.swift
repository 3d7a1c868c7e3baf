/// A run of the inner dimension of a product: `segments` pieces of `length` floats in every row.
struct InnerRun {
  var a: UnsafePointer<Float>
  var rowStride: Int
  var segments = 1
  var length: Int
  var segmentStride = 0

  var count: Int { segments &* length }
}

/// Where the sums of a panel begin and end: row r, vector v at r · rowStride + v · vectorStride.
struct PanelOutput {
  /// nil begins at zero.
  var initial: UnsafePointer<Float>?
  var initialRowStride: Int
  var initialVectorStride: Int
  /// From the first vector of a strip to that of the next one.
  var initialStripStride: Int
  var output: UnsafeMutablePointer<Float>
  var rowStride: Int
  var vectorStride: Int

  /// The same output, begun at what is already there.
  var continued: PanelOutput {
    var next = self
    next.initial = UnsafePointer(output)
    next.initialRowStride = rowStride
    next.initialVectorStride = vectorStride
    next.initialStripStride = stripVectors &* vectorStride
    return next
  }

  /// Where the sums of one strip begin and end.
  @inline(__always)
  func strip(_ index: Int) -> PanelOutput {
    var strip = self
    strip.initial = initial.map { $0 + index &* initialStripStride }
    strip.output += index &* stripVectors &* vectorStride
    return strip
  }
}

/// `rows` rows of output from one packed panel.
///
/// The inner dimension is `first` and then `second`; a strip of the panel is contiguous over both. When
/// they are longer than what `innerBlock` leaves room for, all rows pass over a block that stays in the
/// cache before the next block is touched; unfinished sums wait in the output, so no bit changes.
///
/// - Parameter innerBlock: rows of four vectors of sixteen floats; narrower ones are as many more.
func panelProduct(
  rows: Int, first: InnerRun, second: InnerRun?, panel: Panel, to out: PanelOutput,
  innerBlock: Int
) {
  if rows <= 2, panel.vectors > stripVectors {
    fewRows(rows, first, second, panel, out)
    return
  }
  let block = innerBlock &* (64 / stripWidth)
  for index in 0..<panel.strips {
    let strip = panel.strip(index)
    switch strip.vectors {
    case 1: blocks(Tile<1, 1>.self, rows, first, second, strip, out.strip(index), block)
    case 2: blocks(Tile<1, 2>.self, rows, first, second, strip, out.strip(index), block)
    case 3 where stripVectors > 2:
      blocks(Tile<1, 3>.self, rows, first, second, strip, out.strip(index), block)
    case _ where stripVectors > 2:
      blocks(Tile<1, 4>.self, rows, first, second, strip, out.strip(index), block)
    default: preconditionFailure("a strip of \(strip.vectors) vectors")
    }
  }
}

/// One or two rows pass over both strips of a panel at once: one strip gives them too few chains.
@inline(__always)
private func fewRows(
  _ rows: Int, _ first: InnerRun, _ second: InnerRun?, _ panel: Panel, _ out: PanelOutput
) {
  switch (rows, panel.vectors) {
  case (1, 3): productTile(Tile<1, 3>.self, 0, first, second, panel, out, prefetches: false)
  case (1, _): productTile(Tile<1, 4>.self, 0, first, second, panel, out, prefetches: false)
  case (_, 3): productTile(Tile<2, 3>.self, 0, first, second, panel, out, prefetches: false)
  default: productTile(Tile<2, 4>.self, 0, first, second, panel, out, prefetches: false)
  }
}

/// One pass over all rows for every piece of the inner dimension that is at most `block` long; a single
/// tile passes over the strip once, however long it is.
private func blocks<let vectors: Int>(
  _ width: Tile<1, vectors>.Type, _ rows: Int, _ first: InnerRun, _ second: InnerRun?,
  _ strip: Panel, _ out: PanelOutput, _ block: Int
) {
  let total = first.count &+ (second?.count ?? 0)
  if total <= block || rows <= tileRows {
    rowTiles(width, rows, first, second, strip, out)
    return
  }
  var begun = out
  var rest = strip
  blocks(width, of: first, rows, &rest, &begun, block)
  if let second { blocks(width, of: second, rows, &rest, &begun, block) }
}

@inline(__always)
private func blocks<let vectors: Int>(
  _ width: Tile<1, vectors>.Type, of run: InnerRun, _ rows: Int, _ strip: inout Panel,
  _ out: inout PanelOutput, _ block: Int
) {
  for segment in 0..<run.segments {
    var done = 0
    while done < run.length {
      let length = min(block, run.length &- done)
      let piece = InnerRun(
        a: run.a + (segment &* run.segmentStride &+ done), rowStride: run.rowStride,
        length: length)
      rowTiles(width, rows, piece, nil, strip, out)
      strip.skipped &+= length
      out = out.continued
      done &+= length
    }
  }
}

/// All rows of a strip, by as few tiles as will do, and these as equal as can be: a tile of one or two
/// rows waits for its weights, which it uses once or twice only.
@inline(__always)
private func rowTiles<let vectors: Int>(
  _ width: Tile<1, vectors>.Type, _ rows: Int, _ first: InnerRun, _ second: InnerRun?,
  _ strip: Panel, _ out: PanelOutput
) {
  var row = 0
  var tilesLeft = (rows &+ tileRows &- 1) / tileRows
  while tilesLeft > 0 {
    let height = (rows &- row &+ tilesLeft &- 1) / tilesLeft
    // The first tile finds the weights wherever they are, the others in the nearest caches.
    if row == 0 {
      rowTile(width, height, 0, first, second, strip, out, prefetches: true)
    } else {
      rowTile(width, height, row, first, second, strip, out, prefetches: false)
    }
    row &+= height
    tilesLeft &-= 1
  }
}

@inline(__always)
private func rowTile<let vectors: Int>(
  _ width: Tile<1, vectors>.Type, _ height: Int, _ row: Int, _ first: InnerRun,
  _ second: InnerRun?, _ strip: Panel, _ out: PanelOutput, prefetches: Bool
) {
  switch height {
  case 1: productTile(Tile<1, vectors>.self, row, first, second, strip, out, prefetches: false)
  case 2: productTile(Tile<2, vectors>.self, row, first, second, strip, out, prefetches: false)
  case 3:
    productTile(Tile<3, vectors>.self, row, first, second, strip, out, prefetches: prefetches)
  case 4:
    productTile(Tile<4, vectors>.self, row, first, second, strip, out, prefetches: prefetches)
  case 5:
    productTile(Tile<5, vectors>.self, row, first, second, strip, out, prefetches: prefetches)
  default:
    productTile(Tile<6, vectors>.self, row, first, second, strip, out, prefetches: prefetches)
  }
}

@inline(__always)
private func productTile<let rows: Int, let vectors: Int>(
  _ shape: Tile<rows, vectors>.Type, _ row: Int, _ first: InnerRun, _ second: InnerRun?,
  _ panel: Panel, _ out: PanelOutput, prefetches: Bool
) {
  var tile = Tile<rows, vectors>(startOf: out, row: row)
  var weights = WeightCursor<vectors>(panel)
  tile.accumulate(first, row: row, &weights, prefetches: prefetches)
  if let second { tile.accumulate(second, row: row, &weights, prefetches: prefetches) }
  tile.write(
    to: out.output + row &* out.rowStride, rowStride: out.rowStride,
    vectorStride: out.vectorStride)
}

extension Tile {
  /// The sums with which some rows of an output begin.
  @inline(__always)
  init(startOf out: PanelOutput, row: Int) {
    self.init()
    guard let initial = out.initial else { return }
    for r in 0..<rows {
      for v in 0..<vectors {
        let place: Int =
          v / stripVectors &* out.initialStripStride
          &+ v % stripVectors &* out.initialVectorStride
        sums[r][v] = load(initial + ((row &+ r) &* out.initialRowStride &+ place))
      }
    }
  }

  @inline(__always)
  fileprivate mutating func accumulate(
    _ run: InnerRun, row: Int, _ weights: inout WeightCursor<vectors>, prefetches: Bool
  ) {
    var values = run.a + row &* run.rowStride
    for _ in 0..<run.segments {
      accumulate(
        a: values, rowStride: run.rowStride, &weights, count: run.length, prefetches: prefetches)
      values += run.segmentStride
    }
  }
}
