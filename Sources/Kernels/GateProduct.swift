import KernelInterface

/// bias + x·W + h·R, or a part of it; `GateProductTask` says what it is for.
///
/// In a narrow last panel the gates lie beside one another, as `packGatePanels` puts their weights:
/// gate g at float g · width of its vectors, which lie S floats apart.
///
/// Assumes panels as `cellForward` does.
func gateProduct(_ task: borrowing GateProductTask) {
  let gates = task.gates
  let stride = task.hiddenStride
  let panelRows: Int = 1 &+ task.inputSize &+ task.hiddenSize
  let skipped = task.input == nil ? 1 &+ task.inputSize : 1
  let runs = runs(of: task)
  guard let first = runs.first else { return }
  var unit = task.units.lowerBound
  while unit < task.units.upperBound {
    let left = task.units.upperBound &- unit
    let vectors =
      gates == 1
      ? min(panelVectors, (left &+ lanes &- 1) / lanes) : gateVectors(gates, gateWidth(left))
    let panel = Panel(
      start: task.panels + (unit &* gates &* panelRows), rows: panelRows, vectors: vectors,
      skipped: skipped)
    let out = panel.bias(
      to: task.output + unit, rowStride: gates &* stride,
      vectorStride: gates == 1 ? lanes : stride)
    panelProduct(
      rows: task.rows, first: first, second: runs.second, panel: panel,
      to: task.input == nil ? out.continued : out, innerBlock: task.innerBlock)
    unit &+= gates == 1 ? panelWidth : lanes
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
