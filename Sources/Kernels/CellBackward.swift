import KernelInterface

/// One backward step of a cell.
///
/// The gradient of the hidden states is what the layer above gives plus the gate gradients of the
/// later step times the transposed recurrent weight; the gate gradients follow row by row, so that
/// memory is read in order. Weight gradients are left to `weightGradient`, which takes all steps at
/// once.
///
/// Assumes `transposedPanels` from `packTransposedPanels`, and buffers as the forward pass left them.
func cellBackward<C: Cell>(_ cell: C.Type, _ task: borrowing CellBackwardTask) {
  let stride = task.hiddenStride
  if task.laterRows > 0 { hiddenGradients(C.gates, isParted: C.isParted, task) }
  for row in 0..<task.rows {
    let place = row &* stride
    // Rows without a later step take what comes from above as it is.
    var source = UnsafePointer(task.stepGradient)
    if row >= task.laterRows {
      if let above = task.hiddenGradient {
        source = above
      } else {
        clear(task, row: row)
      }
    }
    var unit = task.units.lowerBound
    let mask = row < task.laterRows ? task.stateMask : nil
    while unit < task.units.upperBound {
      let state: Int = place &+ unit
      var gradient = load(source + state)
      if let mask {
        gradient = multiply(gradient, load(mask + state))
        if let above = task.hiddenGradient { gradient = add(load(above + state), gradient) }
      }
      C.backward(
        CellPlace(
          stride: stride, previousHidden: task.previousHidden + state,
          previousCell: task.previousCell + state, kept: task.kept + state,
          gates: task.gates + (C.gates &* place &+ unit), carried: task.carried + state),
        hiddenGradient: gradient)
      unit &+= lanes
    }
  }
}

@inline(__always)
private func clear(_ task: borrowing CellBackwardTask, row: Int) {
  var unit = task.units.lowerBound
  while unit < task.units.upperBound {
    store(Vector.zero, task.stepGradient + (row &* task.hiddenStride &+ unit))
    unit &+= lanes
  }
}

/// Gradients of the hidden states, for the rows that have a later step.
@inline(__always)
private func hiddenGradients(
  _ gates: Int, isParted: Bool, _ task: borrowing CellBackwardTask
) {
  let stride = task.hiddenStride
  var later = InnerRun(
    a: task.laterGates, rowStride: gates &* stride, segments: gates, length: task.hiddenSize,
    segmentStride: stride)
  var apart: InnerRun?
  if isParted {
    // The last gate's sum over the input met no state.
    later.segments = gates &- 2
    apart = InnerRun(
      a: task.laterGates + (gates &- 1) &* stride, rowStride: gates &* stride,
      length: task.hiddenSize)
  }
  // What is dropped of the product is not dropped of what comes from above.
  let begin = task.stateMask == nil ? task.hiddenGradient : nil
  let weightGates = isParted ? gates &- 1 : gates
  var unit = task.units.lowerBound
  while unit < task.units.upperBound {
    let left = (task.units.upperBound &- unit &+ lanes &- 1) / lanes
    let panel = Panel(
      start: task.transposedPanels + (unit &* weightGates &* task.hiddenSize),
      rows: weightGates &* task.hiddenSize, vectors: min(panelVectors, left))
    let out = PanelOutput(
      initial: begin.map { $0 + unit }, initialRowStride: stride,
      initialVectorStride: lanes, initialStripStride: stripWidth,
      output: task.stepGradient + unit, rowStride: stride, vectorStride: lanes)
    if task.laterRows == 1, left > panelVectors {
      var nextOut = out
      nextOut.initial = out.initial.map { $0 + panelWidth }
      nextOut.output += panelWidth
      var next = panel
      next.start += panelWidth &* panel.rows
      next.vectors = min(panelVectors, left &- panelVectors)
      panelPair((panel, out), (next, nextOut), first: later, second: apart)
      unit &+= 2 &* panelWidth
    } else {
      panelProduct(
        rows: task.laterRows, first: later, second: apart, panel: panel, to: out,
        innerBlock: task.innerBlock)
      unit &+= panelWidth
    }
  }
}
