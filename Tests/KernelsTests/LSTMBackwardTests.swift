import KernelProblems
import KernelReference
import Testing

@Suite("LSTM backward")
struct LSTMBackwardTests {
  @Test(
    "every small shape gives the bits of the reference, whatever the inner block",
    arguments: [true, false])
  func smallShapes(everyStep: Bool) throws {
    let arena = GuardedArena()
    try withSubnormalsFlushed {
      for problem in LSTMShapes.remainders.problems {
        let states = problem.referenceStates()
        let expected = problem.referenceBackward(states, everyStep: everyStep)
        for kernels in availableKernels {
          for block in innerBlocks {
            let outcome = problem.runBackward(
              kernels, states: states, everyStep: everyStep, innerBlock: block, in: arena)
            try requireSame(
              outcome, as: expected, kernels, "\(problem.shape), inner block \(block)")
          }
        }
      }
    }
  }

  @Test(
    "a row whose gradient is NaN or infinite leaves the other rows alone",
    arguments: [Float.nan, .infinity])
  func poisonedRow(poison: Float) throws {
    let arena = GuardedArena()
    try withSubnormalsFlushed {
      for poisoned in 0..<7 {
        var problem = LSTMProblem(steps: 3, rows: 7, inputSize: 2, hiddenSize: 19)
        let states = problem.referenceStates()
        let healthy = problem.referenceBackward(states, everyStep: true).parts[0].values
        problem.hiddenGradient[(14 + poisoned) * 19 + 5] = poison
        let expected = problem.referenceBackward(states, everyStep: true)
        for kernels in availableKernels {
          let outcome = problem.runBackward(
            kernels, states: states, everyStep: true, innerBlock: 7, in: arena)
          try requireSame(outcome, as: expected, kernels, "row \(poisoned) is \(poison)")
          let gates = outcome.parts[0].values
          let others = gates.indices.filter { $0 / (4 * 19) % 7 != poisoned }
          #expect(others.allSatisfy { gates[$0] == healthy[$0] })
        }
      }
    }
  }

  @Test(
    "the reference agrees with central differences of the textbook in double precision",
    arguments: [true, false])
  func differences(everyStep: Bool) {
    let problem = LSTMProblem(steps: 3, rows: 2, inputSize: 2, hiddenSize: 5)
    let gradients = problem.referenceBackward(problem.referenceStates(), everyStep: everyStep)
    let step = 1e-5
    for (place, gradient) in gradients.parts[0].values.enumerated() {
      var textbook = DoubleLSTM(problem)
      textbook.nudge = (place, step)
      let above = textbook.loss(everyStep: everyStep)
      textbook.nudge = (place, -step)
      let below = textbook.loss(everyStep: everyStep)
      let difference = (above - below) / (2 * step)
      #expect(abs(Double(gradient) - difference) < 1e-6, "gate gradient \(place)")
    }
  }
}
