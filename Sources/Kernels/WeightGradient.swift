import CPlatform
import KernelInterface

/// Weight gradients: outer products over steps and rows, one FMA chain per shard, and the shards of
/// a node summed along the binary tree by a stack of unfinished sums, as in pairwise summation.
///
/// The left factors of a node are packed once, tile by tile, because their rows lie whole sequences
/// apart and would evict each other; then, for each panel of the right factor and each shard, all
/// tiles pass over the shard's slice of the panel while it is in the nearest caches.
func weightGradient(_ task: borrowing WeightGradientTask) {
  var operandRows = 0
  for j in 0..<task.operandCount { operandRows &+= task.operands[j].count }
  let columns = task.gates &* task.gateSize
  let gates = task.gates
  precondition(gates <= 8, "a weight with \(gates) gates")
  for index in 0..<task.nodeCount {
    let node = task.nodes[index]
    let pass = GradientPass(task, node: node, operandRows: operandRows)
    packOperands(task, node, pass)
    var column = 0
    while column < columns {
      switch min(panelVectors, (columns &- column &+ lanes &- 1) / lanes) {
      case 1: panelGradient(Tile<1, 1>.self, task, node, pass, column)
      case 2: panelGradient(Tile<1, 2>.self, task, node, pass, column)
      case 3: panelGradient(Tile<1, 3>.self, task, node, pass, column)
      default: panelGradient(Tile<1, 4>.self, task, node, pass, column)
      }
      column &+= panelWidth
    }
  }
}

/// How a node's scratchpad is divided.
private struct GradientPass {
  let operandRows: Int
  let shards: Int
  /// Chain length of a full shard: steps × rows.
  let chain: Int
  /// For each shard, for each tile of operand rows: [chain, rows of the tile].
  let left: UnsafeMutablePointer<Float>
  /// One shard's slice of a panel: [chain, vectors].
  let right: UnsafeMutablePointer<Float>
  /// Unfinished sums of one panel: [levels, operand rows, vectors].
  let stack: UnsafeMutablePointer<Float>

  init(_ task: borrowing WeightGradientTask, node: GradientNode, operandRows: Int) {
    self.operandRows = operandRows
    shards = (node.rows &+ task.shardRows &- 1) / task.shardRows
    chain = task.steps &* task.shardRows
    left = task.scratch
    right = left + (task.steps &* node.rows &* operandRows &+ 15) / 16 &* 16
    stack = right + (chain &* panelWidth)
  }

  @inline(__always)
  func sums(level: Int, row: Int, rowFloats: Int) -> UnsafeMutablePointer<Float> {
    stack + (level &* operandRows &+ row) &* rowFloats
  }
}

/// Copies the left factors of a node's rows into tiles: a tile's values for one step and row of the
/// batch stand side by side, and its chain in the order in which it is summed.
private func packOperands(
  _ task: borrowing WeightGradientTask, _ node: GradientNode, _ pass: GradientPass
) {
  for shard in 0..<pass.shards {
    let firstRow = node.firstRow &+ shard &* task.shardRows
    let count = min(task.shardRows, node.firstRow &+ node.rows &- firstRow)
    let chain = task.steps &* count
    let base = pass.left + shard &* pass.chain &* pass.operandRows
    var row = 0
    for j in 0..<task.operandCount {
      let operand = task.operands[j]
      var k = 0
      for t in 0..<task.steps {
        for r in 0..<count {
          let source =
            operand.values + (t &* operand.stepStride &+ (firstRow &+ r) &* operand.rowStride)
          scatter(source, operand.count, row, base, chain, k, pass.operandRows)
          k &+= 1
        }
      }
      row &+= operand.count
    }
  }
}

/// Writes `count` values as operand rows `first`… of chain link `k`.
@inline(__always)
private func scatter(
  _ source: UnsafePointer<Float>, _ count: Int, _ first: Int, _ base: UnsafeMutablePointer<Float>,
  _ chain: Int, _ k: Int, _ operandRows: Int
) {
  var value = source
  let end = source + count
  var row = first
  while value < end {
    let place = row % tileRows
    let tile = row &- place
    let height = min(tileRows, operandRows &- tile)
    var target = base + (tile &* chain &+ k &* height &+ place)
    if place == 0, height == tileRows {
      // Whole tiles follow one another at a fixed distance.
      while value + tileRows <= end {
        for j in 0..<tileRows { target[j] = value[j] }
        target += tileRows &* chain
        value += tileRows
        row &+= tileRows
      }
      if value == end || operandRows &- row < tileRows { continue }
    }
    let run = min(height &- place, end - value)
    for j in 0..<run { target[j] = value[j] }
    value += run
    row &+= run
  }
}

