import KernelInterface

/// The backward pass of an LSTM layer over a whole sequence, from the last step to the first.
///
/// At each step the gradient of the hidden states is what the layer above gives plus the gate
/// gradients of the step after it times the transposed recurrent weight; the gate gradients follow
/// for the same units while they are in the nearest cache. Weight gradients are left to
/// `weightGradient`, which takes all steps at once.
///
/// Assumes `transposedPanels` from `packTransposedPanels`, and buffers as the forward pass left
/// them.
func lstmBackward(_ task: borrowing LSTMBackwardTask) {
  let rows = task.rows
  let stride = task.hiddenStride
  task.cellGradient.update(repeating: 0, count: rows &* stride)
  var t = task.steps &- 1
  while t >= 0 {
    var above: UnsafePointer<Float>?
    if task.gradientAtEveryStep {
      above = task.hiddenGradient + (t &* rows &* stride)
    } else if t == task.steps &- 1 {
      above = task.hiddenGradient
    }
    let isLast = t == task.steps &- 1
    var unit = 0
    var panel = task.transposedPanels
    while unit < task.hiddenSize {
      let vectors = min(panelVectors, (task.hiddenSize &- unit &+ lanes &- 1) / lanes)
      var gradient: UnsafeMutablePointer<Float> = task.stepGradient + unit
      if isLast, let above {
        gradient = UnsafeMutablePointer(mutating: above + unit)
      } else {
        let later = InnerRun(
          a: UnsafePointer(task.gates + ((t &+ 1) &* rows &* 4 &* stride)), rowStride: 4 &* stride,
          segments: 4, length: task.hiddenSize, segmentStride: stride)
        let out = PanelOutput(
          initial: above.map { $0 + unit }, initialRowStride: stride, initialVectorStride: lanes,
          output: task.stepGradient + unit, rowStride: stride, vectorStride: lanes)
        panelProduct(
          vectors: vectors, rows: rows, first: later, second: nil, panel: panel, to: out,
          innerBlock: task.innerBlock)
      }
      for row in 0..<rows {
        for v in 0..<vectors {
          gateGradients(
            task, step: t, row: row, unit: unit &+ v &* lanes,
            hiddenGradient: gradient + (row &* stride &+ v &* lanes))
        }
      }
      panel += (vectors &* lanes &* 4 &* task.hiddenSize)
      unit &+= panelWidth
    }
    t &-= 1
  }
}

/// Gradients of the four gates before activation, and of the previous cell state, for one vector of
/// units in one row of one step.
@inline(__always)
private func gateGradients(
  _ task: borrowing LSTMBackwardTask, step t: Int, row: Int, unit: Int,
  hiddenGradient: UnsafeMutablePointer<Float>
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
