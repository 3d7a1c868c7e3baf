import KernelProblems
import KernelReference
import Testing

@Suite("A cell's backward step")
struct CellBackwardTests {
  @Test(
    "every small shape gives the bits of the reference, whatever the inner block",
    arguments: CellProblem.Cell.allCases, [true, false])
  func smallShapes(_ cell: CellProblem.Cell, everyStep: Bool) throws {
    let arena = GuardedArena()
    try withSubnormalsFlushed {
      for problem in CellShapes.remainders.problems(cell) {
        let forward = problem.referenceForward()
        let expected = problem.referenceBackward(everyStep: everyStep)
        for kernels in availableKernels {
          for block in innerBlocks {
            let outcome = problem.runBackward(
              kernels, forward: forward, everyStep: everyStep, CellDrive(innerBlock: block),
              in: arena)
            try requireSame(
              outcome, as: expected, kernels, "\(problem.shape), inner block \(block)")
          }
        }
      }
    }
  }

  @Test(
    "no gradient comes back through states that were dropped",
    arguments: CellProblem.Cell.allCases, [true, false])
  func dropping(_ cell: CellProblem.Cell, everyStep: Bool) throws {
    let arena = GuardedArena()
    try withSubnormalsFlushed {
      for problem in CellShapes.dropping(cell) {
        let forward = problem.referenceForward()
        let expected = problem.referenceBackward(everyStep: everyStep)
        for kernels in availableKernels {
          let outcome = problem.runBackward(
            kernels, forward: forward, everyStep: everyStep, CellDrive(innerBlock: 7), in: arena)
          try requireSame(outcome, as: expected, kernels, problem.shape)
        }
      }
    }
  }

  @Test("units in two ranges change no bit", arguments: CellProblem.Cell.allCases)
  func ranges(_ cell: CellProblem.Cell) throws {
    let arena = GuardedArena()
    try withSubnormalsFlushed {
      for problem in CellShapes.wide(cell) {
        let forward = problem.referenceForward()
        let expected = problem.referenceBackward(everyStep: true)
        for kernels in availableKernels {
          for block in [7, 512] {
            let outcome = problem.runBackward(
              kernels, forward: forward, everyStep: true,
              CellDrive(innerBlock: block, isSplit: true), in: arena)
            try requireSame(outcome, as: expected, kernels, "\(problem.shape), two ranges")
          }
        }
      }
    }
  }

  @Test(
    "a row whose gradient is NaN or infinite leaves the other rows alone",
    arguments: CellProblem.Cell.allCases, [Float.nan, .infinity])
  func poisonedRow(_ cell: CellProblem.Cell, poison: Float) throws {
    let arena = GuardedArena()
    try withSubnormalsFlushed {
      for poisoned in 0..<7 {
        var problem = CellProblem(cell, steps: 3, rows: 7, inputSize: 2, hiddenSize: 19)
        let forward = problem.referenceForward()
        let healthy = problem.referenceBackward(everyStep: true).parts[0].values
        problem.hiddenGradient[(14 + poisoned) * 19 + 5] = poison
        let expected = problem.referenceBackward(everyStep: true)
        for kernels in availableKernels {
          let outcome = problem.runBackward(
            kernels, forward: forward, everyStep: true, CellDrive(innerBlock: 7), in: arena)
          try requireSame(outcome, as: expected, kernels, "row \(poisoned) is \(poison)")
          let gates = outcome.parts[0].values
          let others = gates.indices.filter { $0 / (cell.gates * 19) % 7 != poisoned }
          #expect(others.allSatisfy { gates[$0] == healthy[$0] })
        }
      }
    }
  }

  @Test(
    "the reference of a GRU agrees with central differences of the textbook in double precision",
    arguments: [true, false])
  func gruDifferences(everyStep: Bool) {
    let problem = CellProblem(.gru, steps: 3, rows: 2, inputSize: 2, hiddenSize: 5)
    let gradients = problem.referenceBackward(everyStep: everyStep)
    let step = 1e-5
    for (place, gradient) in gradients.parts[0].values.enumerated() {
      var textbook = DoubleGRU(problem)
      textbook.nudge = (place, step)
      let above = textbook.loss(everyStep: everyStep)
      textbook.nudge = (place, -step)
      let below = textbook.loss(everyStep: everyStep)
      let difference = (above - below) / (2 * step)
      #expect(abs(Double(gradient) - difference) < 1e-6, "gradient of sum \(place)")
    }
  }

  @Test(
    "the reference of an LSTM agrees with central differences of the textbook in double precision",
    arguments: [true, false])
  func differences(everyStep: Bool) {
    let problem = CellProblem(steps: 3, rows: 2, inputSize: 2, hiddenSize: 5)
    let gradients = problem.referenceBackward(everyStep: everyStep)
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
