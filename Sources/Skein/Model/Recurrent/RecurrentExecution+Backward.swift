import KernelInterface

/// The way back: from the gradient of the output to those of the gates, the input and the weights.
extension RecurrentExecution {
  func backward(
    _ outputGradient: Activations, _ context: PassContext, needsInputGradient: Bool
  ) -> Activations? {
    let rows = context.rows
    let carried = workspace.kept + layout.carried
    let own = share(rows: 0..<rows)
    (carried + own.lowerBound).update(repeating: 0, count: own.count)
    seat.meet()
    var later = 0
    for place in livingPlaces(context).reversed() {
      let alive = context.rowsAlive(at: time(place))
      if alive > 0 {
        backwardStep(
          place, alive, later: min(later, alive),
          above: gradientFromAbove(outputGradient, place, alive, later: later, rows: rows),
          context)
      }
      clearGates(place, from: alive, rows: rows)
      later = alive
      seat.meet()
      let row = stride * kernels.gates
      fetch(gates + time(place) * rows * row, count: alive * row, for: split.backward)
    }
    guard needsInputGradient else { return nil }
    return inputGradient(context)
  }

  /// The gradient that the layer above has for the states after the step at a place.
  private func gradientFromAbove(
    _ gradient: Activations, _ place: Int, _ alive: Int, later: Int, rows: Int
  ) -> UnsafePointer<Float>? {
    if returnSequences {
      return UnsafePointer(gradient.values + time(place) * rows * stride)
    }
    if later >= alive { return nil }
    if later == 0 { return UnsafePointer(gradient.values) }
    // Only rows whose last step this is get any.
    let arrival = workspace.scratch + maximumRows * stride
    arrival.update(repeating: 0, count: later * stride)
    (arrival + later * stride).update(
      from: gradient.values + later * stride, count: (alive - later) * stride)
    return UnsafePointer(arrival)
  }

  @inline(__always)
  private func backwardStep(
    _ place: Int, _ alive: Int, later: Int, above: UnsafePointer<Float>?, _ context: PassContext
  ) {
    if split.backward.isEmpty { return }
    let rows = context.rows
    let t = time(place)
    let state = rows * stride
    let laterTime = isReversed ? t - 1 : t + 1
    kernels.backward(
      CellBackwardTask(
        rows: alive, hiddenSize: units, hiddenStride: stride, units: split.backward,
        transposedPanels: site.packed + panels.transposedRecurrent,
        laterGates: gates + (later > 0 ? laterTime : t) * state * kernels.gates,
        laterRows: later, hiddenGradient: above, stateMask: stateFactors(context),
        previousHidden: hiddenState(place, rows: rows),
        previousCell: cellState(place, rows: rows),
        kept: workspace.kept + layout.kept + t * state, gates: gates + t * state * kernels.gates,
        carried: workspace.kept + layout.carried, stepGradient: workspace.scratch,
        innerBlock: site.innerBlock))
  }

  /// Rows that are not alive have no part in the weights' gradients.
  private func clearGates(_ place: Int, from alive: Int, rows: Int) {
    if alive == rows { return }
    let row = stride * kernels.gates
    let own = seat.share(of: (rows - alive) * row, unit: featureAlignment)
    (gates + (time(place) * rows + alive) * row + own.lowerBound).update(
      repeating: 0, count: own.count)
  }

  private func inputGradient(_ context: PassContext) -> Activations {
    let rows = context.rows
    let inputSize = site.input.features
    let inputStride = featureStride(inputSize)
    let gateStride = kernels.gates * stride
    let living = context.livingSteps(of: steps)
    let own = seat.share(of: living * rows)
    let gradient = Activations(
      values: workspace.inputGradient, stride: inputStride, features: inputSize, vectors: steps)
    let dead = seat.share(of: (steps - living) * rows)
    (gradient.values + (living * rows + dead.lowerBound) * inputStride).update(
      repeating: 0, count: dead.count * inputStride)
    if !own.isEmpty {
      site.kernels.matrixProduct(
        MatrixProductTask(
          rows: own.count, columns: inputSize, a: gates + own.lowerBound * gateStride,
          rowStride: gateStride, segments: panels.gates, segmentLength: units,
          segmentStride: stride, panels: site.packed + panels.transposedInput, initial: nil,
          output: workspace.inputGradient + own.lowerBound * inputStride,
          outputStride: inputStride, innerBlock: site.innerBlock))
    }
    dropGradient(gradient, own, context)
    return gradient
  }

  func weightGradients(
    _ nodes: UnsafeBufferPointer<GradientNode>, shardRows: Int, _ context: PassContext
  ) {
    guard let input else { preconditionFailure("weight gradients before the forward pass") }
    let rows = context.rows
    let previous = Activations(
      values: (drops(dropout.recurrent, context) ? droppedBase : hidden)
        + (isReversed ? rows * stride : 0), stride: stride, features: units,
      vectors: steps)
    gradients.run(
      input: input, previous: previous,
      WeightGradientPass.RightFactor(
        values: gates, steps: context.livingSteps(of: steps), rowStride: kernels.gates * stride,
        stepStride: rows * kernels.gates * stride, gates: kernels.gates, gateSize: units,
        gateStride: stride),
      rows: rows, nodes: nodes, shardRows: shardRows, scratch: workspace.scratch, at: site)
  }
}
