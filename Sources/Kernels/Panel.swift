import CPlatform

/// A packed panel: some rows of up to four vectors.
///
/// The vectors lie in strips, `stripVectors` of them side by side, each strip contiguous over all rows:
/// as many as a tile of six rows has registers for. So every tile reads memory in order, which counts
/// where few rows pass over weights that no near cache holds.
struct Panel {
  var start: UnsafePointer<Float>
  /// All rows, also those that a product skips.
  let rows: Int
  var vectors: Int
  /// Rows before the first one that a product takes.
  var skipped = 0

  var strips: Int { (vectors &+ stripVectors &- 1) / stripVectors }

  /// Floats from the beginning of one strip to that of the next.
  var stripFloats: Int { stripWidth &* rows }

  /// One strip as a panel of its own.
  @inline(__always)
  func strip(_ index: Int) -> Panel {
    var strip = self
    strip.start += index &* stripFloats
    strip.vectors = min(stripVectors, vectors &- index &* stripVectors)
    return strip
  }

  /// The bias, which is the first row of a panel, as the beginning of sums.
  func bias(
    to output: UnsafeMutablePointer<Float>, rowStride: Int, vectorStride: Int
  ) -> PanelOutput {
    PanelOutput(
      initial: start, initialRowStride: 0, initialVectorStride: lanes,
      initialStripStride: stripFloats, output: output, rowStride: rowStride,
      vectorStride: vectorStride)
  }
}

/// Vectors of a strip: as many as six rows of sums leave registers for.
let stripVectors = registers >= 32 ? 4 : 2
/// Floats in a row of a full strip.
let stripWidth = stripVectors * lanes

/// Where a float of a row stands in a panel.
///
/// - Parameters:
///   - place: of the float in its row.
///   - rowFloats: of a row, all strips together.
///   - rows: of the panel.
@inline(__always)
func panelOffset(place: Int, row: Int, rowFloats: Int, rows: Int) -> Int {
  let strip = place / stripWidth &* stripWidth
  let width = min(stripWidth, rowFloats &- strip)
  return strip &* rows &+ row &* width &+ (place &- strip)
}

/// Walks down the rows of a panel's strips, of which `vectors` vectors fill one or two.
struct WeightCursor<let vectors: Int> {
  private var first: UnsafePointer<Float>
  private var second: UnsafePointer<Float>

  @inline(__always)
  init(_ panel: Panel) {
    let inFirst = min(vectors, stripVectors)
    first = panel.start + panel.skipped &* inFirst &* lanes
    second = panel.start + panel.stripFloats
    if vectors > stripVectors { second += panel.skipped &* (vectors &- stripVectors) &* lanes }
  }

  @inline(__always)
  func weights(_ vector: Int) -> Vector {
    vector < stripVectors
      ? load(first + vector &* lanes) : load(second + (vector &- stripVectors) &* lanes)
  }

  @inline(__always)
  mutating func advance() { skip(1) }

  @inline(__always)
  mutating func skip(_ rows: Int) {
    first += rows &* min(vectors, stripVectors) &* lanes
    if vectors > stripVectors { second += rows &* (vectors &- stripVectors) &* lanes }
  }

  /// Asks for a row that is far ahead, or in the strip that comes next.
  @inline(__always)
  func prefetch() {
    var line = 0
    while line < vectors &* lanes {
      skein_prefetch(first + (prefetchDistance &+ line))
      line &+= 16
    }
  }
}

/// Floats between what is multiplied and what is asked for: eight kilobytes.
private let prefetchDistance = 2048
