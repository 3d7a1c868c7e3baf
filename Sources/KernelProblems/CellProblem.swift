import KernelInterface
import KernelReference

/// A recurrent layer over random numbers, forward and backward; see `CellForwardTask` for the letters.
package struct CellProblem {
  /// The cells that have a reference.
  package enum Cell: String, CaseIterable, Sendable {
    case lstm
    case tanhRNN = "rnn-tanh"
    case reluRNN = "rnn-relu"
    case gru

    /// Sums in a unit.
    package var gates: Int { self == .lstm || self == .gru ? 4 : 1 }
    package var isParted: Bool { self == .gru }
    /// Gates in the weights.
    package var weightGates: Int { isParted ? gates - 1 : gates }
  }

  package let cell: Cell
  package var steps: Int
  package var rows: Int
  package var inputSize: Int
  package var hiddenSize: Int
  /// [T, R, I]
  package var input: [Float]
  /// [I + H, G, H], of the weights' gates.
  package var weight: [Float]
  /// [G, H], of the sums.
  package var bias: [Float]
  /// [R, H]
  package var initialHidden: [Float]
  package var initialCell: [Float]
  /// [T, R, H]; the last step alone is used when the layer above looks at nothing else.
  package var hiddenGradient: [Float]

  /// [R, H]: what the states are multiplied with where they meet the recurrent weight; nil for nothing.
  package var mask: [Float]?

  /// - Parameter dropsStates: whether a part of the states does not meet the recurrent weight.
  package init(
    _ cell: Cell = .lstm, steps: Int, rows: Int, inputSize: Int, hiddenSize: Int,
    dropsStates: Bool = false
  ) {
    self.cell = cell
    self.steps = steps
    self.rows = rows
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    var values = Values(seed: ((steps * 131 + rows) * 131 + inputSize) * 131 + hiddenSize)
    input = values.array(steps * rows * inputSize, scale: 2)
    weight = values.array((inputSize + hiddenSize) * cell.weightGates * hiddenSize)
    bias = values.array(cell.gates * hiddenSize)
    initialHidden = values.array(rows * hiddenSize)
    initialCell = values.array(rows * hiddenSize, scale: 2)
    hiddenGradient = values.array(steps * rows * hiddenSize)
    if dropsStates {
      mask = (0..<rows * hiddenSize).map { _ in values.nextBits() % 3 == 0 ? 0 : 1.5 }
    }
  }

  package var gates: Int { cell.gates }

  package var recurrentWeight: [Float] {
    Array(weight.dropFirst(inputSize * cell.weightGates * hiddenSize))
  }

  func gradientFromAbove(_ everyStep: Bool) -> [Float] {
    everyStep ? hiddenGradient : Array(hiddenGradient.suffix(rows * hiddenSize))
  }

  /// The states of an LSTM.
  package func lstmStates() -> Reference.LSTMStates {
    Reference.lstmForward(
      steps: steps, rows: rows, inputSize: inputSize, hiddenSize: hiddenSize, input: input,
      weight: weight, bias: bias, initialHidden: initialHidden, initialCell: initialCell,
      mask: mask)
  }

  /// The states of a GRU.
  package func gruStates() -> Reference.GRUStates {
    Reference.gruForward(
      steps: steps, rows: rows, inputSize: inputSize, hiddenSize: hiddenSize, input: input,
      weight: weight, bias: bias, initialHidden: initialHidden, mask: mask)
  }

  /// What the forward pass leaves: hidden and cell states [T+1, R, H], `kept` [T, R, H] and the
  /// activated gates [T, R, G, H]; a cell without one of them leaves it out.
  package func referenceForward() -> Outcome {
    if cell == .lstm {
      let states = lstmStates()
      return Outcome([
        ("hidden", states.hidden), ("gates", states.gates), ("cell", states.cell),
        ("kept", states.cellTanh),
      ])
    }
    if cell == .gru {
      let states = gruStates()
      return Outcome([("hidden", states.hidden), ("gates", states.gates)])
    }
    let hidden = Reference.rnnForward(
      function, steps: steps, rows: rows, inputSize: inputSize, hiddenSize: hiddenSize,
      input: input, weight: weight, bias: bias, initialHidden: initialHidden, mask: mask)
    return Outcome([("hidden", hidden), ("gates", Array(hidden.dropFirst(rows * hiddenSize)))])
  }

  private var function: Elementwise { cell == .tanhRNN ? .tanh : .relu }

  /// What the backward pass leaves: the gradients of the gates before activation [T, R, G, H], and of
  /// what is carried from step to step.
  package func referenceBackward(everyStep: Bool) -> Outcome {
    if cell == .lstm {
      let result = Reference.lstmBackward(
        steps: steps, rows: rows, hiddenSize: hiddenSize, recurrentWeight: recurrentWeight,
        states: lstmStates(), hiddenGradient: gradientFromAbove(everyStep),
        gradientAtEveryStep: everyStep, mask: mask)
      return Outcome([("gates", result.gates), ("carried", result.cell)])
    }
    if cell == .gru {
      let result = Reference.gruBackward(
        steps: steps, rows: rows, hiddenSize: hiddenSize, recurrentWeight: recurrentWeight,
        states: gruStates(), hiddenGradient: gradientFromAbove(everyStep),
        gradientAtEveryStep: everyStep, mask: mask)
      return Outcome([("gates", result.gates), ("carried", result.carried)])
    }
    let sums = Reference.rnnBackward(
      function, steps: steps, rows: rows, hiddenSize: hiddenSize,
      recurrentWeight: recurrentWeight, hidden: referenceForward().parts[0].values,
      hiddenGradient: gradientFromAbove(everyStep), gradientAtEveryStep: everyStep, mask: mask)
    return Outcome([("gates", sums)])
  }
}
