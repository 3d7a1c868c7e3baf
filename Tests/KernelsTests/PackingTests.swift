import KernelProblems
import KernelReference
import Testing

@Suite("Packing")
struct PackingTests {
  /// Row counts up to two whole panels of the widest instruction set and a rest.
  private static let rowCounts = Array(1...9) + [15, 16, 17, 31, 32, 33, 63, 64, 65, 70, 130]

  @Test(
    "every weight stands where the index formula says",
    arguments: PackingProblem.Layout.allCases, [1, 3, 4])
  func layout(_ layout: PackingProblem.Layout, gates: Int) throws {
    let arena = GuardedArena()
    for rows in Self.rowCounts {
      for gateSize in widths where gateSize < 10 || (gateSize + rows) % 3 == 0 {
        let problem = PackingProblem(layout, rows: rows, gates: gates, gateSize: gateSize)
        for kernels in availableKernels {
          try requireSame(
            problem.run(kernels, pieces: [0..<rows], in: arena),
            as: problem.reference(lanes: kernels.lanes, strip: kernels.stripVectors), kernels,
            "\(layout), [\(rows), \(gates), \(gateSize)]")
        }
      }
    }
  }

  @Test(
    "rows packed in pieces are the rows packed whole", arguments: PackingProblem.Layout.allCases)
  func pieces(_ layout: PackingProblem.Layout) throws {
    let arena = GuardedArena()
    for rows in [2, 9, 33, 65, 130] {
      for gateSize in [1, 5, 16, 33] {
        let problem = PackingProblem(layout, rows: rows, gates: 4, gateSize: gateSize)
        for kernels in availableKernels {
          let expected = problem.reference(lanes: kernels.lanes, strip: kernels.stripVectors)
          for cut in 1..<rows {
            // Out of order, as workers pack them.
            try requireSame(
              problem.run(kernels, pieces: [cut..<rows, 0..<cut], in: arena), as: expected,
              kernels, "\(layout), [\(rows), 4, \(gateSize)] cut at \(cut)")
          }
          let singles = (0..<rows).map { $0..<($0 + 1) }
          try requireSame(
            problem.run(kernels, pieces: singles, in: arena), as: expected, kernels,
            "\(layout), [\(rows), 4, \(gateSize)] row by row")
        }
      }
    }
  }

  @Test("some gates of a weight stand as a weight of these alone", arguments: [1, 2])
  func parts(gates: Int) throws {
    let arena = GuardedArena()
    for layout in PackingProblem.Layout.allCases {
      for rows in [1, 2, 16, 17, 65] {
        for gateSize in [1, 5, 16, 33, 70] {
          let problem = PackingProblem(layout, rows: rows, gates: gates, gateSize: gateSize)
          for kernels in availableKernels {
            for (before, after) in [(0, gateSize), (2 * gateSize, 0), (3, 1)] {
              try requireSame(
                problem.runAsPart(kernels, before: before, after: after, in: arena),
                as: problem.reference(lanes: kernels.lanes, strip: kernels.stripVectors), kernels,
                "\(layout), [\(rows), \(gates), \(gateSize)] behind \(before)")
            }
          }
        }
      }
    }
  }

  @Test("two weights in the same gate panels stand as one weight of all their rows")
  func twoWeights() throws {
    let arena = GuardedArena()
    for rows in 2...20 {
      for gateSize in [1, 4, 5, 16, 17, 33] {
        let problem = PackingProblem(.gatePanels, rows: rows, gates: 4, gateSize: gateSize)
        for kernels in availableKernels {
          for first in 1..<rows {
            try requireSame(
              problem.runAsTwoWeights(kernels, first: first, in: arena),
              as: problem.reference(lanes: kernels.lanes, strip: kernels.stripVectors), kernels,
              "[\(first) + \(rows - first), 4, \(gateSize)]")
          }
        }
      }
    }
  }

  @Test("no two weights share a place", arguments: [4, 8, 16], [2, 4])
  func places(lanes: Int, strip: Int) {
    for rows in Self.rowCounts {
      for columns in widths {
        let places = (0..<rows).flatMap { k in
          (0..<columns).map {
            Reference.columnPanelIndex(
              row: k, column: $0, rows: rows, columns: columns, lanes: lanes, strip: strip)
          }
        }
        #expect(Set(places).count == rows * columns)
      }
    }
  }
}
