import KernelInterface

/// Drives a cell over time, for the rows of one worker or of a team.
///
/// Letters: T steps, R rows, I input size, H units, S = H padded to whole cache lines, G sums in
/// a unit.
///
/// A step of the loop is a place p in the order of processing; its time is p, or T − 1 − p where the
/// direction is reversed. Rows may have lengths of their own, longest first: at time t only those are
/// alive whose length is beyond t.
///
/// The members of a team split the units: a member's part of the weights stays in its own second-level
/// cache over all steps. They meet after each step, because the next one takes all units' states.
final class RecurrentExecution: LayerExecution {
  let isShared = true
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
  let gradients: RecurrentGradients
  let split: UnitSplit
  let dropout: CellDropout
  /// What meets the input weight: what came in, or what of it was not dropped.
  private(set) var input: Activations?

  init(
    _ layer: some RecurrentLayer, at site: LayerSite, size: PassSize, workspace: Workspace,
    isReversed: Bool
  ) {
    let layout = RecurrentWorkspace(layer, input: site.input, size: size)
    kernels = layer.cell.kernels(site.kernels)
    precondition(
      kernels.gates == layer.cell.sums && kernels.isParted == layer.cell.isParted,
      "kernels of \(kernels.gates) gates")
    self.site = site
    self.layout = layout
    self.workspace = workspace
    panels = RecurrentPanels(layer, input: site.input, backward: site.backward)
    units = layer.units
    returnSequences = layer.returnSequences
    self.isReversed = isReversed
    dropout = layer.dropout
    hasCellState = layer.cell.hasCellState
    maximumRows = size.rows
    hidden = workspace.kept + layout.hidden
    cell = workspace.kept + layout.cell
    gates = workspace.kept + layout.gateValues
    ends = workspace.kept + layout.ends
    split = UnitSplit(
      units: layer.units, hasColumns: layer.cell.hasColumns,
      panelWidth: site.kernels.panelWidth, seat: workspace.seat)
    gradients = RecurrentGradients(isParted: kernels.isParted, seat: workspace.seat)
  }

  var seat: TeamSeat { workspace.seat }

  var steps: Int { layout.steps }
  var stride: Int { layout.stride }

  var rowStates: [RowStates] {
    let states = [RowStates(ends, stride: stride, count: units)]
    if !hasCellState { return states }
    return states + [RowStates(ends + maximumRows * stride, stride: stride, count: units)]
  }

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

  func forward(_ given: Activations, _ context: PassContext) -> Activations {
    let rows = context.rows
    precondition(rows <= maximumRows, "\(rows) rows in a workspace for \(maximumRows)")
    let input = drop(given, context)
    self.input = input
    begin(context)
    let isHoisted = rows <= RecurrentWorkspace.mostHoistedRows
    if isHoisted { hoist(input, rows: rows) }
    let living = livingPlaces(context)
    // Rows that begin later find their first states then.
    var alive = living.lowerBound == 0 ? context.rowsAlive(at: time(0)) : 0
    for place in living {
      let now = context.rowsAlive(at: time(place))
      if now != alive { change(from: alive, to: now, place, context) }
      alive = now
      if alive > 0 { step(place, alive, input, context, isHoisted: isHoisted) }
      if context.lengths != nil, returnSequences { clearHidden(place + 1, from: alive, rows: rows) }
      seat.meet()
      fetch(hiddenState(place + 1, rows: rows), count: alive * stride, for: split.forward)
    }
    if returnSequences { clearHidden(outside: living, rows: rows) }
    keepEnds(alive, after: living.upperBound, rows: rows)
    return output(context)
  }

  /// Places at which any row is alive.
  func livingPlaces(_ context: PassContext) -> Range<Int> {
    let living = context.livingSteps(of: steps)
    return isReversed ? steps - living..<steps : 0..<living
  }

  /// The initial states: those in which the last pass ended, or zero.
  private func begin(_ context: PassContext) {
    let own = share(rows: 0..<context.rows)
    let cellEnds = ends + maximumRows * stride
    if !context.continues {
      (ends + own.lowerBound).update(repeating: 0, count: own.count)
      (cellEnds + own.lowerBound).update(repeating: 0, count: own.count)
    }
    copy(own, from: ends, to: hiddenState(0, rows: context.rows))
    if hasCellState { copy(own, from: cellEnds, to: cellState(0, rows: context.rows)) }
    dropStates(own, place: 0, context)
    seat.meet()
  }

