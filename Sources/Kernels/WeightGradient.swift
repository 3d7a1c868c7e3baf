import KernelInterface

/// Weight gradients: outer products over steps and rows, one FMA chain per shard, and the shards of
/// a node summed along the binary tree by a stack of unfinished sums, as in pairwise summation.
///
/// For each panel of the right factor and each shard, the shard's slice of the panel is packed
/// first, and all rows of all weights pass over it while it is in the nearest caches.
func weightGradient(_ task: borrowing WeightGradientTask) {
  for index in 0..<task.nodeCount {
    let node = task.nodes[index]
    for gate in 0..<task.gates {
      var unit = 0
      while unit < task.gateSize {
        let vectors = min(tileVectors, (task.gateSize &- unit &+ lanes &- 1) / lanes)
        switch vectors {
        case 1: panelGradient(Tile<1, 1>.self, task, node, gate, unit)
        case 2: panelGradient(Tile<1, 2>.self, task, node, gate, unit)
        case 3: panelGradient(Tile<1, 3>.self, task, node, gate, unit)
        default: panelGradient(Tile<1, 4>.self, task, node, gate, unit)
        }
        unit &+= panelWidth
      }
    }
  }
}

/// The stack of unfinished sums of one panel: [levels, operand rows, vectors].
private struct SumStack {
  var base: UnsafeMutablePointer<Float>
  var levelStride: Int
  var rowStride: Int

  @inline(__always) func at(level: Int, row: Int) -> UnsafeMutablePointer<Float> {
    base + (level &* levelStride &+ row &* rowStride)
  }
}

@inline(__always)
private func panelGradient<let vectors: Int>(
  _ width: Tile<1, vectors>.Type, _ task: borrowing WeightGradientTask, _ node: GradientNode,
  _ gate: Int, _ unit: Int
) {
  let rowFloats = vectors &* lanes
  let packed = task.scratch
  var operandRows = 0
  for j in 0..<task.operandCount { operandRows &+= task.operands[j].count }
  let stack = SumStack(
    base: packed + task.steps &* task.shardRows &* rowFloats,
    levelStride: operandRows &* rowFloats, rowStride: rowFloats)
  let source = task.gradient + (gate &* task.gateStride &+ unit)
  let shards = (node.rows &+ task.shardRows &- 1) / task.shardRows
  for shard in 0..<shards {
    let firstRow = node.firstRow &+ shard &* task.shardRows
    let count = min(task.shardRows, node.firstRow &+ node.rows &- firstRow)
    var target = packed
    for t in 0..<task.steps {
      for r in 0..<count {
        let from = source + (t &* task.stepStride &+ (firstRow &+ r) &* task.rowStride)
        for v in 0..<vectors { store(load(from + v &* lanes), target + v &* lanes) }
        target += rowFloats
      }
    }
    var stackRow = 0
    for j in 0..<task.operandCount {
      let operand = task.operands[j]
      let slice = OperandSlice(
        values: operand.values + firstRow &* operand.rowStride, rowStride: operand.rowStride,
        stepStride: operand.stepStride, steps: task.steps, rows: count)
      shardTiles(width, slice, operand.count, UnsafePointer(packed), stack, stackRow, shard)
      stackRow &+= operand.count
    }
  }
  finish(width, task, node, stack, shards: shards, gate: gate, unit: unit)
}

/// The rows of an operand that belong to one shard.
private struct OperandSlice {
  var values: UnsafePointer<Float>
  var rowStride: Int
  var stepStride: Int
  var steps: Int
  var rows: Int
}

@inline(__always)
private func shardTiles<let vectors: Int>(
  _ width: Tile<1, vectors>.Type, _ slice: OperandSlice, _ count: Int,
  _ packed: UnsafePointer<Float>, _ stack: SumStack, _ stackRow: Int, _ shard: Int
) {
  var k = 0
  while count &- k >= tileRows {
    #if SKEIN_AVX512 || arch(arm64)
      shardTile(Tile<6, vectors>.self, slice, k, packed, stack, stackRow &+ k, shard)
    #else
      shardTile(Tile<3, vectors>.self, slice, k, packed, stack, stackRow &+ k, shard)
    #endif
    k &+= tileRows
  }
  switch count &- k {
  case 1: shardTile(Tile<1, vectors>.self, slice, k, packed, stack, stackRow &+ k, shard)
  case 2: shardTile(Tile<2, vectors>.self, slice, k, packed, stack, stackRow &+ k, shard)
  case 3: shardTile(Tile<3, vectors>.self, slice, k, packed, stack, stackRow &+ k, shard)
  case 4: shardTile(Tile<4, vectors>.self, slice, k, packed, stack, stackRow &+ k, shard)
  case 5: shardTile(Tile<5, vectors>.self, slice, k, packed, stack, stackRow &+ k, shard)
  default: break
  }
}

/// One shard's chain for one tile, merged with the finished sums to its left: as many as the shard
/// number has trailing ones, like the carries of a binary counter.
@inline(__always)
private func shardTile<let rows: Int, let vectors: Int>(
  _ shape: Tile<rows, vectors>.Type, _ slice: OperandSlice, _ k: Int,
  _ packed: UnsafePointer<Float>, _ stack: SumStack, _ stackRow: Int, _ shard: Int
) {
  var tile = Tile<rows, vectors>()
  var values = slice.values + k
  var weights = packed
  for _ in 0..<slice.steps {
    tile.accumulateOuter(a: values, stride: slice.rowStride, b: weights, count: slice.rows)
    values += slice.stepStride
    weights += slice.rows &* vectors &* lanes
  }
  var level = 0
  var carry = shard
  while carry & 1 == 1 {
    tile.merge(
      from: UnsafePointer(stack.at(level: level, row: stackRow)), rowStride: stack.rowStride)
    level &+= 1
    carry >>= 1
  }
  tile.write(
    to: stack.at(level: level, row: stackRow), rowStride: stack.rowStride, vectorStride: lanes)
}

/// Sums what the stack still holds, from the newest to the oldest, into the gradient buffer.
@inline(__always)
private func finish<let vectors: Int>(
  _ width: Tile<1, vectors>.Type, _ task: borrowing WeightGradientTask, _ node: GradientNode,
  _ stack: SumStack, shards: Int, gate: Int, unit: Int
) {
  let columns = task.gates &* task.gateSize
  var stackRow = 0
  for j in 0..<task.operandCount {
    let operand = task.operands[j]
    for k in 0..<operand.count {
      let target =
        node.output + (operand.outputOffset &+ k &* columns &+ gate &* task.gateSize &+ unit)
      var level = shards.trailingZeroBitCount
      var tile = Tile<1, vectors>(
        from: UnsafePointer(stack.at(level: level, row: stackRow)), rowStride: stack.rowStride,
        vectorStride: lanes)
      level &+= 1
      while shards >> level != 0 {
        if (shards >> level) & 1 == 1 {
          tile.merge(
            from: UnsafePointer(stack.at(level: level, row: stackRow)), rowStride: stack.rowStride)
        }
        level &+= 1
      }
      for v in 0..<vectors {
        let width = task.gateSize &- unit &- v &* lanes
        if width >= lanes {
          store(tile.sums[0][v], target + v &* lanes)
        } else {
          storeFirst(width, tile.sums[0][v], target + v &* lanes)
        }
      }
      stackRow &+= 1
    }
  }
}
