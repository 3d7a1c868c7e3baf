import KernelProblems
import KernelReference
import Testing

@Suite("A cell's forward step")
struct CellForwardTests {
  @Test(
    "every small shape gives the bits of the reference, whatever the inner block",
    arguments: CellProblem.Cell.allCases, CellShapes.allCases)
  func smallShapes(_ cell: CellProblem.Cell, _ shapes: CellShapes) throws {
    let arena = GuardedArena()
    try withSubnormalsFlushed {
      for problem in shapes.problems(cell) {
        let expected = problem.referenceForward()
        for kernels in availableKernels {
          for block in innerBlocks {
            let drive = CellDrive(innerBlock: block, isHoisted: block == 7)
            try requireSame(
              problem.runForward(kernels, drive, in: arena), as: expected, kernels,
              "\(problem.shape), inner block \(block)")
          }
        }
      }
    }
  }

  @Test(
    "the input's part done first, and units in two ranges, change no bit",
    arguments: CellProblem.Cell.allCases)
  func drives(_ cell: CellProblem.Cell) throws {
    let arena = GuardedArena()
    try withSubnormalsFlushed {
      for problem in CellShapes.wide(cell) {
        let expected = problem.referenceForward()
        for kernels in availableKernels {
          for drive in KernelsTests.drives {
            try requireSame(
              problem.runForward(kernels, drive, in: arena), as: expected, kernels,
              "\(problem.shape), \(drive)")
          }
        }
      }
    }
  }

  @Test("states that are dropped meet no recurrent weight", arguments: CellProblem.Cell.allCases)
  func dropping(_ cell: CellProblem.Cell) throws {
    let arena = GuardedArena()
    try withSubnormalsFlushed {
      for problem in CellShapes.dropping(cell) {
        let expected = problem.referenceForward()
        var whole = problem
        whole.mask = nil
        // A single state may be one that is not dropped.
        if problem.hiddenSize > 1 {
          #expect(whole.referenceForward().difference(from: expected) != nil)
        }
        for kernels in availableKernels {
          for drive in KernelsTests.drives.prefix(3) {
            try requireSame(
              problem.runForward(kernels, drive, in: arena), as: expected, kernels,
              "\(problem.shape), \(drive)")
          }
        }
      }
    }
  }

  @Test("states are the same where nothing is kept", arguments: CellProblem.Cell.allCases)
  func keepsNothing(_ cell: CellProblem.Cell) throws {
    let arena = GuardedArena()
    try withSubnormalsFlushed {
      for problem in CellShapes.inputSizes.problems(cell) {
        let all = problem.referenceForward().parts
        let expected = Outcome(all.filter { $0.name == "hidden" || $0.name == "cell" })
        for kernels in availableKernels {
          try requireSame(
            problem.runForward(kernels, CellDrive(innerBlock: 512), keeps: false, in: arena),
            as: expected, kernels, problem.shape)
        }
      }
    }
  }

  @Test(
    "a row whose input is NaN or infinite leaves the other rows alone",
    arguments: CellProblem.Cell.allCases, [Float.nan, .infinity])
  func poisonedRow(_ cell: CellProblem.Cell, poison: Float) throws {
    let arena = GuardedArena()
    try withSubnormalsFlushed {
      for poisoned in 0..<7 {
        var problem = CellProblem(cell, steps: 3, rows: 7, inputSize: 2, hiddenSize: 19)
        let healthy = problem.referenceForward().parts[0].values
        problem.input[poisoned * 2] = poison
        let expected = problem.referenceForward()
        for kernels in availableKernels {
          let outcome = problem.runForward(kernels, CellDrive(innerBlock: 7), in: arena)
          try requireSame(outcome, as: expected, kernels, "row \(poisoned) is \(poison)")
          let hidden = outcome.parts[0].values
          let others = hidden.indices.filter { $0 / 19 % 7 != poisoned }
          #expect(others.allSatisfy { hidden[$0] == healthy[$0] })
        }
      }
    }
  }

  @Test("the reference of a GRU agrees with the textbook in double precision")
  func gruTextbook() {
    for problem in CellShapes.inputSizes.problems(.gru) {
      let exact = DoubleGRU(problem).hiddenStates()
      let states = problem.gruStates()
      let worst = zip(states.hidden, exact).map { abs(Double($0) - $1) }.max() ?? .infinity
      #expect(worst < 4e-6, "\(problem.shape)")
    }
  }

  @Test("the reference of an LSTM agrees with the textbook in double precision")
  func textbook() {
    for problem in CellShapes.inputSizes.problems(.lstm) {
      let exact = DoubleLSTM(problem).hiddenStates()
      let states = problem.lstmStates()
      let worst = zip(states.hidden, exact).map { abs(Double($0) - $1) }.max() ?? .infinity
      #expect(worst < 4e-6, "\(problem.shape)")
    }
  }
}
