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

  package func reference(lanes: Int, strip: Int) -> Outcome {
    switch layout {
    case .gatePanels:
      Outcome([
        (
          "panels",
          Reference.gatePanels(
            weight, rows: rows, gates: gates, gateSize: gateSize, lanes: lanes, strip: strip)
        )
      ])
    case .columnPanels:
      Outcome([
        (
          "panels",
          Reference.columnPanels(weight, rows: rows, columns: columns, lanes: lanes, strip: strip)
        )
      ])
    case .transposedPanels:
      Outcome([
        (
          "panels",
          Reference.transposedPanels(
            weight, rows: rows, columns: columns, lanes: lanes, strip: strip)
        )
      ])
    }
  }

  /// The kernel, once for each of `pieces`, which together are all rows.
  package func run(
    _ kernels: KernelTable, pieces: [Range<Int>], in arena: GuardedArena
  ) -> Outcome {
    arena.clear()
    let source = arena.hold("weights", weight)
    let zeros = [Float](
      repeating: 0,
      count: reference(lanes: kernels.lanes, strip: kernels.stripVectors).parts[0].values.count)
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

  /// The kernel for a weight between others: some gates of rows that have more.
  package func runAsPart(
    _ kernels: KernelTable, before: Int, after: Int, in arena: GuardedArena
  ) -> Outcome {
    arena.clear()
    let stride = before + columns + after
    var spread = [Float](repeating: .nan, count: rows * stride)
    for (at, value) in weight.enumerated() {
      spread[at / columns * stride + before + at % columns] = value
    }
    let source = arena.hold("weights", Array(spread.dropLast(after)))
    let zeros = [Float](
      repeating: 0,
      count: reference(lanes: kernels.lanes, strip: kernels.stripVectors).parts[0].values.count)
    let panels = arena.hold("panels", zeros, mayWrite: { _ in true })
    let task = PackTask(
      weights: source.constant + before, weightRows: rows, gates: gates, gateSize: gateSize,
      rows: 0..<rows, weightStride: stride, panels: panels.start)
    switch layout {
    case .gatePanels: kernels.packGatePanels(task)
    case .columnPanels: kernels.packColumnPanels(task)
    case .transposedPanels: kernels.packTransposedPanels(task)
    }
    return Outcome([("panels", panels.values)], strayWrite: arena.strayWrite)
  }

  /// The gate packer, for a weight of `first` rows and one of the other rows, one after the other
  /// in the same panels, as the input weight and the recurrent weight are.
  package func runAsTwoWeights(
    _ kernels: KernelTable, first: Int, in arena: GuardedArena
  ) -> Outcome {
    arena.clear()
    let upper = arena.hold("first weight", Array(weight.prefix(first * columns)))
    let lower = arena.hold("second weight", Array(weight.dropFirst(first * columns)))
    let zeros = [Float](
      repeating: 0, count: PackTask.gatePanelFloats(rows: rows, gates: gates, gateSize: gateSize))
    let panels = arena.hold("panels", zeros, mayWrite: { _ in true })
    for (source, offset, count) in [(upper, 0, first), (lower, first, rows - first)] {
      kernels.packGatePanels(
        PackTask(
          weights: source.constant, weightRows: count, gates: gates, gateSize: gateSize,
          rows: 0..<count, panelRows: rows, panelRowOffset: offset, panels: panels.start))
    }
    return Outcome([("panels", panels.values)], strayWrite: arena.strayWrite)
  }
}
