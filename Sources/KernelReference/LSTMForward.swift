extension Reference {
  /// What a forward pass leaves behind: the states, and what the backward pass needs.
  package struct LSTMStates {
    /// [T+1, R, H], row 0 is the initial state.
    package var hidden: [Float]
    package var cell: [Float]
    /// [T, R, H], tanh of the new cell state.
    package var cellTanh: [Float]
    /// [T, R, 4, H], the activated gates.
    package var gates: [Float]
  }

  /// An LSTM layer over a whole sequence (Hochreiter and Schmidhuber 1997, with the forget gate of
  /// Gers et al. 2000):
  ///
  ///     i, f, o = σ(b + x·W + h·R)      g = tanh(b + x·W + h·R)
  ///     c ← f ∘ c + i ∘ g               h ← o ∘ tanh c
  ///
  /// input: [T, R, I]. weight: [I + H, 4, H], the rows of W and then those of R. bias: [4, H].
  /// initialHidden, initialCell: [R, H]. mask: [R, H], what the states are multiplied with where they
  /// meet R; nil for nothing.
  package static func lstmForward(
    steps: Int, rows: Int, inputSize: Int, hiddenSize: Int, input: [Float], weight: [Float],
    bias: [Float], initialHidden: [Float], initialCell: [Float], mask: [Float]? = nil
  ) -> LSTMStates {
    let stepSize = rows * hiddenSize
    var states = LSTMStates(
      hidden: initialHidden + [Float](repeating: 0, count: steps * stepSize),
      cell: initialCell + [Float](repeating: 0, count: steps * stepSize),
      cellTanh: [Float](repeating: 0, count: steps * stepSize),
      gates: [Float](repeating: 0, count: steps * stepSize * 4))
    for t in 0..<steps {
      for row in 0..<rows {
        for unit in 0..<hiddenSize {
          var gate: [Float] = [0, 0, 0, 0]
          for g in 0..<4 {
            var sum = bias[g * hiddenSize + unit]
            for k in 0..<inputSize {
              let x = input[(t * rows + row) * inputSize + k]
              sum = fma(x, weight[(k * 4 + g) * hiddenSize + unit], sum)
            }
            for k in 0..<hiddenSize {
              let h = dropped(
                states.hidden[(t * rows + row) * hiddenSize + k], mask,
                at: row * hiddenSize + k)
              sum = fma(h, weight[((inputSize + k) * 4 + g) * hiddenSize + unit], sum)
            }
            gate[g] = g == 2 ? tanh(sum) : sigmoid(sum)
            states.gates[((t * rows + row) * 4 + g) * hiddenSize + unit] = gate[g]
          }
          let now = (t * rows + row) * hiddenSize + unit
          let cell = fma(gate[1], states.cell[now], gate[0] * gate[2])
          let squashed = tanh(cell)
          states.cell[now + stepSize] = cell
          states.cellTanh[now] = squashed
          states.hidden[now + stepSize] = gate[3] * squashed
        }
      }
    }
    return states
  }
}
