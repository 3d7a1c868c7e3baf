import KernelProblems
import KernelReference
import Testing

@Suite("Matrix product")
struct MatrixProductTests {
  @Test("every small shape gives the bits of the reference, whatever the inner block")
  func smallShapes() throws {
    let arena = GuardedArena()
    try withSubnormalsFlushed {
      for rows in 1...14 {
        for columns in widths {
          for inner in 1...20 {
            let problem = MatrixProductProblem(
              rows: rows, columns: columns, segmentLength: inner, gap: (rows + inner) % 3,
              hasInitial: (rows + columns + inner) % 2 == 0)
            try check(problem, in: arena)
          }
        }
      }
    }
  }

  @Test("rows in several segments are one chain over all of them")
  func segments() throws {
    let arena = GuardedArena()
    try withSubnormalsFlushed {
      for segments in 2...5 {
        for length in [1, 2, 7, 8, 16, 17] {
          for columns in [1, 8, 17, 33, 64, 70] {
            let problem = MatrixProductProblem(
              rows: 7, columns: columns, segments: segments, segmentLength: length, gap: 5,
              hasInitial: segments % 2 == 0)
            try check(problem, in: arena)
          }
        }
      }
    }
  }

  @Test("a row of NaN or infinity leaves the other rows alone", arguments: [Float.nan, .infinity])
  func poisonedRow(poison: Float) throws {
    let arena = GuardedArena()
    try withSubnormalsFlushed {
      for poisoned in 0..<13 {
        var problem = MatrixProductProblem(
          rows: 13, columns: 37, segmentLength: 9, hasInitial: true)
        let healthy = problem.reference().parts[0].values
        for k in 0..<9 { problem.a[poisoned * 9 + k] = poison }
        for kernels in availableKernels {
          let outcome = problem.run(kernels, innerBlock: 7, in: arena)
          try requireSame(outcome, as: problem.reference(), kernels, "row \(poisoned)")
          let others = outcome.parts[0].values.indices.filter { $0 / 37 != poisoned }
          #expect(others.allSatisfy { outcome.parts[0].values[$0] == healthy[$0] })
        }
      }
    }
  }

  private func check(_ problem: MatrixProductProblem, in arena: GuardedArena) throws {
    let expected = problem.reference()
    for kernels in availableKernels {
      for block in innerBlocks {
        try requireSame(
          problem.run(kernels, innerBlock: block, transposed: block == 7, in: arena),
          as: expected, kernels,
          "[\(problem.rows), \(problem.segments)×\(problem.segmentLength)] by "
            + "\(problem.columns) columns, inner block \(block)")
      }
    }
  }
}
