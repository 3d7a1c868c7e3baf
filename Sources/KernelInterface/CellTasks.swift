/// One step of a recurrent cell, for some rows and a range of units.
///
/// Letters: R `rows`, I `inputSize`, H `hiddenSize`, S `hiddenStride` (H padded), G the cell's gates.
package struct CellForwardTask {
  /// Rows alive at this step.
  package var rows: Int
  package var inputSize: Int
  package var hiddenSize: Int
  package var hiddenStride: Int
  /// The units to compute: from a multiple of the panel width to another one, or to H.
  package var units: Range<Int>
  /// [R, I] with `inputStride` floats from row to row; nil where `gates` already holds the bias and
  /// the input's part of each sum, as `gateProduct` left them.
  package var input: UnsafePointer<Float>?
  package var inputStride: Int
  /// Panels over 1 + I + H rows: bias, input weight, recurrent weight. Gate panels, or column panels
  /// for a cell of one gate; `PartedPanels` for a cell that is parted.
  package var panels: UnsafePointer<Float>
  /// [R, S], of the step before.
  package var previousHidden: UnsafePointer<Float>
  /// [R, S]
  package var hidden: UnsafeMutablePointer<Float>
  /// What meets the recurrent weight in place of the states, where a part of these is dropped.
  package var dropped: DroppedStates?
  /// [R, S] each, for a cell that has a second state; otherwise nobody looks there.
  package var previousCell: UnsafePointer<Float>
  package var cell: UnsafeMutablePointer<Float>
  /// [R, G, S]: the activated gates.
  package var gates: UnsafeMutablePointer<Float>
  /// [R, S]: what the cell keeps for its backward pass beside gates and states. Nil where no backward
  /// pass follows; then `gates` means nothing afterwards.
  package var kept: UnsafeMutablePointer<Float>?
  /// Rows of a weight panel, at least one, that are swept before the next ones are loaded; never
  /// changes a bit.
  package var innerBlock: Int

  package init(
    rows: Int, inputSize: Int, hiddenSize: Int, hiddenStride: Int, units: Range<Int>,
    input: UnsafePointer<Float>?, inputStride: Int, panels: UnsafePointer<Float>,
    previousHidden: UnsafePointer<Float>, hidden: UnsafeMutablePointer<Float>,
    dropped: DroppedStates? = nil, previousCell: UnsafePointer<Float>,
    cell: UnsafeMutablePointer<Float>, gates: UnsafeMutablePointer<Float>,
    kept: UnsafeMutablePointer<Float>?, innerBlock: Int
  ) {
    self.rows = rows
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    self.hiddenStride = hiddenStride
    self.units = units
    self.input = input
    self.inputStride = inputStride
    self.panels = panels
    self.previousHidden = previousHidden
    self.hidden = hidden
    self.dropped = dropped
    self.previousCell = previousCell
    self.cell = cell
    self.gates = gates
    self.kept = kept
    self.innerBlock = innerBlock
  }
}

extension CellForwardTask {
  /// What meets the recurrent weight.
  @inline(__always)
  package var recurrentInput: UnsafePointer<Float> { dropped?.previous ?? previousHidden }
}

/// The states of which a part is dropped, [R, S] each.
package struct DroppedStates {
  /// What the states are multiplied with.
  package var mask: UnsafePointer<Float>
  /// Of the step before.
  package var previous: UnsafePointer<Float>
  /// To be written beside the new states.
  package var next: UnsafeMutablePointer<Float>

  package init(
    mask: UnsafePointer<Float>, previous: UnsafePointer<Float>, next: UnsafeMutablePointer<Float>
  ) {
    self.mask = mask
    self.previous = previous
    self.next = next
  }
}