  /// This member's part of the floats of some rows of a state.
  func share(rows: Range<Int>) -> Range<Int> {
    let own = seat.share(of: rows.count * stride, unit: featureAlignment)
    let first = rows.lowerBound * stride
    return first + own.lowerBound..<first + own.upperBound
  }

  private func copy(
    _ range: Range<Int>, from source: UnsafeMutablePointer<Float>,
    to target: UnsafeMutablePointer<Float>
  ) {
    (target + range.lowerBound).update(from: source + range.lowerBound, count: range.count)
  }

  /// The input's part of all sums.
  private func hoist(_ input: Activations, rows: Int) {
    if split.forward.isEmpty { return }
    site.kernels.gateProduct(
      GateProductTask(
        rows: steps * rows, gates: kernels.gates, isParted: kernels.isParted,
        inputSize: input.features, hiddenSize: units, hiddenStride: stride, units: split.forward,
        input: input.values, inputStride: input.stride,
        panels: site.packed, output: gates, innerBlock: site.innerBlock))
  }

  @inline(__always)
  private func step(
    _ place: Int, _ alive: Int, _ input: Activations, _ context: PassContext, isHoisted: Bool
  ) {
    if split.forward.isEmpty { return }
    let rows = context.rows
    let t = time(place)
    let state = rows * stride
    kernels.forward(
      CellForwardTask(
        rows: alive, inputSize: input.features, hiddenSize: units, hiddenStride: stride,
        units: split.forward, input: isHoisted ? nil : input.values + t * rows * input.stride,
        inputStride: input.stride, panels: site.packed,
        previousHidden: hiddenState(place, rows: rows),
        hidden: hiddenState(place + 1, rows: rows), dropped: droppedStates(place, context),
        previousCell: cellState(place, rows: rows),
        cell: cellState(place + 1, rows: rows),
        gates: gates + (isHoisted || layout.isTraining ? t * state * kernels.gates : 0),
        kept: layout.isTraining ? workspace.kept + layout.kept + t * state : nil,
        innerBlock: site.innerBlock))
  }

  /// Between two steps: rows that have ended leave their last states, and rows that begin find their
  /// first ones.
  private func change(from before: Int, to now: Int, _ place: Int, _ context: PassContext) {
    let rows = context.rows
    let own = share(rows: min(before, now)..<max(before, now))
    func move(_ state: UnsafeMutablePointer<Float>, _ end: UnsafeMutablePointer<Float>) {
      if now < before {
        copy(own, from: state, to: end)
      } else {
        copy(own, from: end, to: state)
      }
    }
    move(hiddenState(place, rows: rows), ends)
    if hasCellState { move(cellState(place, rows: rows), ends + maximumRows * stride) }
    dropStates(own, place: place, context)
    seat.meet()
  }

  /// The output of rows that are not alive is zero.
  private func clearHidden(_ place: Int, from alive: Int, rows: Int) {
    let own = share(rows: alive..<rows)
    (hiddenState(place, rows: rows) + own.lowerBound).update(repeating: 0, count: own.count)
  }

  /// So is that at times which no row has.
  private func clearHidden(outside living: Range<Int>, rows: Int) {
    let dead = isReversed ? 0..<living.lowerBound : living.upperBound..<steps
    let own = seat.share(of: dead.count * rows * stride, unit: featureAlignment)
    let first = isReversed ? steps - dead.upperBound : dead.lowerBound + 1
    (hidden + first * rows * stride + own.lowerBound).update(repeating: 0, count: own.count)
  }

  /// The states in which the rows alive at the last place end.
  private func keepEnds(_ alive: Int, after place: Int, rows: Int) {
    let own = share(rows: 0..<alive)
    copy(own, from: hiddenState(place, rows: rows), to: ends)
    if hasCellState {
      copy(own, from: cellState(place, rows: rows), to: ends + maximumRows * stride)
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
