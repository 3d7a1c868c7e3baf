/// One layer's forward pass over a whole sequence, for the rows of one worker.
///
/// Letters: T `steps`, R `rows`, I `inputSize`, H `hiddenSize`, S `hiddenStride` (H padded).
/// Gates stand in the order i, f, g, o.
package struct LSTMForwardTask {
  package var steps: Int
  package var rows: Int
  package var inputSize: Int
  package var hiddenSize: Int
  package var hiddenStride: Int
  /// [T, R, I] with `inputStride` floats from row to row.
  package var input: UnsafePointer<Float>
  package var inputStride: Int
  /// Gate panels over 1 + I + H rows, as `packGatePanels` lays them out: bias, input weight,
  /// recurrent weight.
  package var panels: UnsafePointer<Float>
  /// [T+1, R, S], row 0 is the initial state.
  package var hidden: UnsafeMutablePointer<Float>
  /// [T+1, R, S], row 0 is the initial state.
  package var cell: UnsafeMutablePointer<Float>
  /// [T, R, S], tanh of the new cell state, kept for the backward pass.
  package var cellTanh: UnsafeMutablePointer<Float>
  /// [T, R, 4, S], the activated gates, kept for the backward pass.
  package var gates: UnsafeMutablePointer<Float>
  /// Rows of a weight panel, at least one, that are swept before the next ones are loaded; never
  /// changes a bit.
  package var innerBlock: Int

  package init(
    steps: Int, rows: Int, inputSize: Int, hiddenSize: Int, hiddenStride: Int,
    input: UnsafePointer<Float>, inputStride: Int, panels: UnsafePointer<Float>,
    hidden: UnsafeMutablePointer<Float>,
    cell: UnsafeMutablePointer<Float>, cellTanh: UnsafeMutablePointer<Float>,
    gates: UnsafeMutablePointer<Float>, innerBlock: Int
  ) {
    self.steps = steps
    self.rows = rows
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    self.hiddenStride = hiddenStride
    self.input = input
    self.inputStride = inputStride
    self.panels = panels
    self.hidden = hidden
    self.cell = cell
    self.cellTanh = cellTanh
    self.gates = gates
    self.innerBlock = innerBlock
  }
}

/// One layer's backward pass over a whole sequence, for the rows of one worker: from the gradient
/// of the hidden states to the gradient of the gates before activation.
package struct LSTMBackwardTask {
  package var steps: Int
  package var rows: Int
  package var hiddenSize: Int
  package var hiddenStride: Int
  /// Transposed panels of the recurrent weight, as `packTransposedPanels` lays them out.
  package var transposedPanels: UnsafePointer<Float>
  /// Gradient of the hidden states from the layer above: [T, R, S], or [R, S] for the last step
  /// alone when `gradientAtEveryStep` is false.
  package var hiddenGradient: UnsafePointer<Float>
  package var gradientAtEveryStep: Bool
  /// [T+1, R, S] and [T, R, S], as the forward pass left them.
  package var cell: UnsafePointer<Float>
  package var cellTanh: UnsafePointer<Float>
  /// [T, R, 4, S]: activated gates on entry, their gradients before activation on return.
  package var gates: UnsafeMutablePointer<Float>
  /// Scratchpads, [R, S] each: the running gradient of the cell state and of one hidden state.
  package var cellGradient: UnsafeMutablePointer<Float>
  package var stepGradient: UnsafeMutablePointer<Float>
  package var innerBlock: Int

  package init(
    steps: Int, rows: Int, hiddenSize: Int, hiddenStride: Int,
    transposedPanels: UnsafePointer<Float>, hiddenGradient: UnsafePointer<Float>,
    gradientAtEveryStep: Bool, cell: UnsafePointer<Float>, cellTanh: UnsafePointer<Float>,
    gates: UnsafeMutablePointer<Float>, cellGradient: UnsafeMutablePointer<Float>,
    stepGradient: UnsafeMutablePointer<Float>, innerBlock: Int
  ) {
    self.steps = steps
    self.rows = rows
    self.hiddenSize = hiddenSize
    self.hiddenStride = hiddenStride
    self.transposedPanels = transposedPanels
    self.hiddenGradient = hiddenGradient
    self.gradientAtEveryStep = gradientAtEveryStep
    self.cell = cell
    self.cellTanh = cellTanh
    self.gates = gates
    self.cellGradient = cellGradient
    self.stepGradient = stepGradient
    self.innerBlock = innerBlock
  }
}
