import KernelInterface

extension Reference {
  /// A plain recurrent layer over a whole sequence (Elman 1990):
  ///
  ///     h ← f(b + x·W + h·R)
  ///
  /// input: [T, R, I]. weight: [I + H, H], the rows of W and then those of R. bias: [H].
  /// initialHidden: [R, H]. Result: [T+1, R, H], row 0 is the initial state.
  package static func rnnForward(
    _ function: Elementwise, steps: Int, rows: Int, inputSize: Int, hiddenSize: Int,
    input: [Float], weight: [Float], bias: [Float], initialHidden: [Float]
  ) -> [Float] {
    var hidden = initialHidden
    for t in 0..<steps {
      for row in 0..<rows {
        for unit in 0..<hiddenSize {
          var sum = bias[unit]
          for k in 0..<inputSize {
            sum = fma(
              input[(t * rows + row) * inputSize + k], weight[k * hiddenSize + unit], sum)
          }
          for k in 0..<hiddenSize {
            let h = hidden[(t * rows + row) * hiddenSize + k]
            sum = fma(h, weight[(inputSize + k) * hiddenSize + unit], sum)
          }
          hidden.append(apply(function, sum))
        }
      }
    }
    return hidden
  }

  /// Its backward pass, from the last step to the first. At each step:
  ///
  ///     dh = what the layer above gives + (sums' gradients of the step after)·Rᵀ
  ///     ds = dh ∘ f′
  ///
  /// recurrentWeight: [H, H]. hidden: as `rnnForward` gives it. hiddenGradient: [T, R, H], or [R, H]
  /// for the last step alone. Result: [T, R, H], the gradients of the sums.
  package static func rnnBackward(
    _ function: Elementwise, steps: Int, rows: Int, hiddenSize: Int, recurrentWeight: [Float],
    hidden: [Float], hiddenGradient: [Float], gradientAtEveryStep: Bool
  ) -> [Float] {
    let stepSize = rows * hiddenSize
    var sums = [Float](repeating: 0, count: steps * stepSize)
    for t in (0..<steps).reversed() {
      for row in 0..<rows {
        for unit in 0..<hiddenSize {
          let here = row * hiddenSize + unit
          let now = t * stepSize + here
          var dh: Float = 0
          if gradientAtEveryStep {
            dh = hiddenGradient[now]
          } else if t == steps - 1 {
            dh = hiddenGradient[here]
          }
          if t < steps - 1 {
            for k in 0..<hiddenSize {
              let later = sums[(t + 1) * stepSize + row * hiddenSize + k]
              dh = fma(later, recurrentWeight[unit * hiddenSize + k], dh)
            }
          }
          sums[now] = applyDerivative(function, hidden[now + stepSize], gradient: dh)
        }
      }
    }
    return sums
  }
}
