import Foundation
import KernelProblems

/// A GRU from the textbook, in double precision and with the C library's functions: an oracle that
/// shares no line with the reference.
struct DoubleGRU {
  var problem: CellProblem
  /// Added to one sum of one unit: (its place in [T, R, 4, H], how much).
  var nudge: (place: Int, amount: Double)?

  init(_ problem: CellProblem) { self.problem = problem }

  /// [T+1, R, H]
  func hiddenStates() -> [Double] {
    let (rows, size, inputs) = (problem.rows, problem.hiddenSize, problem.inputSize)
    var all = problem.initialHidden.map(Double.init)
    func weight(_ row: Int, _ gate: Int, _ unit: Int) -> Double {
      Double(problem.weight[(row * 3 + gate) * size + unit])
    }
    for place in 0..<problem.steps * rows {
      let x = problem.input[place * inputs..<(place + 1) * inputs].map(Double.init)
      let h = Array(all[place * size..<(place + 1) * size])
      for unit in 0..<size {
        func overInput(_ gate: Int) -> Double {
          x.indices.reduce(0) { $0 + x[$1] * weight($1, gate, unit) }
        }
        func overState(_ gate: Int) -> Double {
          h.indices.reduce(0) { $0 + h[$1] * weight(inputs + $1, gate, unit) }
        }
        var sums = [
          overInput(0) + overState(0), overInput(1) + overState(1), overInput(2), overState(2),
        ]
        for sum in 0..<4 {
          sums[sum] += Double(problem.bias[sum * size + unit])
          if let nudge, nudge.place == (place * 4 + sum) * size + unit { sums[sum] += nudge.amount }
        }
        let r = 1 / (1 + exp(-sums[0]))
        let z = 1 / (1 + exp(-sums[1]))
        let candidate = tanh(sums[2] + r * sums[3])
        all.append((1 - z) * candidate + z * h[unit])
      }
    }
    return all
  }

  /// What the layer above sees: the sum of all hidden states but the first, each times its gradient.
  func loss(everyStep: Bool) -> Double {
    let stepSize = problem.rows * problem.hiddenSize
    let hidden = hiddenStates().dropFirst(stepSize)
    let first = everyStep ? 0 : (problem.steps - 1) * stepSize
    return zip(hidden, problem.hiddenGradient).dropFirst(first)
      .reduce(0) { $0 + $1.0 * Double($1.1) }
  }
}
