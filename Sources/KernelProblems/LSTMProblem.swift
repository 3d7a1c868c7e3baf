import KernelInterface
import KernelReference

/// One LSTM layer over random numbers, forward and backward; see `LSTMForwardTask` for the letters.
package struct LSTMProblem {
  package var steps: Int
  package var rows: Int
  package var inputSize: Int
  package var hiddenSize: Int
  /// [T, R, I]
  package var input: [Float]
  /// [I + H, 4, H]
  package var weight: [Float]
  /// [4, H]
  package var bias: [Float]
  /// [R, H]
  package var initialHidden: [Float]
  package var initialCell: [Float]
  /// [T, R, H]; the last step alone is used when the layer above looks at nothing else.
  package var hiddenGradient: [Float]

  package init(steps: Int, rows: Int, inputSize: Int, hiddenSize: Int) {
    self.steps = steps
    self.rows = rows
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    var values = Values(seed: ((steps * 131 + rows) * 131 + inputSize) * 131 + hiddenSize)
    input = values.array(steps * rows * inputSize, scale: 2)
    weight = values.array((inputSize + hiddenSize) * 4 * hiddenSize)
    bias = values.array(4 * hiddenSize)
    initialHidden = values.array(rows * hiddenSize)
    initialCell = values.array(rows * hiddenSize, scale: 2)
    hiddenGradient = values.array(steps * rows * hiddenSize)
  }

  package var recurrentWeight: [Float] { Array(weight.dropFirst(inputSize * 4 * hiddenSize)) }

  private var stride: Int { featureStride(hiddenSize) }

  private func spread(_ values: [Float], gap: Float = 0) -> [Float] {
    padded(values, width: hiddenSize, stride: stride, gap: gap)
  }

  private func gathered(_ values: [Float]) -> [Float] {
    unpadded(values, width: hiddenSize, stride: stride)
  }

  package func referenceStates() -> Reference.LSTMStates {
    Reference.lstmForward(
      steps: steps, rows: rows, inputSize: inputSize, hiddenSize: hiddenSize, input: input,
      weight: weight, bias: bias, initialHidden: initialHidden, initialCell: initialCell)
  }

  package static func forwardOutcome(_ states: Reference.LSTMStates) -> Outcome {
    Outcome([
      ("hidden", states.hidden), ("cell", states.cell), ("cellTanh", states.cellTanh),
      ("gates", states.gates),
    ])
  }

  package func referenceBackward(
    _ states: Reference.LSTMStates, everyStep: Bool
  ) -> Outcome {
    let result = Reference.lstmBackward(
      steps: steps, rows: rows, hiddenSize: hiddenSize, recurrentWeight: recurrentWeight,
      states: states, hiddenGradient: gradientFromAbove(everyStep),
      gradientAtEveryStep: everyStep)
    return Outcome([("gates", result.gates), ("cell", result.cell)])
  }

  private func gradientFromAbove(_ everyStep: Bool) -> [Float] {
    everyStep ? hiddenGradient : Array(hiddenGradient.suffix(rows * hiddenSize))
  }

  /// The forward kernel. The buffers hold 7 where it has to write, NaN between input rows, and the
  /// last input ends where its memory ends.
  package func runForward(
    _ kernels: KernelTable, innerBlock: Int, in arena: GuardedArena
  ) -> Outcome {
    arena.clear()
    let inputStride = inputSize + rows % 3
    let inputRows = padded(input, width: inputSize, stride: inputStride, gap: .nan)
    let toWrite = [Float](repeating: 7, count: steps * rows * stride)
    let stepSize = rows * stride
    let input = arena.hold("input", Array(inputRows.dropLast(inputStride - inputSize)))
    let panels = arena.hold(
      "panels",
      Reference.gatePanels(
        bias + weight, rows: 1 + inputSize + hiddenSize, gates: 4, gateSize: hiddenSize,
        lanes: kernels.lanes))
    let hidden = arena.hold(
      "hidden", spread(initialHidden) + toWrite, mayWrite: { $0 >= stepSize })
    let cell = arena.hold("cell", spread(initialCell) + toWrite, mayWrite: { $0 >= stepSize })
    let cellTanh = arena.hold("cellTanh", toWrite, mayWrite: { _ in true })
    let gates = arena.hold(
      "gates", [Float](repeating: 7, count: 4 * toWrite.count), mayWrite: { _ in true })
    kernels.lstmForward(
      LSTMForwardTask(
        steps: steps, rows: rows, inputSize: inputSize, hiddenSize: hiddenSize,
        hiddenStride: stride, input: input.constant, inputStride: inputStride,
        panels: panels.constant, hidden: hidden.start, cell: cell.start,
        cellTanh: cellTanh.start, gates: gates.start, innerBlock: innerBlock))
    return Outcome(
      [
        ("hidden", gathered(hidden.values)), ("cell", gathered(cell.values)),
        ("cellTanh", gathered(cellTanh.values)), ("gates", gathered(gates.values)),
      ], strayWrite: arena.strayWrite)
  }

  /// The backward kernel on the reference's states. The padding holds NaN, which must not spread.
  package func runBackward(
    _ kernels: KernelTable, states: Reference.LSTMStates, everyStep: Bool, innerBlock: Int,
    in arena: GuardedArena
  ) -> Outcome {
    arena.clear()
    let panels = arena.hold(
      "panels",
      Reference.transposedPanels(
        recurrentWeight, rows: hiddenSize, columns: 4 * hiddenSize, lanes: kernels.lanes))
    let above = arena.hold(
      "hiddenGradient", spread(gradientFromAbove(everyStep), gap: .nan))
    let cell = arena.hold("cell", spread(states.cell, gap: .nan))
    let cellTanh = arena.hold("cellTanh", spread(states.cellTanh, gap: .nan))
    let gates = arena.hold("gates", spread(states.gates, gap: .nan), mayWrite: { _ in true })
    let scratch = [Float](repeating: .nan, count: rows * stride)
    let cellGradient = arena.hold("cellGradient", scratch, mayWrite: { _ in true })
    let stepGradient = arena.hold("stepGradient", scratch, mayWrite: { _ in true })
    kernels.lstmBackward(
      LSTMBackwardTask(
        steps: steps, rows: rows, hiddenSize: hiddenSize, hiddenStride: stride,
        transposedPanels: panels.constant, hiddenGradient: above.constant,
        gradientAtEveryStep: everyStep, cell: cell.constant, cellTanh: cellTanh.constant,
        gates: gates.start, cellGradient: cellGradient.start, stepGradient: stepGradient.start,
        innerBlock: innerBlock))
    return Outcome(
      [("gates", gathered(gates.values)), ("cell", gathered(cellGradient.values))],
      strayWrite: arena.strayWrite)
  }
}