@inline(__always)
private func panelGradient<let vectors: Int>(
  _ width: Tile<1, vectors>.Type, _ task: borrowing WeightGradientTask, _ node: GradientNode,
  _ pass: GradientPass, _ column: Int
) {
  for shard in 0..<pass.shards {
    let firstRow = node.firstRow &+ shard &* task.shardRows
    let count = min(task.shardRows, node.firstRow &+ node.rows &- firstRow)
    packRight(task, pass, column, firstRow: firstRow, count: count, rowFloats: vectors &* lanes)
    let left = pass.left + shard &* pass.chain &* pass.operandRows
    shardTiles(width, pass, left, chain: task.steps &* count, shard: shard)
  }
  finish(width, task, node, pass, column)
}

/// The pieces of a panel's columns that lie in one gate each: no more than there are gates.
private struct PanelPieces {
  private var sources = InlineArray<8, Int>(repeating: 0)
  private var targets = InlineArray<8, Int>(repeating: 0)
  private var lengths = InlineArray<8, Int>(repeating: 0)
  private var count = 0

  @inline(__always)
  init(_ task: borrowing WeightGradientTask, column: Int, end: Int) {
    var at = column
    while at < end {
      let gate = at / task.gateSize
      let unit = at &- gate &* task.gateSize
      sources[count] = gate &* task.gateStride &+ unit
      targets[count] = at &- column
      lengths[count] = min(task.gateSize &- unit, end &- at)
      at &+= lengths[count]
      count &+= 1
    }
  }

  @inline(__always)
  func prefetch(_ row: UnsafePointer<Float>) {
    for piece in 0..<count {
      var offset = 0
      while offset < lengths[piece] {
        skein_prefetch(row + (sources[piece] &+ offset))
        offset &+= 16
      }
    }
  }

  @inline(__always)
  func copy(_ row: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>) {
    for piece in 0..<count {
      copyRun(row + sources[piece], target + targets[piece], count: lengths[piece])
    }
  }
}

/// One shard's slice of a panel of the right factor, gates side by side without padding.
@inline(__always)
private func packRight(
  _ task: borrowing WeightGradientTask, _ pass: GradientPass, _ column: Int, firstRow: Int,
  count: Int, rowFloats: Int
) {
  let columns = task.gates &* task.gateSize
  let end = min(columns, column &+ rowFloats)
  let pieces = PanelPieces(task, column: column, end: end)
  let isFull = end &- column == rowFloats
  // The hardware looks ahead within a page only; two steps are far enough.
  let arePagesApart = task.rowStride >= 1024
  var target = pass.right
  for t in 0..<task.steps {
    for r in 0..<count {
      let row = task.gradient + (t &* task.stepStride &+ (firstRow &+ r) &* task.rowStride)
      if !isFull { store(Vector.zero, target + (rowFloats &- lanes)) }
      if arePagesApart { pieces.prefetch(row + 2 &* task.stepStride) }
      pieces.copy(row, target)
      target += rowFloats
    }
  }
}

/// Copies `count` floats by whole vectors; the last one overlaps the one before it.
@inline(__always)
func copyRun(
  _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, count: Int
) {
  if count < lanes {
    for j in 0..<count { target[j] = source[j] }
    return
  }
  var j = 0
  while j &+ lanes <= count {
    store(load(source + j), target + j)
    j &+= lanes
  }
  if j < count {
    let last = count &- lanes
    store(load(source + last), target + last)
  }
}

