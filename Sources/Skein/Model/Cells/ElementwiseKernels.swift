import KernelInterface

extension RecurrentCell {
  /// A cell written in plain Swift.
  public init<Cell: ElementwiseCell>(_ type: Cell.Type) {
    self.init(gates: Cell.gates, hasCellState: Cell.hasCellState, keeps: false) { kernels in
      CellKernels(
        name: Cell.keyword, gates: Cell.gates,
        forward: { ElementwiseKernels<Cell>.forward($0, kernels) },
        backward: { ElementwiseKernels<Cell>.backward($0, kernels) })
    }
  }
}

/// The steps of a cell that has no kernels of its own: sums by the processor's kernels, then the
/// cell's Swift row by row.
private enum ElementwiseKernels<Cell: ElementwiseCell> {
  static func forward(_ task: borrowing CellForwardTask, _ kernels: KernelTable) {
    kernels.gateProduct(
      GateProductTask(
        rows: task.rows, gates: Cell.gates, inputSize: task.inputSize,
        hiddenSize: task.hiddenSize, hiddenStride: task.hiddenStride, units: task.units,
        input: task.input, inputStride: task.inputStride, previousHidden: task.recurrentInput,
        panels: task.panels, output: task.gates, innerBlock: task.innerBlock))
    for row in 0..<task.rows {
      let state = row * task.hiddenStride + task.units.lowerBound
      let gates = task.gates + row * Cell.gates * task.hiddenStride + task.units.lowerBound
      spread(gates, task, kernels)
      Cell.forward(
        CellRow(
          units: task.units.count, previousHidden: task.previousHidden + state,
          previousCell: task.previousCell + state, hidden: task.hidden + state,
          cell: task.cell + state, gates: gates, stride: task.hiddenStride, kernels: kernels))
      if let dropped = task.dropped {
        let next = dropped.next + state
        next.update(from: task.hidden + state, count: task.units.count)
        multiply(next, by: dropped.mask + state, count: task.units.count)
      }
    }
  }

  /// Moves the gates of a narrow last panel apart, from the last one to the first.
  private static func spread(
    _ gates: UnsafeMutablePointer<Float>, _ task: borrowing CellForwardTask,
    _ kernels: KernelTable
  ) {
    let lanes = kernels.lanes
    let rest = task.units.count % lanes
    guard Cell.gates > 1, rest > 0, rest <= lanes / 2 else { return }
    let width = rest <= lanes / 4 ? lanes / 4 : lanes / 2
    let panel = gates + (task.units.count - rest)
    let stride = task.hiddenStride
    var sums: [[Float]] = []
    for place in 0..<Cell.gates {
      let at = place * width
      sums.append((at..<at + rest).map { panel[$0 / lanes * stride + $0 % lanes] })
    }
    for (gate, values) in sums.enumerated() {
      (panel + gate * stride).update(from: values, count: rest)
    }
  }

  static func backward(_ task: borrowing CellBackwardTask, _ kernels: KernelTable) {
    let stride = task.hiddenStride
    let first = task.units.lowerBound
    if task.laterRows > 0 {
      kernels.matrixProduct(
        MatrixProductTask(
          rows: task.laterRows, columns: task.units.count, a: task.laterGates,
          rowStride: Cell.gates * stride, segments: Cell.gates, segmentLength: task.hiddenSize,
          segmentStride: stride,
          panels: task.transposedPanels + first * Cell.gates * task.hiddenSize, initial: nil,
          output: task.stepGradient + first, outputStride: stride, innerBlock: task.innerBlock))
    }
    for row in 0..<task.rows {
      let state = row * stride + first
      let gradient = task.stepGradient + state
      if row >= task.laterRows { gradient.update(repeating: 0, count: task.units.count) }
      if let mask = task.stateMask, row < task.laterRows {
        multiply(gradient, by: mask + state, count: task.units.count)
      }
      if let above = task.hiddenGradient {
        kernels.add(gradient, above + state, task.units.count)
      }
      Cell.backward(
        CellGradientRow(
          units: task.units.count, previousHidden: task.previousHidden + state,
          previousCell: task.previousCell + state, hiddenGradient: UnsafePointer(gradient),
          carried: task.carried + state,
          gates: task.gates + row * Cell.gates * stride + first, stride: stride))
    }
  }
}
