import KernelInterface
import KernelProblems

/// One kernel with its fixed problems.
struct CheckedOperation {
  var name: String
  /// What the kernel makes of them, or the reference when there is no table.
  var outcomes: (KernelTable?) -> [Outcome]

  private init<Problem>(
    _ name: String, _ problems: [Problem], reference: @escaping (Problem) -> Outcome,
    run: @escaping (Problem, KernelTable, GuardedArena) -> Outcome
  ) {
    self.name = name
    outcomes = { kernels in
      let arena = GuardedArena()
      return problems.map { problem in
        if let kernels { run(problem, kernels, arena) } else { reference(problem) }
      }
    }
  }

  static var all: [CheckedOperation] { layers + updates + functions }

  /// Kernels over matrices. Few enough multiplications for an emulator without FMA.
  private static var layers: [CheckedOperation] {
    let shapes = [(1, 1, 1, 1), (3, 5, 3, 17), (5, 1, 2, 70), (2, 7, 1, 33), (4, 14, 9, 70)]
    let cells = CellProblem.Cell.allCases.map { cell in
      (
        cell,
        shapes.map {
          CellProblem(cell, steps: $0.0, rows: $0.1, inputSize: $0.2, hiddenSize: $0.3)
        }
      )
    }
    let products = [(1, 1, 1), (7, 33, 9), (13, 70, 20)].map {
      MatrixProductProblem(rows: $0.0, columns: $0.1, segmentLength: $0.2, hasInitial: true)
    }
    let gradients = [(1, 5, 3), (4, 17, 9), (4, 70, 13)].map {
      WeightGradientProblem(
        steps: 3, shardRows: 2, gates: $0.0, gateSize: $0.1, nodeRows: [8, 5], weightRows: [$0.2])
    }
    let steps = cells.flatMap { cell, problems in
      [
        CheckedOperation(
          "\(cell.rawValue) forward", problems, reference: { $0.referenceForward() },
          run: { $0.runForward($1, CellDrive(innerBlock: 7, isHoisted: true), in: $2) }),
        CheckedOperation(
          "\(cell.rawValue) backward", problems,
          reference: { $0.referenceBackward(everyStep: true) },
          run: {
            $0.runBackward(
              $1, forward: $0.referenceForward(), everyStep: true, CellDrive(innerBlock: 7),
              in: $2)
          }),
      ]
    }
    return steps + [
      CheckedOperation(
        "matrixProduct", products, reference: { $0.reference() },
        run: { $0.run($1, innerBlock: 7, in: $2) }),
      CheckedOperation(
        "weightGradient", gradients, reference: { $0.reference() }, run: { $0.run($1, in: $2) }),
    ]
  }

  private static let counts = [0, 1, 15, 16, 17, 63, 64, 65, 200]

  private static var updates: [CheckedOperation] {
    let runs = counts.map { ElementwiseProblem(count: $0) }
    return [
      CheckedOperation(
        "adam", counts.map { AdamProblem(count: $0, gradientScale: 0.75) },
        reference: { $0.reference() }, run: { $0.run($1, in: $2) }),
      CheckedOperation(
        "add", runs, reference: { $0.referenceAdd() }, run: { $0.runAdd($1, in: $2) }),
      CheckedOperation(
        "sumOfSquares", runs, reference: { $0.referenceSumOfSquares() },
        run: { $0.runSumOfSquares($1, in: $2) }),
      CheckedOperation(
        "drops", counts.map { DropProblem(count: $0, threshold: 13_107) },
        reference: { $0.reference() }, run: { $0.run($1, in: $2) }),
    ]
  }

  private static var functions: [CheckedOperation] {
    let runs = counts.map { ElementwiseProblem(count: $0) }
    return Elementwise.allCases.flatMap { function in
      [
        CheckedOperation(
          "\(function)", runs, reference: { $0.referenceApply(function) },
          run: { $0.runApply(function, $1, inPlace: false, in: $2) }),
        CheckedOperation(
          "\(function)Derivative", runs, reference: { $0.referenceDerivative(function) },
          run: { $0.runDerivative(function, $1, in: $2) }),
      ]
    }
  }
}
