extension Reference {
  /// What a backward pass leaves behind.
  package struct LSTMGradients {
    /// [T, R, 4, H], the gradients of the gates before activation.
    package var gates: [Float]
    /// [R, H], the gradient of the initial cell state.
    package var cell: [Float]
  }

  /// The gradient of a hidden state: a chain over the gates of the later step, which begins at what the
  /// layer above gives; or, where states are dropped, a chain that begins at zero, times the state's
  /// factor, and then what comes from above.
  ///
  /// - Parameters:
  ///   - gates: of the later step, none where there is none.
  ///   - chain: goes on with a sum over one gate.
  static func hiddenGradientSum(
    above: Float?, _ gates: [Int], _ factor: Float?, chain: (Int, Float) -> Float
  ) -> Float {
    guard let factor, !gates.isEmpty else {
      return gates.reduce(above ?? 0) { chain($1, $0) }
    }
    let product = gates.reduce(0) { chain($1, $0) } * factor
    guard let above else { return product }
    return above + product
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
    hiddenGradient: [Float], gradientAtEveryStep: Bool, mask: [Float]? = nil
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
          let above: Float? =
            gradientAtEveryStep ? hiddenGradient[now] : isLast ? hiddenGradient[here] : nil
          let dh = hiddenGradientSum(
            above: above, isLast ? [] : [0, 1, 2, 3], mask.map { $0[here] }
          ) { gate, sum in
            (0..<hiddenSize).reduce(sum) { sum, k in
              fma(
                result.gates[(((t + 1) * rows + row) * 4 + gate) * hiddenSize + k],
                recurrentWeight[(unit * 4 + gate) * hiddenSize + k], sum)
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
