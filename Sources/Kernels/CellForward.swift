import KernelInterface

/// One forward step of a cell.
///
/// Each panel of units passes over all rows: a tile product gives the sums of their gates;
/// activations and states follow while the sums are in the nearest cache, four vectors at a time:
/// four rows of one panel, or with fewer rows several panels, because the chains of an activation are
/// long and four hide their latency.
///
/// Assumes panels over 1 + I + H rows, the first being the bias, and padded gates and states.
func cellForward<C: Cell>(_ cell: C.Type, _ task: borrowing CellForwardTask) {
  let end = task.units.upperBound
  var unit = task.units.lowerBound
  while unit < end {
    let block = UnitBlock(
      gates: C.gates, isParted: C.isParted, rows: task.rows, unit: unit, end: end)
    if C.isParted {
      partedSums(C.gates, task, block)
    } else {
      forwardSums(C.gates, task, block)
    }
    if block.width == lanes {
      elementwise(cell, task, block, width: lanes)
    } else {
      elementwise(cell, task, block, width: block.width)
    }
    if let dropped = task.dropped { drop(dropped, task, block) }
    unit &+= block.vectors &* lanes
  }
}

/// Some vectors of units that a step finishes together: 1 to 4.
struct UnitBlock {
  let unit: Int
  let vectors: Int
  /// Lanes of a gate: fewer than a vector's in a narrow last panel.
  let width: Int

  @inline(__always)
  init(gates: Int, isParted: Bool, rows: Int, unit: Int, end: Int) {
    self.unit = unit
    let left = (end &- unit &+ lanes &- 1) / lanes
    if gates == 1 || isParted {
      // A column panel, of which a pair passes over a single row together.
      width = lanes
      vectors = min(panelVectors, left)
      return
    }
    let lastWidth = gateWidth(end &- unit &- (left &- 1) &* lanes)
    let whole = lastWidth == lanes ? left : left &- 1
    width = whole > 0 ? lanes : lastWidth
    // As many as leave no place of a group empty, where that is much.
    let wanted = rows > 16 ? 1 : rows & 1 == 1 ? 4 : rows & 2 == 2 ? 2 : 1
    vectors = min(wanted, max(whole, 1))
  }
}

/// The sums of a block's gates.
@inline(__always)
private func forwardSums(_ gates: Int, _ task: borrowing CellForwardTask, _ block: UnitBlock) {
  let panelRows: Int = 1 &+ task.inputSize &+ task.hiddenSize
  let panelFloats = lanes &* gates &* panelRows
  let base = task.panels + (block.unit &* gates &* panelRows)
  let previous = InnerRun(
    a: task.recurrentInput, rowStride: task.hiddenStride, length: task.hiddenSize)
  var first = previous
  var second: InnerRun?
  if let input = task.input {
    first = InnerRun(a: input, rowStride: task.inputStride, length: task.inputSize)
    second = previous
  }
  // Of a cell with one gate, a panel holds the block's vectors side by side.
  let panels = gates == 1 ? 1 : block.vectors
  var done = 0
  while done < panels {
    let panel = ForwardPanel(gates, task, block, base + done &* panelFloats, done)
    if task.rows == 1, done &+ 2 <= panels {
      // One row alone fills too few chains: two panels pass over it together.
      let next = ForwardPanel(gates, task, block, base + (done &+ 1) &* panelFloats, done &+ 1)
      panelPair(
        (panel.weights, panel.output), (next.weights, next.output), first: first, second: second)
      done &+= 2
    } else {
      panelProduct(
        rows: task.rows, first: first, second: second, panel: panel.weights, to: panel.output,
        innerBlock: task.innerBlock)
      done &+= 1
    }
  }
}

/// One panel of a block: where its sums begin, which weights follow, where the sums go.
private struct ForwardPanel {
  let weights: Panel
  let output: PanelOutput

  @inline(__always)
  init(
    _ gates: Int, _ task: borrowing CellForwardTask, _ block: UnitBlock,
    _ start: UnsafePointer<Float>, _ index: Int
  ) {
    let stride = task.hiddenStride
    var panel = Panel(
      start: start, rows: 1 &+ task.inputSize &+ task.hiddenSize,
      vectors: gates == 1 ? block.vectors : gateVectors(gates, block.width))
    let output = panel.bias(
      to: task.gates + (block.unit &+ index &* lanes), rowStride: gates &* stride,
      vectorStride: gates == 1 ? lanes : stride)
    // The bias is the first row; where the input's part is done, the recurrent weight follows.
    let isBegun = task.input == nil
    self.output = isBegun ? output.continued : output
    panel.skipped = isBegun ? 1 &+ task.inputSize : 1
    weights = panel
  }
}

/// Drops a part of a block's new states.
@inline(__always)
private func drop(
  _ dropped: DroppedStates, _ task: borrowing CellForwardTask, _ block: UnitBlock
) {
  for row in 0..<task.rows {
    for v in 0..<block.vectors {
      let place: Int = row &* task.hiddenStride &+ block.unit &+ v &* lanes
      store(multiply(load(task.hidden + place), load(dropped.mask + place)), dropped.next + place)
    }
  }
}

/// Activations and states of a block, four vectors at a time.
@inline(__always)
private func elementwise<C: Cell>(
  _ cell: C.Type, _ task: borrowing CellForwardTask, _ block: UnitBlock, width: Int
) {
  let stride = task.hiddenStride
  var group = CellGroup(
    count: 4, width: width, stride: stride, state: (0, 0, 0, 0), row: (0, 0, 0, 0),
    previousHidden: task.previousHidden + block.unit, hidden: task.hidden + block.unit,
    previousCell: task.previousCell + block.unit, cell: task.cell + block.unit,
    gates: task.gates + block.unit, kept: task.kept.map { $0 + block.unit })
  let total = task.rows &* block.vectors
  var place = VectorPlace(block.vectors, stride: stride)
  var done = 0
  while done < total {
    group.count = min(4, total &- done)
    let first = place.offset
    if group.count > 1 { place.advance() }
    let second = place.offset
    if group.count > 2 { place.advance() }
    let third = place.offset
    if group.count > 3 { place.advance() }
    let fourth = place.offset
    place.advance()
    group.state = (first.state, second.state, third.state, fourth.state)
    group.row = (
      first.state &+ first.row &* (C.gates &- 1), second.state &+ second.row &* (C.gates &- 1),
      third.state &+ third.row &* (C.gates &- 1), fourth.state &+ fourth.row &* (C.gates &- 1)
    )
    C.forward(group)
    done &+= 4
  }
}

/// Walks over the vectors of a block: those of one row, then those of the next.
private struct VectorPlace {
  private let vectors: Int
  private let stride: Int
  private var vector = 0
  private var row = 0

  @inline(__always)
  init(_ vectors: Int, stride: Int) {
    self.vectors = vectors
    self.stride = stride
  }

  /// Floats from the block's first vector in arrays of states, and from the first row to this one.
  @inline(__always)
  var offset: (state: Int, row: Int) { (row &+ vector &* lanes, row) }

  @inline(__always)
  mutating func advance() {
    vector &+= 1
    if vector == vectors {
      vector = 0
      row &+= stride
    }
  }
}
