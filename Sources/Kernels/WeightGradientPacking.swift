// How the factors of a weight gradient are packed into its scratchpad.

import CPlatform
import KernelInterface

/// Copies the left factors of a node's rows into tiles: a tile's values for one step and row of the
/// batch stand side by side, and its chain in the order in which it is summed.
///
/// A few steps at a time, whose rows stay in the nearest cache while every tile takes its part.
func packOperands(
  _ task: borrowing WeightGradientTask, _ node: GradientNode, _ pass: GradientPass
) {
  for shard in 0..<pass.shards {
    let chain = pass.links(of: shard)
    let rows = chain / task.steps
    let stepsAtOnce = max(1, 16 / rows)
    var step = 0
    while step < task.steps {
      let end = min(step &+ stepsAtOnce, task.steps)
      var row = 0
      for j in 0..<task.operandCount {
        let operand = task.operands[j]
        let links = Links(
          values: operand.values + (node.firstRow &+ shard &* task.shardRows) &* operand.rowStride,
          rowStride: operand.rowStride, stepStride: operand.stepStride, rows: rows, step: step,
          end: end, isLast: end == task.steps)
        packRows(links, operand.count, row, pass.left(shard, row: 0), chain, pass.operandRows)
        row &+= operand.count
      }
      step = end
    }
  }
}

/// Some steps of one operand in one shard.
private struct Links {
  /// The shard's first row at step 0.
  let values: UnsafePointer<Float>
  let rowStride: Int
  let stepStride: Int
  let rows: Int
  let step: Int
  let end: Int
  let isLast: Bool

  /// Copies `count` columns from column `column` on, link after link, to `height` floats each.
  @inline(__always)
  func copy(_ column: Int, _ count: Int, to target: UnsafeMutablePointer<Float>, height: Int) {
    var target = target
    for t in step..<end {
      var value = values + (t &* stepStride &+ column)
      for _ in 0..<rows {
        for j in 0..<count { target[j] = value[j] }
        target += height
        value += rowStride
      }
    }
  }

  /// Copies a whole tile's columns, eight floats for six; the next link overwrites the other two.
  @inline(__always)
  func copyTile(_ column: Int, to target: UnsafeMutablePointer<Float>) {
    var target = target
    for t in step..<end {
      var value = values + (t &* stepStride &+ column)
      // After the last row comes what must be neither read nor written.
      let isLastStep = isLast && t == end &- 1
      for _ in 0..<(isLastStep ? rows &- 1 : rows) {
        let eight = UnsafeRawPointer(value).loadUnaligned(as: SIMD8<Float>.self)
        UnsafeMutableRawPointer(target).storeBytes(of: eight, as: SIMD8<Float>.self)
        target += tileRows
        value += rowStride
      }
      if isLastStep {
        for j in 0..<tileRows { target[j] = value[j] }
      }
    }
  }
}

/// Writes `count` columns as operand rows `first`… of the tiles at `base`.
@inline(__always)
private func packRows(
  _ links: Links, _ count: Int, _ first: Int, _ base: UnsafeMutablePointer<Float>, _ chain: Int,
  _ operandRows: Int
) {
  let link = links.step &* links.rows
  // Rows that are repeated have no next row to run over into.
  let isRepeated = links.rowStride == 0 || links.stepStride == 0
  var row = first
  let end = first &+ count
  while row < end {
    let place = row % tileRows
    let tile = row &- place
    let height = min(tileRows, operandRows &- tile)
    let run = min(height &- place, end &- row)
    let target = base + (tile &* chain &+ link &* height &+ place)
    if run == tileRows, !isRepeated {
      links.copyTile(row &- first, to: target)
    } else {
      links.copy(row &- first, run, to: target, height: height)
    }
    row &+= run
  }
}

/// Where the columns of a panel stand in a row of the right factor, gate by gate, by whole vectors.
///
/// A gate's last vector may run over its end, into what the next vector or row overwrites.
private struct PanelColumns {
  private let memory: UnsafeMutableRawPointer
  private let count: Int

