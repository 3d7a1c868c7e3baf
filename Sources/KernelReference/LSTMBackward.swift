extension Reference {
  /// What a backward pass leaves behind.
  package struct LSTMGradients {
    /// [T, R, 4, H], the gradients of the gates before activation.
    package var gates: [Float]
    /// [R, H], the gradient of the initial cell state.
    package var cell: [Float]
  }

  /// The backward pass of an LSTM layer, from the last step to the first (backpropagation through
  /// time). At each step:
  ///
  ///     dh = what the layer above gives + (gate gradients of the step after)·Rᵀ
  ///     dc ← dc + dh ∘ o ∘ (1 − tanh² c)
  ///     di = dc ∘ g ∘ i′    df = dc ∘ cBefore ∘ f′    dg = dc ∘ i ∘ g′    do = dh ∘ tanh c ∘ o′
  ///     dc ← dc ∘ f
  ///
  /// recurrentWeight: [H, 4, H]. hiddenGradient: [T, R, H], or [R, H] for the last step alone.
  package static func lstmBackward(
    steps: Int, rows: Int, hiddenSize: Int, recurrentWeight: [Float], states: LSTMStates,
    hiddenGradient: [Float], gradientAtEveryStep: Bool
  ) -> LSTMGradients {
    let stepSize = rows * hiddenSize
    var result = LSTMGradients(
      gates: [Float](repeating: 0, count: steps * stepSize * 4),
      cell: [Float](repeating: 0, count: stepSize))
    for t in (0..<steps).reversed() {
      let isLast = t == steps - 1
      for row in 0..<rows {
        for unit in 0..<hiddenSize {
          let here = row * hiddenSize + unit
          let now = t * stepSize + here
          var dh: Float = 0
          if gradientAtEveryStep {
            dh = hiddenGradient[now]
          } else if isLast {
            dh = hiddenGradient[here]
          }
          if !isLast {
            for g in 0..<4 {
              for k in 0..<hiddenSize {
                let later = result.gates[(((t + 1) * rows + row) * 4 + g) * hiddenSize + k]
                dh = fma(later, recurrentWeight[(unit * 4 + g) * hiddenSize + k], dh)
              }
            }
          }
          let gate = (0..<4).map { ((t * rows + row) * 4 + $0) * hiddenSize + unit }
          let (i, f) = (states.gates[gate[0]], states.gates[gate[1]])
          let (g, o) = (states.gates[gate[2]], states.gates[gate[3]])
          let squashed = states.cellTanh[now]
          let dc = fma(dh * o, tanhSlope(squashed), result.cell[here])
          result.gates[gate[0]] = (dc * g) * sigmoidSlope(i)
          result.gates[gate[1]] = (dc * states.cell[now]) * sigmoidSlope(f)
          result.gates[gate[2]] = (dc * i) * tanhSlope(g)
          result.gates[gate[3]] = (dh * squashed) * sigmoidSlope(o)
          result.cell[here] = dc * f
        }
      }
    }
    return result
  }
}
