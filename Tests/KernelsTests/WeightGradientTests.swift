import KernelProblems
import KernelReference
import Testing

@Suite("Weight gradient")
struct WeightGradientTests {
  @Test("every small tree of shards gives the bits of the reference", arguments: [1, 4])
  func smallTrees(gates: Int) throws {
    let arena = GuardedArena()
    var turn = 0
    try withSubnormalsFlushed {
      for shards in 1...9 {
        for shardRows in 1...3 {
          for lastRows in 1...shardRows {
            for gateSize in widths where gateSize <= 20 || (gateSize + shards) % 3 == 0 {
              turn += 1
              let problem = WeightGradientProblem(
                steps: [1, 2, 5][turn % 3], shardRows: shardRows, gates: gates,
                gateSize: gateSize, nodeRows: [(shards - 1) * shardRows + lastRows],
                weightRows: [turn % 14 + 1, turn % 5 + 1])
              try check(problem, turn: turn, in: arena)
            }
          }
        }
      }
    }
  }

  @Test("several nodes are summed each into its own gradient")
  func severalNodes() throws {
    let arena = GuardedArena()
    try withSubnormalsFlushed {
      for nodeRows in [[8, 4, 2], [4, 4, 3], [16, 1], [2, 2, 2, 2]] {
        for gateSize in [5, 16, 33, 70] {
          let problem = WeightGradientProblem(
            steps: 2, shardRows: 2, gates: 4, gateSize: gateSize, nodeRows: nodeRows,
            weightRows: [7])
          for turn in 0..<2 { try check(problem, turn: turn, in: arena) }
        }
      }
    }
  }

  @Test("a gate that is left out has no part in any gradient")
  func gap() throws {
    let arena = GuardedArena()
    try withSubnormalsFlushed {
      for (turn, gateSize) in widths.enumerated() {
        let problem = WeightGradientProblem(
          steps: turn % 3 + 1, shardRows: 2, gates: 3, gateSize: gateSize, gap: 1,
          nodeRows: [turn % 5 + 2], weightRows: [turn % 9 + 1])
        try check(problem, turn: turn, in: arena)
      }
    }
  }

  @Test("subtrees that are summed apart and then together give the bits of the whole tree")
  func subtrees() {
    for shards in 1...40 {
      var random = Values(seed: shards)
      let leaves = (0..<shards).map { _ in random.array(3) }
      let whole = Reference.treeSum(0, shards) { leaves[$0] }
      if shards == 1 { continue }
      let middle = Reference.treeSplit(0, shards)
      let left = Reference.treeSum(0, middle) { leaves[$0] }
      let right = Reference.treeSum(0, shards - middle) { leaves[middle + $0] }
      #expect(whole == Reference.add(left, right), "\(shards) shards")
    }
  }

  @Test("every left child of the tree is full and begins at a multiple of its size")
  func aligned() {
    func walk(_ lo: Int, _ hi: Int) {
      if hi - lo == 1 { return }
      let middle = Reference.treeSplit(lo, hi)
      let size = middle - lo
      #expect(size & (size - 1) == 0 && lo % size == 0 && hi - middle <= size)
      walk(lo, middle)
      walk(middle, hi)
    }
    for shards in 1...70 { walk(0, shards) }
  }

  @Test("a row of NaN spoils its own node and no other")
  func poisonedRow() throws {
    let arena = GuardedArena()
    try withSubnormalsFlushed {
      var problem = WeightGradientProblem(
        steps: 2, shardRows: 2, gates: 4, gateSize: 9, nodeRows: [4, 4], weightRows: [3])
      for j in 0..<36 { problem.gradient[36 + j] = .nan }
      for kernels in availableKernels {
        let outcome = problem.run(kernels, in: arena)
        try requireSame(outcome, as: problem.reference(), kernels, "row 1 is NaN")
        #expect(outcome.parts.prefix(2).allSatisfy { $0.values.allSatisfy(\.isNaN) })
        #expect(outcome.parts.suffix(2).allSatisfy { $0.values.allSatisfy(\.isFinite) })
      }
    }
  }

  /// - Parameter turn: every other one computes the columns in two ranges.
  private func check(
    _ problem: WeightGradientProblem, turn: Int, in arena: GuardedArena
  ) throws {
    let expected = problem.reference()
    for kernels in availableKernels {
      try requireSame(
        problem.run(kernels, isSplit: turn % 2 == 1, in: arena), as: expected, kernels,
        "T \(problem.steps), nodes of \(problem.nodeRows) rows, shards of \(problem.shardRows), "
          + "\(problem.gates) gates of \(problem.gateSize), weights of \(problem.weightRows) rows")
    }
  }
}
