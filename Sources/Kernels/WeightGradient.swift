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
  let gates = task.gates
  precondition(gates <= 8, "a weight with \(gates) gates")
  for index in 0..<task.nodeCount {
    let node = task.nodes[index]
    let pass = GradientPass(task, node: node, operandRows: operandRows)
    packOperands(task, node, pass)
    var column = task.columns.lowerBound
    while column < task.columns.upperBound {
      let left = task.columns.upperBound &- column
      switch min(panelVectors, (left &+ lanes &- 1) / lanes) {
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
struct GradientPass {
  let operandRows: Int
  let shards: Int
  /// Chain length of a full shard: steps × rows.
  let chain: Int
  /// Chain length of the last shard.
  private let lastChain: Int
  /// For each shard, for each tile of operand rows: [chain, rows of the tile].
  let left: UnsafeMutablePointer<Float>
  /// One shard's slice of a panel: [chain, vectors].
  let right: UnsafeMutablePointer<Float>
  /// Unfinished sums of one panel: [levels, operand rows, vectors].
  let stack: UnsafeMutablePointer<Float>
  /// Where the columns of the panel at hand stand.
  let columns: UnsafeMutableRawPointer

  init(_ task: borrowing WeightGradientTask, node: GradientNode, operandRows: Int) {
    self.operandRows = operandRows
    shards = (node.rows &+ task.shardRows &- 1) / task.shardRows
    chain = task.steps &* task.shardRows
    lastChain = task.steps &* (node.rows &- (shards &- 1) &* task.shardRows)
    left = task.scratch
    right = left + (task.steps &* node.rows &* operandRows &+ 15) / 16 &* 16
    columns = UnsafeMutableRawPointer(right + (chain &* panelWidth))
    stack = right + (chain &* panelWidth &+ panelColumnsFloats)
  }

  @inline(__always)
  func links(of shard: Int) -> Int { shard == shards &- 1 ? lastChain : chain }

  /// The left factor of a tile of operand rows that begins at `row`.
  @inline(__always)
  func left(_ shard: Int, row: Int) -> UnsafeMutablePointer<Float> {
    left + (shard &* chain &* operandRows &+ row &* links(of: shard))
  }

  @inline(__always)
  func sums(level: Int, row: Int, rowFloats: Int) -> UnsafeMutablePointer<Float> {
    stack + (level &* operandRows &+ row) &* rowFloats
  }
}

@inline(__always)
private func panelGradient<let vectors: Int>(
  _ width: Tile<1, vectors>.Type, _ task: borrowing WeightGradientTask, _ node: GradientNode,
  _ pass: GradientPass, _ column: Int
) {
  for shard in 0..<pass.shards {
    packRight(task, node, pass, column, shard, rowFloats: vectors &* lanes)
    shardTiles(width, pass, shard)
  }
  finish(width, task, node, pass, column)
}

@inline(__always)
private func shardTiles<let vectors: Int>(
  _ width: Tile<1, vectors>.Type, _ pass: GradientPass, _ shard: Int
) {
  var row = 0
  while pass.operandRows &- row >= tileRows {
    shardColumns(Tile<6, vectors>.self, pass, row, shard)
    row &+= tileRows
  }
  switch pass.operandRows &- row {
  case 1: shardColumns(Tile<1, vectors>.self, pass, row, shard)
  case 2: shardColumns(Tile<2, vectors>.self, pass, row, shard)
  case 3: shardColumns(Tile<3, vectors>.self, pass, row, shard)
  case 4: shardColumns(Tile<4, vectors>.self, pass, row, shard)
  case 5: shardColumns(Tile<5, vectors>.self, pass, row, shard)
  default: break
  }
}

/// A few operand rows of one shard, by one tile, or by two where one would not stay in the registers.
@inline(__always)
private func shardColumns<let rows: Int, let vectors: Int>(
  _ shape: Tile<rows, vectors>.Type, _ pass: GradientPass, _ row: Int, _ shard: Int
) {
  if Tile<rows, vectors>.fitsRegisters {
    shardTile(shape, 0, of: vectors, pass, row, shard)
  } else {
    shardTile(Tile<rows, 2>.self, 0, of: vectors, pass, row, shard)
    if vectors == 3 {
      shardTile(Tile<rows, 1>.self, 2, of: vectors, pass, row, shard)
    } else {
      shardTile(Tile<rows, 2>.self, 2, of: vectors, pass, row, shard)
    }
  }
}

/// One shard's chain for one tile, merged with the finished sums to its left: as many as the shard
/// number has trailing ones, like the carries of a binary counter.
@inline(__always)
private func shardTile<let rows: Int, let vectors: Int>(
  _ shape: Tile<rows, vectors>.Type, _ column: Int, of panelVectors: Int, _ pass: GradientPass,
  _ row: Int, _ shard: Int
) {
  let rowFloats = panelVectors &* lanes
  let offset = column &* lanes
  var tile = Tile<rows, vectors>()
  tile.accumulateOuter(
    a: UnsafePointer(pass.left(shard, row: row)), stride: rows,
    b: UnsafePointer(pass.right + offset), weightStride: rowFloats, count: pass.links(of: shard))
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
