import KernelInterface

/// What is dropped of the input and of the states: masks that are drawn once for a pass, and hold at
/// every step.
extension RecurrentExecution {
  func drops(_ rate: Double, _ context: PassContext) -> Bool {
    rate > 0 && layout.isTraining && context.isTraining
  }

  private var inputMask: UnsafeMutablePointer<Float> { workspace.kept + layout.inputMask }

  private var stateMask: UnsafeMutablePointer<Float> { workspace.kept + layout.stateMask }

  /// Draws the masks of this member's rows.
  ///
  /// - Returns: what is left of the input.
  func drop(_ input: Activations, _ context: PassContext) -> Activations {
    let own = seat.share(of: context.rows)
    let kernels = site.kernels
    if drops(dropout.recurrent, context) {
      let mask = DropMask(rate: dropout.recurrent, .state, layer: site.number, context)
      for row in own {
        mask.write(
          stateMask + row * stride, count: units, row: context.firstRow + row, vector: 0,
          kernels)
      }
      seat.meet()
    }
    if !drops(dropout.input, context) { return input }
    let mask = DropMask(rate: dropout.input, .input, layer: site.number, context)
    let left = Activations(
      workspace.kept + layout.droppedInput, features: input.features, vectors: input.vectors)
    for row in own {
      let factors = inputMask + row * left.stride
      mask.write(
        factors, count: input.features, row: context.firstRow + row, vector: 0, kernels)
      for t in 0..<input.vectors {
        let place = t * context.rows + row
        let values = input.values + place * input.stride
        let target = left.values + place * left.stride
        for i in 0..<input.features { target[i] = values[i] * factors[i] }
      }
    }
    return left
  }

  /// The states that meet the recurrent weight, laid out as the states are.
  var droppedBase: UnsafeMutablePointer<Float> { workspace.kept + layout.droppedStates }

  private func droppedState(_ place: Int, rows: Int) -> UnsafeMutablePointer<Float> {
    droppedBase + (hiddenState(place, rows: rows) - hidden)
  }

  /// For the step at a place; nil where nothing is dropped.
  @inline(__always)
  func droppedStates(_ place: Int, _ context: PassContext) -> DroppedStates? {
    if !drops(dropout.recurrent, context) { return nil }
    return DroppedStates(
      mask: stateMask, previous: droppedState(place, rows: context.rows),
      next: droppedState(place + 1, rows: context.rows))
  }

  /// Drops a part of states that no step has made.
  ///
  /// - Parameter floats: which of the place's.
  func dropStates(_ floats: Range<Int>, place: Int, _ context: PassContext) {
    if !drops(dropout.recurrent, context) { return }
    let states = hiddenState(place, rows: context.rows)
    let dropped = droppedState(place, rows: context.rows)
    for i in floats { dropped[i] = states[i] * stateMask[i] }
  }

  func stateFactors(_ context: PassContext) -> UnsafePointer<Float>? {
    drops(dropout.recurrent, context) ? UnsafePointer(stateMask) : nil
  }

  /// What was dropped of the input has no gradient.
  ///
  /// - Parameter vectors: this member's.
  func dropGradient(_ gradient: Activations, _ vectors: Range<Int>, _ context: PassContext) {
    if !drops(dropout.input, context) { return }
    for vector in vectors {
      multiply(
        gradient.values + vector * gradient.stride,
        by: inputMask + vector % context.rows * gradient.stride, count: gradient.features)
    }
  }
}