@inline(__always)
private func shardTiles<let vectors: Int>(
  _ width: Tile<1, vectors>.Type, _ pass: GradientPass, _ left: UnsafeMutablePointer<Float>,
  chain: Int, shard: Int
) {
  var row = 0
  while pass.operandRows &- row >= tileRows {
    shardColumns(Tile<6, vectors>.self, pass, left + row &* chain, chain, row, shard)
    row &+= tileRows
  }
  let rest = left + row &* chain
  switch pass.operandRows &- row {
  case 1: shardColumns(Tile<1, vectors>.self, pass, rest, chain, row, shard)
  case 2: shardColumns(Tile<2, vectors>.self, pass, rest, chain, row, shard)
  case 3: shardColumns(Tile<3, vectors>.self, pass, rest, chain, row, shard)
  case 4: shardColumns(Tile<4, vectors>.self, pass, rest, chain, row, shard)
  case 5: shardColumns(Tile<5, vectors>.self, pass, rest, chain, row, shard)
  default: break
  }
}

/// A few operand rows of one shard, by one tile, or by two where one would not stay in the registers.
@inline(__always)
private func shardColumns<let rows: Int, let vectors: Int>(
  _ shape: Tile<rows, vectors>.Type, _ pass: GradientPass, _ left: UnsafeMutablePointer<Float>,
  _ chain: Int, _ row: Int, _ shard: Int
) {
  if Tile<rows, vectors>.fitsRegisters {
    shardTile(shape, 0, of: vectors, pass, left, chain, row, shard)
  } else {
    shardTile(Tile<rows, 2>.self, 0, of: vectors, pass, left, chain, row, shard)
    if vectors == 3 {
      shardTile(Tile<rows, 1>.self, 2, of: vectors, pass, left, chain, row, shard)
    } else {
      shardTile(Tile<rows, 2>.self, 2, of: vectors, pass, left, chain, row, shard)
    }
  }
}

/// One shard's chain for one tile, merged with the finished sums to its left: as many as the shard
/// number has trailing ones, like the carries of a binary counter.
@inline(__always)
private func shardTile<let rows: Int, let vectors: Int>(
  _ shape: Tile<rows, vectors>.Type, _ column: Int, of panelVectors: Int, _ pass: GradientPass,
  _ left: UnsafeMutablePointer<Float>, _ chain: Int, _ row: Int, _ shard: Int
) {
  let rowFloats = panelVectors &* lanes
  let offset = column &* lanes
  var tile = Tile<rows, vectors>()
  tile.accumulateOuter(
    a: UnsafePointer(left), stride: rows, b: UnsafePointer(pass.right + offset),
    weightStride: rowFloats, count: chain)
  var level = 0
  var carry = shard
  while carry & 1 == 1 {
    tile.merge(
      from: UnsafePointer(pass.sums(level: level, row: row, rowFloats: rowFloats) + offset),
      rowStride: rowFloats)
    level &+= 1
    carry >>= 1
  }
  tile.write(
    to: pass.sums(level: level, row: row, rowFloats: rowFloats) + offset, rowStride: rowFloats,
    vectorStride: lanes)
}

/// Sums what the stack still holds, from the newest to the oldest, into the gradient buffer.
@inline(__always)
private func finish<let vectors: Int>(
  _ width: Tile<1, vectors>.Type, _ task: borrowing WeightGradientTask, _ node: GradientNode,
  _ pass: GradientPass, _ column: Int
) {
  let columns = task.gates &* task.gateSize
  let rowFloats = vectors &* lanes
  var row = 0
  for j in 0..<task.operandCount {
    let operand = task.operands[j]
    for k in 0..<operand.count {
      let target = node.output + (operand.outputOffset &+ k &* columns &+ column)
      var level = pass.shards.trailingZeroBitCount
      var tile = Tile<1, vectors>(
        from: UnsafePointer(pass.sums(level: level, row: row, rowFloats: rowFloats)),
        rowStride: rowFloats, vectorStride: lanes)
      level &+= 1
      while pass.shards >> level != 0 {
        if (pass.shards >> level) & 1 == 1 {
          tile.merge(
            from: UnsafePointer(pass.sums(level: level, row: row, rowFloats: rowFloats)),
            rowStride: rowFloats)
        }
        level &+= 1
      }
      for v in 0..<vectors {
        let width = columns &- column &- v &* lanes
        write(tile.sums[0][v], target + v &* lanes, min(width, lanes))
      }
      row &+= 1
    }
  }
}
