import KernelInterface

/// The backward pass of an LSTM layer over a whole sequence, from the last step to the first.
///
/// At each step the gradient of the hidden states is what the layer above gives plus the gate
/// gradients of the step after it times the transposed recurrent weight; the gate gradients follow
/// row by row, so that memory is read in order. Weight gradients are left to `weightGradient`, which
/// takes all steps at once.
///
/// Assumes `transposedPanels` from `packTransposedPanels`, and buffers as the forward pass left
/// them.
func lstmBackward(_ task: borrowing LSTMBackwardTask) {
  let rows = task.rows
  let stride = task.hiddenStride
  task.cellGradient.update(repeating: 0, count: rows &* stride)
  let stepFloats = rows &* stride
  var t = task.steps &- 1
  while t >= 0 {
    var above: UnsafePointer<Float>?
    if task.gradientAtEveryStep {
      above = task.hiddenGradient + (t &* stepFloats)
    } else if t == task.steps &- 1 {
      above = task.hiddenGradient
    }
    if t == task.steps &- 1, let above {
      cells(task, step: t, hiddenGradient: above)
    } else {
      hiddenGradients(task, step: t, above: above)
      cells(task, step: t, hiddenGradient: UnsafePointer(task.stepGradient))
    }
    t &-= 1
  }
}

/// Gradients of the hidden states of step t, from the gate gradients of the step after it.
@inline(__always)
private func hiddenGradients(
  _ task: borrowing LSTMBackwardTask, step t: Int, above: UnsafePointer<Float>?
) {
  let rows = task.rows
  let stride = task.hiddenStride
  let later = InnerRun(
    a: UnsafePointer(task.gates + ((t &+ 1) &* rows &* 4 &* stride)), rowStride: 4 &* stride,
    segments: 4, length: task.hiddenSize, segmentStride: stride)
  var unit = 0
  var panel = task.transposedPanels
  while unit < task.hiddenSize {
    let vectors = min(panelVectors, (task.hiddenSize &- unit &+ lanes &- 1) / lanes)
    let out = PanelOutput(
      initial: above.map { $0 + unit }, initialRowStride: stride, initialVectorStride: lanes,
      output: task.stepGradient + unit, rowStride: stride, vectorStride: lanes)
    panelProduct(
      vectors: vectors, rows: rows, first: later, second: nil, panel: panel, to: out,
      innerBlock: task.innerBlock)
    panel += (vectors &* lanes &* 4 &* task.hiddenSize)
    unit &+= panelWidth
  }
}

/// Gate gradients of all rows and units of one step.
@inline(__always)
private func cells(
  _ task: borrowing LSTMBackwardTask, step t: Int, hiddenGradient: UnsafePointer<Float>
) {
  for row in 0..<task.rows {
    var unit = 0
    while unit < task.hiddenSize {
      gateGradients(
        task, step: t, row: row, unit: unit,
        hiddenGradient: hiddenGradient + (row &* task.hiddenStride &+ unit))
      unit &+= lanes
    }
  }
}

/// Gradients of the four gates before activation, and of the previous cell state, for one vector of
/// units in one row of one step.
@inline(__always)
private func gateGradients(
  _ task: borrowing LSTMBackwardTask, step t: Int, row: Int, unit: Int,
  hiddenGradient: UnsafePointer<Float>
) {
  let stride = task.hiddenStride
  let one = splat(1)
  let place: Int = (t &* task.rows &+ row) &* stride
  let at: UnsafeMutablePointer<Float> = task.gates + (4 &* place &+ unit)
  let i = load(at)
  let f = load(at + stride)
  let g = load(at + (2 &* stride))
  let o = load(at + (3 &* stride))
  let squashed = load(task.cellTanh + (place &+ unit))
  let before = load(task.cell + (place &+ unit))
  let carried: UnsafeMutablePointer<Float> = task.cellGradient + (row &* stride &+ unit)
  let dh = load(hiddenGradient)
  let slope = fma(subtract(Vector.zero, squashed), squashed, one)
  let dc = fma(multiply(dh, o), slope, load(carried))
  store(multiply(multiply(dc, g), logisticSlope(i)), at)
  store(multiply(multiply(dc, before), logisticSlope(f)), at + stride)
  store(multiply(multiply(dc, i), fma(subtract(Vector.zero, g), g, one)), at + (2 &* stride))
  store(multiply(multiply(dh, squashed), logisticSlope(o)), at + (3 &* stride))
  store(multiply(dc, f), carried)
}

/// y − y², the derivative of the logistic function at a point where its value is y.
@inline(__always)
func logisticSlope(_ y: Vector) -> Vector { fma(subtract(Vector.zero, y), y, y) }
