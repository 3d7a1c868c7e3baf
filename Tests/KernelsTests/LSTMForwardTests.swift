import KernelProblems
import KernelReference
import Testing

@Suite("LSTM forward")
struct LSTMForwardTests {
  @Test(
    "every small shape gives the bits of the reference, whatever the inner block",
    arguments: LSTMShapes.allCases)
  func smallShapes(_ shapes: LSTMShapes) throws {
    let arena = GuardedArena()
    try withSubnormalsFlushed {
      for problem in shapes.problems {
        let expected = LSTMProblem.forwardOutcome(problem.referenceStates())
        for kernels in availableKernels {
          for block in innerBlocks {
            try requireSame(
              problem.runForward(kernels, innerBlock: block, in: arena), as: expected, kernels,
              "\(problem.shape), inner block \(block)")
          }
        }
      }
    }
  }

  @Test(
    "a row whose input is NaN or infinite leaves the other rows alone",
    arguments: [Float.nan, .infinity])
  func poisonedRow(poison: Float) throws {
    let arena = GuardedArena()
    try withSubnormalsFlushed {
      for poisoned in 0..<7 {
        var problem = LSTMProblem(steps: 3, rows: 7, inputSize: 2, hiddenSize: 19)
        let healthy = problem.referenceStates().hidden
        problem.input[poisoned * 2] = poison
        let expected = LSTMProblem.forwardOutcome(problem.referenceStates())
        for kernels in availableKernels {
          let outcome = problem.runForward(kernels, innerBlock: 7, in: arena)
          try requireSame(outcome, as: expected, kernels, "row \(poisoned) is \(poison)")
          let hidden = outcome.parts[0].values
          let others = hidden.indices.filter { $0 / 19 % 7 != poisoned }
          #expect(others.allSatisfy { hidden[$0] == healthy[$0] })
        }
      }
    }
  }

  @Test("the reference agrees with the textbook in double precision")
  func textbook() {
    for problem in LSTMShapes.inputSizes.problems {
      let exact = DoubleLSTM(problem).hiddenStates()
      let states = problem.referenceStates()
      let worst = zip(states.hidden, exact).map { abs(Double($0) - $1) }.max() ?? .infinity
      #expect(worst < 4e-6, "\(problem.shape)")
    }
  }
}
