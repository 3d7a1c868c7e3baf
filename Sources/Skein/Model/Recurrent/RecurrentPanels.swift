import KernelInterface

/// Where the packed weights of a recurrent layer stand: panels of the bias and both weights, then the
/// transposed panels of each weight that a backward pass needs.
struct RecurrentPanels {
  let transposedRecurrent: Int
  let transposedInput: Int
  let total: Int
  private let gates: Int
  private let units: Int
  private let inputSize: Int

  init(_ layer: some RecurrentLayer, input: LayerShape, backward: BackwardNeed) {
    gates = layer.cell.gates
    units = layer.units
    inputSize = input.features
    let rows = 1 + inputSize + units
    // Column panels where a gate alone would not fill a tile.
    transposedRecurrent =
      gates == 1
      ? PackTask.columnPanelFloats(rows: rows, columns: units)
      : PackTask.gatePanelFloats(rows: rows, gates: gates, gateSize: units)
    transposedInput =
      transposedRecurrent
      + (backward == .none ? 0 : PackTask.columnPanelFloats(rows: gates * units, columns: units))
    total =
      transposedInput
      + (backward == .weightsAndInput
        ? PackTask.columnPanelFloats(rows: gates * units, columns: inputSize) : 0)
  }

  func pack(_ rows: Range<Int>, of parameter: Int, at site: LayerSite) {
    let isInput = parameter == 0
    let isBias = parameter == 2
    var task = PackTask(
      weights: site.weights + site.parameterOffsets[parameter],
      weightRows: isBias ? 1 : isInput ? inputSize : units, gates: gates, gateSize: units,
      rows: rows, panelRows: 1 + inputSize + units,
      panelRowOffset: isBias ? 0 : isInput ? 1 : 1 + inputSize, panels: site.packed)
    if gates == 1 {
      site.kernels.packColumnPanels(task)
    } else {
      site.kernels.packGatePanels(task)
    }
    if isBias || site.backward == .none || (isInput && site.backward == .weights) { return }
    task.panels = site.packed + (isInput ? transposedInput : transposedRecurrent)
    site.kernels.packTransposedPanels(task)
  }
}
