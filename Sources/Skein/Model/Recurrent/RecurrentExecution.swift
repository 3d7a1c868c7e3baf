import KernelInterface

/// Drives a cell over time, for one worker's rows.
///
/// Letters: T steps, R rows, I input size, H units, S = H padded to whole cache lines, G gates.
///
/// A step of the loop is a place p in the order of processing; its time is p, or T − 1 − p where the
/// direction is reversed. Rows may have lengths of their own, longest first: at time t only those are
/// alive whose length is beyond t.
final class RecurrentExecution: LayerExecution {
  let kernels: CellKernels
  let site: LayerSite
  let panels: RecurrentPanels
  let layout: RecurrentWorkspace
  let workspace: Workspace
  let units: Int
  let returnSequences: Bool
  let isReversed: Bool
  private let hasCellState: Bool
  let hidden: UnsafeMutablePointer<Float>
  private let cell: UnsafeMutablePointer<Float>
  let gates: UnsafeMutablePointer<Float>
  private let ends: UnsafeMutablePointer<Float>
  let maximumRows: Int
  let gradientPass = WeightGradientPass(operands: 3)
  private(set) var input: Activations?

  init(
    _ layer: some RecurrentLayer, at site: LayerSite, size: PassSize, workspace: Workspace
  ) {
    let layout = RecurrentWorkspace(layer, input: site.input, size: size)
    kernels = layer.cell.kernels(site.kernels)
    precondition(kernels.gates == layer.cell.gates, "kernels of \(kernels.gates) gates")
    self.site = site
    self.layout = layout
    self.workspace = workspace
    panels = RecurrentPanels(layer, input: site.input, backward: site.backward)
    units = layer.units
    returnSequences = layer.returnSequences
    isReversed = layer.isReversed
    hasCellState = layer.cell.hasCellState
    maximumRows = size.rows
    hidden = workspace.kept + layout.hidden
    cell = workspace.kept + layout.cell
    gates = workspace.kept + layout.gateValues
    ends = workspace.kept + layout.ends
  }

  var steps: Int { layout.steps }
  var stride: Int { layout.stride }

  /// The time of a place in the order of processing.
  @inline(__always)
  func time(_ place: Int) -> Int { isReversed ? steps - 1 - place : place }

  /// The slot of a state before the step at a place, or after the last one: with all slots kept, the
  /// state after time t lies at slot t + 1, or at slot t where the direction is reversed.
  @inline(__always)
  private func slot(_ place: Int, ofAll: Bool) -> Int {
    if !ofAll { return place & 1 }
    return isReversed ? steps - place : place
  }

  @inline(__always)
  func hiddenState(_ place: Int, rows: Int) -> UnsafeMutablePointer<Float> {
    hidden + slot(place, ofAll: layout.keepsSequence) * rows * stride
  }

  @inline(__always)
  func cellState(_ place: Int, rows: Int) -> UnsafeMutablePointer<Float> {
    hasCellState ? cell + slot(place, ofAll: layout.isTraining) * rows * stride : cell
  }

  func forward(_ input: Activations, _ context: PassContext) -> Activations {
    let rows = context.rows
    precondition(rows <= maximumRows, "\(rows) rows in a workspace for \(maximumRows)")
    self.input = input
    begin(context)
    let isHoisted = rows <= RecurrentWorkspace.mostHoistedRows
    if isHoisted { hoist(input, rows: rows) }
    var alive = context.rowsAlive(at: time(0))
    for place in 0..<steps {
      let now = context.rowsAlive(at: time(place))
      if now != alive { change(from: alive, to: now, place, context) }
      alive = now
      if alive > 0 { step(place, alive, input, rows: rows, isHoisted: isHoisted) }
      if context.lengths != nil, returnSequences { clearHidden(place + 1, from: alive, rows: rows) }
    }
    keepEnds(alive, rows: rows, context)
    return output(context)
  }

  /// The initial states: those in which the last pass ended, or zero.
  private func begin(_ context: PassContext) {
    let count = context.rows * stride
    if !context.continues {
      ends.update(repeating: 0, count: count)
      (ends + maximumRows * stride).update(repeating: 0, count: count)
    }
    hiddenState(0, rows: context.rows).update(from: ends, count: count)
    if hasCellState {
      cellState(0, rows: context.rows).update(from: ends + maximumRows * stride, count: count)
    }
  }

  /// The input's part of all sums.
  private func hoist(_ input: Activations, rows: Int) {
    site.kernels.gateProduct(
      GateProductTask(
        rows: steps * rows, gates: kernels.gates, inputSize: input.features, hiddenSize: units,
        hiddenStride: stride, units: 0..<units, input: input.values, inputStride: input.stride,
        panels: site.packed, output: gates, innerBlock: site.innerBlock))
  }

  @inline(__always)
  private func step(
    _ place: Int, _ alive: Int, _ input: Activations, rows: Int, isHoisted: Bool
  ) {
    let t = time(place)
    let state = rows * stride
    kernels.forward(
      CellForwardTask(
        rows: alive, inputSize: input.features, hiddenSize: units, hiddenStride: stride,
        units: 0..<units, input: isHoisted ? nil : input.values + t * rows * input.stride,
        inputStride: input.stride, panels: site.packed,
        previousHidden: hiddenState(place, rows: rows),
        hidden: hiddenState(place + 1, rows: rows), previousCell: cellState(place, rows: rows),
        cell: cellState(place + 1, rows: rows),
        gates: gates + (isHoisted || layout.isTraining ? t * state * kernels.gates : 0),
        kept: layout.isTraining ? workspace.kept + layout.kept + t * state : nil,
        innerBlock: site.innerBlock))
  }

  /// Between two steps: rows that have ended leave their last states, and rows that begin find their
  /// first ones.
  private func change(from before: Int, to now: Int, _ place: Int, _ context: PassContext) {
    let rows = context.rows
    let first = min(before, now) * stride
    let count = abs(now - before) * stride
    let isEnding = now < before
    func move(_ state: UnsafeMutablePointer<Float>, _ end: UnsafeMutablePointer<Float>) {
      if isEnding {
        (end + first).update(from: state + first, count: count)
      } else {
        (state + first).update(from: end + first, count: count)
      }
    }
    move(hiddenState(place, rows: rows), ends)
    if hasCellState { move(cellState(place, rows: rows), ends + maximumRows * stride) }
  }

  /// The output of rows that are not alive is zero.
  private func clearHidden(_ place: Int, from alive: Int, rows: Int) {
    (hiddenState(place, rows: rows) + alive * stride)
      .update(repeating: 0, count: (rows - alive) * stride)
  }

  /// The states in which the rows alive at the last step end.
  private func keepEnds(_ alive: Int, rows: Int, _ context: PassContext) {
    ends.update(from: hiddenState(steps, rows: rows), count: alive * stride)
    if hasCellState {
      (ends + maximumRows * stride).update(
        from: cellState(steps, rows: rows), count: alive * stride)
    }
  }

  private func output(_ context: PassContext) -> Activations {
    let rows = context.rows
    let values =
      returnSequences
      ? hidden + (isReversed ? 0 : rows * stride)
      : context.lengths == nil ? hiddenState(steps, rows: rows) : ends
    return Activations(
      values: values, stride: stride, features: units, vectors: returnSequences ? steps : 1)
  }
}
