import KernelInterface

/// bias + x·W + h·R, or a part of it; `GateProductTask` says what it is for.
///
/// In a narrow last panel the gates lie beside one another, as `packGatePanels` puts their weights:
/// gate g at float g · width of its vectors, which lie S floats apart.
///
/// Assumes panels as `cellForward` does.
func gateProduct(_ task: borrowing GateProductTask) {
  let gates = task.isParted ? task.gates &- 2 : task.gates
  let stride = task.hiddenStride
  let rowStride = task.gates &* stride
  let panelRows: Int = 1 &+ task.inputSize &+ task.hiddenSize
  let skipped = task.input == nil ? 1 &+ task.inputSize : 1
  let runs = runs(of: task)
  guard let first = runs.first else { return }
  if task.isParted { inputColumns(task, first) }
  var unit = task.units.lowerBound
  while unit < task.units.upperBound {
    let left = task.units.upperBound &- unit
    let vectors =
      task.gates == 1
      ? min(panelVectors, (left &+ lanes &- 1) / lanes) : gateVectors(gates, gateWidth(left))
    let panel = Panel(
      start: task.panels + (unit &* gates &* panelRows), rows: panelRows, vectors: vectors,
      skipped: skipped)
    let out = panel.bias(
      to: task.output + unit, rowStride: rowStride,
      vectorStride: task.gates == 1 ? lanes : stride)
    panelProduct(
      rows: task.rows, first: first, second: runs.second, panel: panel,
      to: task.input == nil ? out.continued : out, innerBlock: task.innerBlock)
    unit &+= task.gates == 1 ? panelWidth : lanes
  }
}

/// The input's part of a parted gate's sums.
@inline(__always)
private func inputColumns(_ task: borrowing GateProductTask, _ input: InnerRun) {
  let hasState = task.previousHidden != nil
  precondition(!hasState, "a parted gate's sums are two for each unit")
  let panels = PartedPanels(
    gates: task.gates, inputSize: task.inputSize, hiddenSize: task.hiddenSize)
  var unit = task.units.lowerBound
  while unit < task.units.upperBound {
    let left = task.units.upperBound &- unit
    columnSums(
      input, rows: task.rows, to: task.output + ((task.gates &- 2) &* task.hiddenStride &+ unit),
      rowStride: task.gates &* task.hiddenStride,
      Panel(
        start: task.panels + (panels.input &+ unit &* panels.inputRows), rows: panels.inputRows,
        vectors: min(panelVectors, (left &+ lanes &- 1) / lanes), skipped: 1), task.innerBlock)
    unit &+= panelWidth
  }
}

/// What the sums go over: the input, the hidden state, or both.
@inline(__always)
private func runs(of task: borrowing GateProductTask) -> (first: InnerRun?, second: InnerRun?) {
  var hidden: InnerRun?
  if let previous = task.previousHidden {
    hidden = InnerRun(a: previous, rowStride: task.hiddenStride, length: task.hiddenSize)
  }
  guard let input = task.input else { return (hidden, nil) }
  return (InnerRun(a: input, rowStride: task.inputStride, length: task.inputSize), hidden)
}
