import KernelInterface

/// The sums of a block's gates for a cell whose last gate is parted: those of the other gates from gate
/// panels, one vector of units after another, and the two of the last gate from a column panel each.
@inline(__always)
func partedSums(_ gates: Int, _ task: borrowing CellForwardTask, _ block: UnitBlock) {
  let panels = PartedPanels(
    gates: gates, inputSize: task.inputSize, hiddenSize: task.hiddenSize)
  jointSums(gates, task, block, panels)
  let stride = task.hiddenStride
  let apart = task.gates + ((gates &- 2) &* stride &+ block.unit)
  if let input = task.input {
    let run = InnerRun(a: input, rowStride: task.inputStride, length: task.inputSize)
    columnSums(
      run, rows: task.rows, to: apart, rowStride: gates &* stride,
      Panel(
        start: task.panels + (panels.input &+ block.unit &* panels.inputRows),
        rows: panels.inputRows, vectors: block.vectors, skipped: 1), task.innerBlock)
  }
  let previous = InnerRun(
    a: task.recurrentInput, rowStride: stride, length: task.hiddenSize)
  columnSums(
    previous, rows: task.rows, to: apart + stride, rowStride: gates &* stride,
    Panel(
      start: task.panels + (panels.recurrent &+ block.unit &* panels.recurrentRows),
      rows: panels.recurrentRows, vectors: block.vectors, skipped: 1), task.innerBlock)
}

/// The sums of one column panel, begun at its bias.
@inline(__always)
func columnSums(
  _ run: InnerRun, rows: Int, to output: UnsafeMutablePointer<Float>, rowStride: Int,
  _ panel: Panel, _ innerBlock: Int
) {
  panelProduct(
    rows: rows, first: run, second: nil, panel: panel,
    to: panel.bias(to: output, rowStride: rowStride, vectorStride: lanes), innerBlock: innerBlock)
}

/// The sums of the gates that go over input and state alike.
@inline(__always)
private func jointSums(
  _ gates: Int, _ task: borrowing CellForwardTask, _ block: UnitBlock, _ panels: PartedPanels
) {
  let stride = task.hiddenStride
  let previous = InnerRun(
    a: task.recurrentInput, rowStride: stride, length: task.hiddenSize)
  var first = previous
  var second: InnerRun?
  if let input = task.input {
    first = InnerRun(a: input, rowStride: task.inputStride, length: task.inputSize)
    second = previous
  }
  var unit = block.unit
  let end = min(task.hiddenSize, block.unit &+ block.vectors &* lanes)
  while unit < end {
    let one = jointPart(gates, task, panels, unit)
    if task.rows == 1, gateWidth(task.hiddenSize &- unit &- lanes) == lanes, unit &+ lanes < end {
      panelPair(one, jointPart(gates, task, panels, unit &+ lanes), first: first, second: second)
      unit &+= 2 &* lanes
      continue
    }
    panelProduct(
      rows: task.rows, first: first, second: second, panel: one.panel, to: one.output,
      innerBlock: task.innerBlock)
    let width = gateWidth(task.hiddenSize &- unit)
    if width < lanes {
      spread(
        task.gates + unit, panels.jointGates, rows: task.rows, rowStride: gates &* stride, stride,
        width: width)
    }
    unit &+= lanes
  }
}

/// One vector of units: its panel, and where the sums begin and end.
@inline(__always)
private func jointPart(
  _ gates: Int, _ task: borrowing CellForwardTask, _ panels: PartedPanels, _ unit: Int
) -> PairedPanel {
  let stride = task.hiddenStride
  let isBegun = task.input == nil
  let panel = Panel(
    start: task.panels + unit &* panels.jointGates &* panels.jointRows, rows: panels.jointRows,
    vectors: gateVectors(panels.jointGates, gateWidth(task.hiddenSize &- unit)),
    skipped: isBegun ? 1 &+ task.inputSize : 1)
  let out = panel.bias(
    to: task.gates + unit, rowStride: gates &* stride, vectorStride: stride)
  return (panel, isBegun ? out.continued : out)
}

/// Moves the gates of a narrow panel, which its product left beside one another, to their places, the
/// last one first.
@inline(__always)
private func spread(
  _ output: UnsafeMutablePointer<Float>, _ joint: Int, rows: Int, rowStride: Int, _ stride: Int,
  width: Int
) {
  for row in 0..<rows {
    let sums = output + row &* rowStride
    var gate = joint &- 1
    while gate > 0 {
      let place: Int = gate &* width
      let values = load(sums + (place / lanes &* stride &+ place % lanes))
      store(values, sums + gate &* stride)
      gate &-= 1
    }
  }
}