/// One step of a cell's backward pass, for some rows and a range of units: from the gradient of the
/// hidden states to the gradient of the gates before activation.
package struct CellBackwardTask {
  /// Rows alive at this step.
  package var rows: Int
  package var hiddenSize: Int
  package var hiddenStride: Int
  /// As in the forward pass.
  package var units: Range<Int>
  /// Transposed panels of the recurrent weight, as `packTransposedPanels` lays them out.
  package var transposedPanels: UnsafePointer<Float>
  /// [laterRows, G, S]: the gradients of the gates at the step that came after this one.
  package var laterGates: UnsafePointer<Float>
  /// Rows that were alive at that step, at most `rows`; 0 at the last one.
  package var laterRows: Int
  /// [R, S]: gradient of the hidden states from the layer above; nil where there is none.
  package var hiddenGradient: UnsafePointer<Float>?
  /// [R, S]: what the states were multiplied with before they met the recurrent weight; nil for
  /// nothing.
  package var stateMask: UnsafePointer<Float>?
  /// [R, S] each, as the forward pass left them.
  package var previousHidden: UnsafePointer<Float>
  package var previousCell: UnsafePointer<Float>
  package var kept: UnsafePointer<Float>
  /// [R, G, S]: activated gates on entry, their gradients before activation on return.
  package var gates: UnsafeMutablePointer<Float>
  /// [R, S]: what passes from step to step beside the gates, such as the gradient of the cell state;
  /// zero before the last step.
  package var carried: UnsafeMutablePointer<Float>
  /// [R, S]: scratchpad.
  package var stepGradient: UnsafeMutablePointer<Float>
  package var innerBlock: Int

  package init(
    rows: Int, hiddenSize: Int, hiddenStride: Int, units: Range<Int>,
    transposedPanels: UnsafePointer<Float>, laterGates: UnsafePointer<Float>, laterRows: Int,
    hiddenGradient: UnsafePointer<Float>?, stateMask: UnsafePointer<Float>? = nil,
    previousHidden: UnsafePointer<Float>, previousCell: UnsafePointer<Float>,
    kept: UnsafePointer<Float>,
    gates: UnsafeMutablePointer<Float>, carried: UnsafeMutablePointer<Float>,
    stepGradient: UnsafeMutablePointer<Float>, innerBlock: Int
  ) {
    self.rows = rows
    self.hiddenSize = hiddenSize
    self.hiddenStride = hiddenStride
    self.units = units
    self.transposedPanels = transposedPanels
    self.laterGates = laterGates
    self.laterRows = laterRows
    self.hiddenGradient = hiddenGradient
    self.stateMask = stateMask
    self.previousHidden = previousHidden
    self.previousCell = previousCell
    self.kept = kept
    self.gates = gates
    self.carried = carried
    self.stepGradient = stepGradient
    self.innerBlock = innerBlock
  }
}

/// The gates' sums, bias + x·W + h·R, or a part of them: the input's part for many rows at once,
/// those of all steps, or all of it for one step of a cell that has no kernels of its own.
///
/// The chain of an element is bias, then input, then recurrent weight; what is stored after the
/// input is the same float that would have stayed in a register.
package struct GateProductTask {
  package var rows: Int
  /// As `CellKernels` has them. Of a cell that is parted the input's part alone can be asked for.
  package var gates: Int
  package var isParted: Bool
  package var inputSize: Int
  package var hiddenSize: Int
  package var hiddenStride: Int
  package var units: Range<Int>
  /// [R, I]; nil where `output` already holds the bias and the input's part.
  package var input: UnsafePointer<Float>?
  package var inputStride: Int
  /// [R, S]; nil leaves the recurrent part out.
  package var previousHidden: UnsafePointer<Float>?
  /// As in `CellForwardTask`.
  package var panels: UnsafePointer<Float>
  /// [R, G, S]
  package var output: UnsafeMutablePointer<Float>
  package var innerBlock: Int

  package init(
    rows: Int, gates: Int, isParted: Bool = false, inputSize: Int, hiddenSize: Int,
    hiddenStride: Int, units: Range<Int>, input: UnsafePointer<Float>?, inputStride: Int,
    previousHidden: UnsafePointer<Float>? = nil, panels: UnsafePointer<Float>,
    output: UnsafeMutablePointer<Float>, innerBlock: Int
  ) {
    self.rows = rows
    self.gates = gates
    self.isParted = isParted
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    self.hiddenStride = hiddenStride
    self.units = units
    self.input = input
    self.inputStride = inputStride
    self.previousHidden = previousHidden
    self.panels = panels
    self.output = output
    self.innerBlock = innerBlock
  }
}
