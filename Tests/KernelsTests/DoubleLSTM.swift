import Foundation
import KernelProblems

/// An LSTM from the textbook, in double precision and with the C library's functions: an oracle
/// that shares no line with the reference.
struct DoubleLSTM {
  var problem: CellProblem
  /// Added to one gate of one unit before activation: (its place in [T, R, 4, H], how much).
  var nudge: (place: Int, amount: Double)?

  init(_ problem: CellProblem) { self.problem = problem }

  /// [T+1, R, H]
  func hiddenStates() -> [Double] {
    let (rows, size) = (problem.rows, problem.hiddenSize)
    var hidden = problem.initialHidden.map(Double.init)
    var cell = problem.initialCell.map(Double.init)
    var all = hidden
    for t in 0..<problem.steps {
      let previous = hidden
      for row in 0..<rows {
        let inputRow = (t * rows + row) * problem.inputSize
        let x = problem.input[inputRow..<(inputRow + problem.inputSize)].map(Double.init)
        let joined = x + previous[(row * size)..<((row + 1) * size)]
        for unit in 0..<size {
          var sums = (0..<4).map { gate in
            joined.indices.reduce(Double(problem.bias[gate * size + unit])) {
              $0 + joined[$1] * Double(problem.weight[($1 * 4 + gate) * size + unit])
            }
          }
          if let nudge {
            for gate in 0..<4 where ((t * rows + row) * 4 + gate) * size + unit == nudge.place {
              sums[gate] += nudge.amount
            }
          }
          let c =
            cell[row * size + unit] * Self.sigmoid(sums[1])
            + Self.sigmoid(sums[0]) * tanh(sums[2])
          cell[row * size + unit] = c
          hidden[row * size + unit] = Self.sigmoid(sums[3]) * tanh(c)
        }
      }
      all += hidden
    }
    return all
  }

  /// What the layer above sees: the sum of all hidden states but the first, each times its
  /// gradient.
  func loss(everyStep: Bool) -> Double {
    let stepSize = problem.rows * problem.hiddenSize
    let hidden = hiddenStates().dropFirst(stepSize)
    let gradient = problem.hiddenGradient
    let first = everyStep ? 0 : (problem.steps - 1) * stepSize
    return zip(hidden, gradient).dropFirst(first).reduce(0) { $0 + $1.0 * Double($1.1) }
  }

  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}
