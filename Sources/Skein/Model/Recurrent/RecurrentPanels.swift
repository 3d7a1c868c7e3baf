import KernelInterface

/// Where the packed weights of a recurrent layer stand: panels of the biases and both weights, then the
/// transposed panels of each weight that a backward pass needs.
struct RecurrentPanels {
  /// Of the weights.
  let gates: Int
  let transposedRecurrent: Int
  let transposedInput: Int
  let total: Int
  private let units: Int
  private let inputSize: Int
  /// Nil where all gates' sums go over input and state alike.
  private let parted: PartedPanels?

  init(_ layer: some RecurrentLayer, input: LayerShape, backward: BackwardNeed) {
    let cell = layer.cell
    gates = cell.gates
    units = layer.units
    inputSize = input.features
    parted =
      cell.isParted
      ? PartedPanels(gates: cell.sums, inputSize: inputSize, hiddenSize: units) : nil
    let rows = 1 + inputSize + units
    // Column panels where a gate alone would not fill a tile.
    transposedRecurrent =
      parted?.floats
      ?? (gates == 1
        ? PackTask.columnPanelFloats(rows: rows, columns: units)
        : PackTask.gatePanelFloats(rows: rows, gates: gates, gateSize: units))
    transposedInput =
      transposedRecurrent
      + (backward == .none ? 0 : PackTask.columnPanelFloats(rows: gates * units, columns: units))
    total =
      transposedInput
      + (backward == .weightsAndInput
        ? PackTask.columnPanelFloats(rows: gates * units, columns: inputSize) : 0)
  }

  /// - Parameter parameter: as `RecurrentLayer` numbers them.
  func pack(_ rows: Range<Int>, of parameter: Int, at site: LayerSite) {
    let isInput = parameter == 0
    let isBias = parameter >= 2
    var task = PackTask(
      weights: site.weights + site.parameterOffsets[parameter],
      weightRows: isBias ? 1 : isInput ? inputSize : units, gates: gates, gateSize: units,
      rows: rows, panelRows: 1 + inputSize + units,
      panelRowOffset: isBias ? 0 : isInput ? 1 : 1 + inputSize, panels: site.packed)
    if let parted {
      pack(task, of: parameter, parted, site.kernels)
    } else if gates == 1 {
      site.kernels.packColumnPanels(task)
    } else {
      site.kernels.packGatePanels(task)
    }
    if isBias || site.backward == .none || (isInput && site.backward == .weights) { return }
    task.panels = site.packed + (isInput ? transposedInput : transposedRecurrent)
    site.kernels.packTransposedPanels(task)
  }

  /// The forward panels of a parted cell: of all gates but the last, and of the last one's two parts.
  ///
  /// - Parameter whole: all gates, into panels of joint sums.
  private func pack(
    _ whole: PackTask, of parameter: Int, _ parted: PartedPanels, _ kernels: KernelTable
  ) {
    let isOwnBias = parameter == 3
    var joint = whole
    joint.gates = parted.jointGates
    if !isOwnBias { kernels.packGatePanels(joint) }
    let isRecurrent = parameter == 1 || isOwnBias
    var last = whole
    last.gates = 1
    if !isOwnBias { last.weights += parted.jointGates * units }
    last.weightStride = isOwnBias ? units : gates * units
    last.panelRows = isRecurrent ? parted.recurrentRows : parted.inputRows
    last.panelRowOffset = parameter >= 2 ? 0 : 1
    last.panels += isRecurrent ? parted.recurrent : parted.input
    kernels.packColumnPanels(last)
  }
}