  /// - Parameter memory: `panelColumnsFloats` floats of scratchpad; an `InlineArray` would be copied
  ///   whole whenever one of its numbers is read.
  @inline(__always)
  init(
    _ task: borrowing WeightGradientTask, column: Int, in memory: UnsafeMutableRawPointer
  ) {
    let end = min(task.gates &* task.gateSize, column &+ panelWidth)
    var at = column
    var count = 0
    while at < end {
      let gate = at / task.gateSize
      let unit = at &- gate &* task.gateSize
      let length = min(task.gateSize &- unit, end &- at)
      var j = 0
      while j < length {
        let source = task.place(ofGate: gate) &+ unit &+ j
        memory.storeBytes(
          of: Int32(truncatingIfNeeded: source), toByteOffset: 8 &* count, as: Int32.self)
        memory.storeBytes(
          of: Int32(truncatingIfNeeded: at &- column &+ j), toByteOffset: 8 &* count &+ 4,
          as: Int32.self)
        count &+= 1
        j &+= lanes
      }
      at &+= length
    }
    self.memory = memory
    self.count = count
  }

  @inline(__always)
  private func source(_ j: Int) -> Int {
    Int(memory.loadUnaligned(fromByteOffset: 8 &* j, as: Int32.self))
  }

  @inline(__always)
  private func target(_ j: Int) -> Int {
    Int(memory.loadUnaligned(fromByteOffset: 8 &* j &+ 4, as: Int32.self))
  }

  @inline(__always)
  func prefetch(_ row: UnsafePointer<Float>) {
    for j in 0..<count { skein_prefetch(row + source(j)) }
  }

  @inline(__always)
  func copy(_ row: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>) {
    for j in 0..<count { store(load(row + source(j)), target + self.target(j)) }
  }
}

/// One shard's slice of a panel of the right factor, gates side by side without padding. What
/// remains of the last vector is never used.
@inline(__always)
func packRight(
  _ task: borrowing WeightGradientTask, _ node: GradientNode, _ pass: GradientPass, _ column: Int,
  _ shard: Int, rowFloats: Int
) {
  let panel = PanelColumns(task, column: column, in: pass.columns)
  let firstRow = node.firstRow &+ shard &* task.shardRows
  let count = pass.links(of: shard) / task.steps
  // The hardware looks ahead within a page only.
  let isPagesApart = task.rowStride >= 1024
  let ahead = 2 &* task.stepStride
  var target = pass.right
  for t in 0..<task.steps {
    var row = task.gradient + (t &* task.stepStride &+ firstRow &* task.rowStride)
    // After the last row comes what must be neither read nor written.
    let whole = t == task.steps &- 1 ? count &- 1 : count
    for _ in 0..<whole {
      if isPagesApart { panel.prefetch(row + ahead) }
      panel.copy(row, target)
      target += rowFloats
      row += task.rowStride
    }
    if whole < count { copyColumns(task, column, row, target) }
  }
}

/// The columns of a panel from one row, and nothing beyond them.
private func copyColumns(
  _ task: borrowing WeightGradientTask, _ column: Int, _ row: UnsafePointer<Float>,
  _ target: UnsafeMutablePointer<Float>
) {
  let end = min(task.gates &* task.gateSize, column &+ panelWidth)
  var gate = column / task.gateSize
  var unit = column % task.gateSize
  var source = row + (task.place(ofGate: gate) &+ unit)
  for j in 0..<(end &- column) {
    target[j] = source.pointee
    source += 1
    unit &+= 1
    if unit == task.gateSize {
      unit = 0
      gate &+= 1
      source = row + task.place(ofGate: gate)
    }
  }
}

extension WeightGradientTask {
  /// Floats from the beginning of a row of the right factor to a gate.
  @inline(__always)
  fileprivate func place(ofGate gate: Int) -> Int {
    (gate == gates &- 1 ? lastGate : gate) &* gateStride
  }
}
