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
  var output: UnsafeMutablePointer<Float>
  var rowStride: Int
  var vectorStride: Int

  /// The same output, begun at what is already there.
  var continued: PanelOutput {
    var next = self
    next.initial = UnsafePointer(output)
    next.initialRowStride = rowStride
    next.initialVectorStride = vectorStride
    return next
  }
}

/// `rows` rows of output from one packed panel of `vectors` vectors.
///
/// The inner dimension is `first` and then `second`; the panel is contiguous over both. When they
/// are longer than `innerBlock`, all rows pass over a block that stays in the cache before the next
/// block is touched; unfinished sums wait in the output, so no bit changes.
func panelProduct(
  vectors: Int, rows: Int, first: InnerRun, second: InnerRun?, panel: UnsafePointer<Float>,
  to out: PanelOutput, innerBlock: Int
) {
  let total = first.count &+ (second?.count ?? 0)
  // A single tile passes over the panel once, however long it is.
  if total <= innerBlock || rows == 1 {
    tiles(vectors, rows, first, second, panel, out)
    return
  }
  var begun = out
  var weights = panel
  blocks(of: first, vectors, rows, &weights, &begun, innerBlock)
  if let second { blocks(of: second, vectors, rows, &weights, &begun, innerBlock) }
}

/// One pass over all rows for every piece of `run` that is at most `innerBlock` long.
private func blocks(
  of run: InnerRun, _ vectors: Int, _ rows: Int, _ weights: inout UnsafePointer<Float>,
  _ out: inout PanelOutput, _ innerBlock: Int
) {
  for segment in 0..<run.segments {
    var done = 0
    while done < run.length {
      let length = min(innerBlock, run.length &- done)
      let piece = InnerRun(
        a: run.a + (segment &* run.segmentStride &+ done), rowStride: run.rowStride,
        length: length)
      tiles(vectors, rows, piece, nil, weights, out)
      weights += length &* vectors &* lanes
      out = out.continued
      done &+= length
    }
  }
}

@inline(__always)
private func tiles(
  _ vectors: Int, _ rows: Int, _ first: InnerRun, _ second: InnerRun?,
  _ panel: UnsafePointer<Float>, _ out: PanelOutput
) {
  switch vectors {
  case 1: rowTiles(Tile<1, 1>.self, rows, first, second, panel, out)
  case 2: rowTiles(Tile<1, 2>.self, rows, first, second, panel, out)
  case 3: rowTiles(Tile<1, 3>.self, rows, first, second, panel, out)
  default: rowTiles(Tile<1, 4>.self, rows, first, second, panel, out)
  }
}

/// All rows of a panel, by as few tiles as will do, and these as equal as can be: a tile of one or two
/// rows waits for its weights, which it uses once or twice only.
@inline(__always)
private func rowTiles<let vectors: Int>(
  _ width: Tile<1, vectors>.Type, _ rows: Int, _ first: InnerRun, _ second: InnerRun?,
  _ panel: UnsafePointer<Float>, _ out: PanelOutput
) {
  var row = 0
  var tilesLeft = (rows &+ tileRows &- 1) / tileRows
  while tilesLeft > 0 {
    let height = (rows &- row &+ tilesLeft &- 1) / tilesLeft
    switch height {
    case 1: columnTiles(Tile<1, vectors>.self, row, first, second, panel, out)
    case 2: columnTiles(Tile<2, vectors>.self, row, first, second, panel, out)
    case 3: columnTiles(Tile<3, vectors>.self, row, first, second, panel, out)
    case 4: columnTiles(Tile<4, vectors>.self, row, first, second, panel, out)
    case 5: columnTiles(Tile<5, vectors>.self, row, first, second, panel, out)
    default: columnTiles(Tile<6, vectors>.self, row, first, second, panel, out)
    }
    row &+= height
    tilesLeft &-= 1
  }
}

/// A few rows of a panel, by one tile, or by two where one would not stay in the registers.
@inline(__always)
private func columnTiles<let rows: Int, let vectors: Int>(
  _ shape: Tile<rows, vectors>.Type, _ row: Int, _ first: InnerRun, _ second: InnerRun?,
  _ panel: UnsafePointer<Float>, _ out: PanelOutput
) {
  if Tile<rows, vectors>.fitsRegisters {
    productTile(shape, 0, of: vectors, row, first, second, panel, out)
  } else {
    productTile(Tile<rows, 2>.self, 0, of: vectors, row, first, second, panel, out)
    if vectors == 3 {
      productTile(Tile<rows, 1>.self, 2, of: vectors, row, first, second, panel, out)
    } else {
      productTile(Tile<rows, 2>.self, 2, of: vectors, row, first, second, panel, out)
    }
  }
}

/// One tile, from vector `column` of a panel of `panelVectors` vectors on.
@inline(__always)
private func productTile<let rows: Int, let vectors: Int>(
  _ shape: Tile<rows, vectors>.Type, _ column: Int, of panelVectors: Int, _ row: Int,
  _ first: InnerRun, _ second: InnerRun?, _ panel: UnsafePointer<Float>, _ out: PanelOutput
) {
  var tile = Tile<rows, vectors>()
  if let initial = out.initial {
    tile = Tile(
      from: initial + (row &* out.initialRowStride &+ column &* out.initialVectorStride),
      rowStride: out.initialRowStride, vectorStride: out.initialVectorStride)
  }
  var weights = panel + column &* lanes
  let weightStride = panelVectors &* lanes
  tile.accumulate(first, row: row, weights: &weights, weightStride: weightStride)
  if let second {
    tile.accumulate(second, row: row, weights: &weights, weightStride: weightStride)
  }
  tile.write(
    to: out.output + (row &* out.rowStride &+ column &* out.vectorStride),
    rowStride: out.rowStride, vectorStride: out.vectorStride)
}

extension Tile {
  @inline(__always)
  fileprivate mutating func accumulate(
    _ run: InnerRun, row: Int, weights: inout UnsafePointer<Float>, weightStride: Int
  ) {
    var values = run.a + row &* run.rowStride
    for _ in 0..<run.segments {
      accumulate(
        a: values, rowStride: run.rowStride, b: weights, weightStride: weightStride,
        count: run.length)
      weights += run.length &* weightStride
      values += run.segmentStride
    }
  }
}
