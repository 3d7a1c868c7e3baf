import KernelInterface

/// The forward pass of an LSTM layer over a whole sequence.
///
/// At each step, each panel of `lanes` hidden units passes over all rows: one tile product gives
/// their four gates before activation; activations, cell update and hidden state follow while the
/// gates are in the nearest cache.
///
/// Assumes panels from `packGatePanels` over 1 + I + H rows, the first being the bias, and padded
/// gates, cells and hidden states.
func lstmForward(_ task: borrowing LSTMForwardTask) {
  let rows = task.rows
  let stride = task.hiddenStride
  let panelRows: Int = 1 &+ task.inputSize &+ task.hiddenSize
  for t in 0..<task.steps {
    let gates = task.gates + (t &* rows &* 4 &* stride)
    let input = InnerRun(
      a: task.input + (t &* rows &* task.inputStride), rowStride: task.inputStride,
      length: task.inputSize)
    let previous = InnerRun(
      a: UnsafePointer(task.hidden + (t &* rows &* stride)), rowStride: stride,
      length: task.hiddenSize)
    var unit = 0
    while unit < task.hiddenSize {
      let width = gateWidth(task.hiddenSize &- unit)
      let vectors = gateVectors(4, width)
      let panel = task.panels + (unit &* 4 &* panelRows)
      let out = PanelOutput(
        initial: panel, initialRowStride: 0, initialVectorStride: lanes,
        output: gates + unit, rowStride: 4 &* stride, vectorStride: stride)
      panelProduct(
        vectors: vectors, rows: rows, first: input, second: previous,
        panel: panel + vectors &* lanes, to: out, innerBlock: task.innerBlock)
      if width == lanes {
        cells(task, step: t, unit: unit, width: lanes)
      } else {
        cells(task, step: t, unit: unit, width: width)
      }
      unit &+= lanes
    }
  }
}

/// Activations, cell state and hidden state of one panel of units at one step, four rows at a time.
@inline(__always)
private func cells(_ task: borrowing LSTMForwardTask, step t: Int, unit: Int, width: Int) {
  let rows = task.rows
  let stride = task.hiddenStride
  var row = 0
  while row < rows {
    let place: Int = (t &* rows &+ row) &* stride
    let now: Int = place &+ unit
    let next: Int = now &+ rows &* stride
    cellGroup(
      count: min(4, rows &- row), width: width, gates: task.gates + (4 &* place &+ unit),
      stride: stride, previousCell: task.cell + now, cell: task.cell + next,
      cellTanh: task.cellTanh + now, hidden: task.hidden + next)
    row &+= 4
  }
}

/// Up to four rows of one panel. Rows beyond `count` repeat the last one and are not written.
///
/// The tile product left gate g of a narrow panel at float g · width of its vectors, beside the next
/// gate, whose units are put out before anything is written.
@inline(__always)
private func cellGroup(
  count: Int, width: Int, gates: UnsafeMutablePointer<Float>, stride: Int,
  previousCell: UnsafeMutablePointer<Float>, cell: UnsafeMutablePointer<Float>,
  cellTanh: UnsafeMutablePointer<Float>, hidden: UnsafeMutablePointer<Float>
) {
  let last = count &- 1
  let rowStride = 4 &* stride
  let r1 = min(1, last)
  let r2 = min(2, last)
  let r3 = min(3, last)
  func gate(_ g: Int) -> Four {
    let place = g &* width
    let at = gates + (place / lanes &* stride &+ place % lanes)
    var x = rowsOf(at, r1, r2, r3, rowStride)
    if width < lanes {
      for j in 0..<4 { x[j] = whereLess(laneNumbers, splat(Float(width)), x[j], .zero) }
    }
    return x
  }
  func put(_ values: Four, _ target: UnsafeMutablePointer<Float>, _ rowStride: Int) {
    for j in 0..<4 where j < count { store(values[j], target + (j &* rowStride)) }
  }
  // Narrow gates lie beside one another, so all are read before one is written.
  let narrowOutput = width < lanes ? gate(3) : Four(repeating: Vector.zero)
  let narrowForget = width < lanes ? gate(1) : narrowOutput
  let i = sigmoid(gate(0))
  let g = tanh(gate(2))
  put(i, gates, rowStride)
  put(g, gates + (2 &* stride), rowStride)
  var c = i
  for j in 0..<4 { c[j] = multiply(i[j], g[j]) }
  let f = sigmoid(width < lanes ? narrowForget : gate(1))
  put(f, gates + stride, rowStride)
  let before = rowsOf(previousCell, r1, r2, r3, stride)
  for j in 0..<4 { c[j] = fma(f[j], before[j], c[j]) }
  put(c, cell, stride)
  let o = sigmoid(width < lanes ? narrowOutput : gate(3))
  put(o, gates + (3 &* stride), rowStride)
  let squashed = tanh(c)
  put(squashed, cellTanh, stride)
  var h = o
  for j in 0..<4 { h[j] = multiply(o[j], squashed[j]) }
  put(h, hidden, stride)
}

@inline(__always)
private func rowsOf(
  _ p: UnsafeMutablePointer<Float>, _ r1: Int, _ r2: Int, _ r3: Int, _ stride: Int
) -> Four {
  [load(p), load(p + (r1 &* stride)), load(p + (r2 &* stride)), load(p + (r3 &* stride))]
}

/// 0, 1, 2, … in every lane.
@inline(__always)
private var laneNumbers: Vector {
  var numbers = Vector.zero
  for lane in 0..<lanes { numbers[lane] = Float(lane) }
  return numbers
}
