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
    input: [Float], weight: [Float], bias: [Float], initialHidden: [Float],
    mask: [Float]? = nil
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
            let h = dropped(
              hidden[(t * rows + row) * hiddenSize + k], mask, at: row * hiddenSize + k)
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
    hidden: [Float], hiddenGradient: [Float], gradientAtEveryStep: Bool, mask: [Float]? = nil
  ) -> [Float] {
    let stepSize = rows * hiddenSize
    var sums = [Float](repeating: 0, count: steps * stepSize)
    for t in (0..<steps).reversed() {
      for row in 0..<rows {
        for unit in 0..<hiddenSize {
          let here = row * hiddenSize + unit
          let now = t * stepSize + here
          let isLast = t == steps - 1
          let above: Float? =
            gradientAtEveryStep ? hiddenGradient[now] : isLast ? hiddenGradient[here] : nil
          let dh = hiddenGradientSum(
            above: above, isLast ? [] : [0], mask.map { $0[here] }
          ) { _, sum in
            (0..<hiddenSize).reduce(sum) { sum, k in
              fma(
                sums[(t + 1) * stepSize + row * hiddenSize + k],
                recurrentWeight[unit * hiddenSize + k], sum)
            }
          }
          sums[now] = applyDerivative(function, hidden[now + stepSize], gradient: dh)
        }
      }
    }
    return sums
  }
}
