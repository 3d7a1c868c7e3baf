import KernelInterface
import KernelReference

/// A weight [K, G, H] to be packed; every number is its own place, so a misplaced one shows.
package struct PackingProblem {
  package enum Layout: CaseIterable, Sendable { case gatePanels, columnPanels, transposedPanels }

  package var layout: Layout
  package var rows: Int
  package var gates: Int
  package var gateSize: Int

  package init(_ layout: Layout, rows: Int, gates: Int, gateSize: Int) {
    self.layout = layout
    self.rows = rows
    self.gates = gates
    self.gateSize = gateSize
  }

  private var columns: Int { gates * gateSize }

  private var weight: [Float] { (0..<(rows * columns)).map { Float($0 + 1) } }

  package func reference(lanes: Int) -> Outcome {
    switch layout {
    case .gatePanels:
      Outcome([
        (
          "panels",
          Reference.gatePanels(
            weight, rows: rows, gates: gates, gateSize: gateSize, lanes: lanes)
        )
      ])
    case .columnPanels:
      Outcome([
        ("panels", Reference.columnPanels(weight, rows: rows, columns: columns, lanes: lanes))
      ])
    case .transposedPanels:
      Outcome([
        ("panels", Reference.transposedPanels(weight, rows: rows, columns: columns, lanes: lanes))
      ])
    }
  }

  /// The kernel, once for each of `pieces`, which together are all rows.
  package func run(
    _ kernels: KernelTable, pieces: [Range<Int>], in arena: GuardedArena
  ) -> Outcome {
    arena.clear()
    let source = arena.hold("weights", weight)
    let zeros = [Float](repeating: 0, count: reference(lanes: kernels.lanes).parts[0].values.count)
    let panels = arena.hold("panels", zeros, mayWrite: { _ in true })
    for piece in pieces {
      let task = PackTask(
        weights: source.constant, weightRows: rows, gates: gates, gateSize: gateSize,
        rows: piece, panels: panels.start)
      switch layout {
      case .gatePanels: kernels.packGatePanels(task)
      case .columnPanels: kernels.packColumnPanels(task)
      case .transposedPanels: kernels.packTransposedPanels(task)
      }
    }
    return Outcome([("panels", panels.values)], strayWrite: arena.strayWrite)
  }
}
