extension Reference {
  /// What a forward pass leaves behind.
  package struct GRUStates {
    /// [T+1, R, H], row 0 is the initial state.
    package var hidden: [Float]
    /// [T, R, 4, H]: r, z, n, and the candidate's sum over the state.
    package var gates: [Float]
  }

  /// A gated recurrent unit over a whole sequence (Cho et al. 2014), with the reset gate after the
  /// product as in PyTorch, and as in Keras by default:
  ///
  ///     r, z = σ(b + x·W + h·R)        n = tanh((b + x·W) + r ∘ (bₕ + h·R))
  ///     h ← n + z ∘ (h − n)
  ///
  /// input: [T, R, I]. weight: [I + H, 3, H], gates r, z, n, the rows of W and then those of R.
  /// bias: [4, H], of r, z, n and of n's sum over the state. initialHidden: [R, H].
  package static func gruForward(
    steps: Int, rows: Int, inputSize: Int, hiddenSize: Int, input: [Float], weight: [Float],
    bias: [Float], initialHidden: [Float], mask: [Float]? = nil
  ) -> GRUStates {
    var states = GRUStates(
      hidden: initialHidden,
      gates: [Float](repeating: 0, count: steps * rows * 4 * hiddenSize))
    /// sum + Σₖ values[first + k] · weight[row + k, gate, unit]
    func sum(
      _ start: Float, _ values: [Float], _ first: Int, _ count: Int, row: Int, gate: Int, unit: Int
    ) -> Float {
      (0..<count).reduce(start) { sum, k in
        fma(values[first + k], weight[((row + k) * 3 + gate) * hiddenSize + unit], sum)
      }
    }
    for t in 0..<steps {
      for row in 0..<rows {
        let place = t * rows + row
        let (x, h) = (place * inputSize, place * hiddenSize)
        let state = (0..<hiddenSize).map {
          dropped(states.hidden[h + $0], mask, at: row * hiddenSize + $0)
        }
        for unit in 0..<hiddenSize {
          var sums: [Float] = []
          for gate in 0..<3 {
            sums.append(
              sum(
                bias[gate * hiddenSize + unit], input, x, inputSize, row: 0, gate: gate,
                unit: unit))
          }
          for gate in 0..<2 {
            sums[gate] = sum(
              sums[gate], state, 0, hiddenSize, row: inputSize, gate: gate, unit: unit)
          }
          let recurrent = sum(
            bias[3 * hiddenSize + unit], state, 0, hiddenSize, row: inputSize, gate: 2,
            unit: unit)
          let (r, z) = (sigmoid(sums[0]), sigmoid(sums[1]))
          let n = tanh(fma(r, recurrent, sums[2]))
          for (gate, value) in [r, z, n, recurrent].enumerated() {
            states.gates[(place * 4 + gate) * hiddenSize + unit] = value
          }
          states.hidden.append(fma(z, states.hidden[h + unit] - n, n))
        }
      }
    }
    return states
  }

  /// What a backward pass leaves behind.
  package struct GRUGradients {
    /// [T, R, 4, H]: the gradients of the sums of r, z, n over the input, and n over the state.
    package var gates: [Float]
    /// [R, H]: what of the initial state's gradient goes past the gates.
    package var carried: [Float]
  }

  /// Its backward pass, from the last step to the first. At each step, with nₕ the candidate's sum over
  /// the state:
  ///
  ///     dh = what the layer above gives + (gradients of r, z, nₕ of the step after)·Rᵀ + carried
  ///     dn = dh ∘ (1 − z) ∘ n′        dnₕ = dn ∘ r
  ///     dr = dn ∘ nₕ ∘ r′             dz = dh ∘ (hBefore − n) ∘ z′
  ///     carried = dh ∘ z
  ///
  /// recurrentWeight: [H, 3, H]. hiddenGradient: [T, R, H], or [R, H] for the last step alone.
  package static func gruBackward(
    steps: Int, rows: Int, hiddenSize: Int, recurrentWeight: [Float], states: GRUStates,
    hiddenGradient: [Float], gradientAtEveryStep: Bool, mask: [Float]? = nil
  ) -> GRUGradients {
    let stepSize = rows * hiddenSize
    var result = GRUGradients(
      gates: [Float](repeating: 0, count: steps * stepSize * 4),
      carried: [Float](repeating: 0, count: stepSize))
    for t in (0..<steps).reversed() {
      for row in 0..<rows {
        for unit in 0..<hiddenSize {
          let here = row * hiddenSize + unit
          let now = t * stepSize + here
          let isLast = t == steps - 1
          let above: Float? =
            gradientAtEveryStep ? hiddenGradient[now] : isLast ? hiddenGradient[here] : nil
          // The recurrent weight met r, z and n's sum over the state.
          let product = hiddenGradientSum(
            above: above, isLast ? [] : [0, 1, 2], mask.map { $0[here] }
          ) { gate, sum in
            let place = ((t + 1) * rows + row) * 4 + (gate == 2 ? 3 : gate)
            return (0..<hiddenSize).reduce(sum) { sum, k in
              fma(
                result.gates[place * hiddenSize + k],
                recurrentWeight[(unit * 3 + gate) * hiddenSize + k], sum)
            }
          }
          let dh = product + result.carried[here]
          let gate = (0..<4).map { ((t * rows + row) * 4 + $0) * hiddenSize + unit }
          let (r, z) = (states.gates[gate[0]], states.gates[gate[1]])
          let (n, recurrent) = (states.gates[gate[2]], states.gates[gate[3]])
          let dn = (dh * (1 - z)) * tanhSlope(n)
          result.gates[gate[0]] = (dn * recurrent) * sigmoidSlope(r)
          result.gates[gate[1]] = (dh * (states.hidden[now] - n)) * sigmoidSlope(z)
          result.gates[gate[2]] = dn
          result.gates[gate[3]] = dn * r
          result.carried[here] = dh * z
        }
      }
    }
    return result
  }
}
