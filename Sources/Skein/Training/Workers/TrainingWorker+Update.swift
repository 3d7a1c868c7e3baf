extension TrainingWorker {
  /// Finishes the sums of this worker's blocks, changes their weights and packs them.
  func update(_ plan: ShardPlan) {
    if state.options.clipNorm != nil { return updateClipped(plan) }
    for block in state.ownership[worker] {
      sumGradients(plan, block: block)
      update(plan, block: block, gradientScale: 1)
    }
  }

  /// Keeps the weights that an epoch begins with, once they have given a finite loss: each worker
  /// those that it is about to change.
  func keepWeights() {
    for index in state.ownership[worker] {
      let block = state.compiled.blocks[index]
      (state.lastGood.base + block.offset).update(
        from: state.compiled.weights.base + block.offset, count: block.count)
    }
  }

  /// Elements that all additions of a tree take in turn, so that the sum stays in a nearby cache.
  private static let chunk = 2048

  /// Finishes the tree for one block: the root's buffer holds the whole sum, clipped by value.
  private func sumGradients(_ plan: ShardPlan, block index: Int) {
    let block = state.compiled.blocks[index]
    var done = 0
    while done < block.count {
      let count = min(Self.chunk, block.count - done)
      for addition in plan.additions {
        kernels.add(
          state.gradient(of: plan.nodes[addition.target]) + (block.offset + done),
          state.gradient(of: plan.nodes[addition.source]) + (block.offset + done), count)
      }
      done += count
    }
    if let bound = state.options.clipValue.map(Float.init) {
      Self.clip(state.gradient(of: plan.nodes[plan.root]) + block.offset, block.count, to: bound)
    }
  }

  /// Brings each number to within ±`bound`; a NaN stays, so that it is found out.
  private static func clip(_ values: UnsafeMutablePointer<Float>, _ count: Int, to bound: Float) {
    for index in 0..<count {
      let value = values[index]
      values[index] = value > bound ? bound : value < -bound ? -bound : value
    }
  }

  private func update(_ plan: ShardPlan, block index: Int, gradientScale: Float) {
    let block = state.compiled.blocks[index]
    let gradient = state.gradient(of: plan.nodes[plan.root])
    optimizer.update(
      ParameterRun(
        count: block.count, offset: block.offset,
        weights: state.compiled.weights.base + block.offset, gradient: gradient + block.offset,
        gradientScale: gradientScale, learningRate: learningRate, isBias: block.isBias,
        slots: UnsafePointer(state.slotBases.base), kernels: kernels))
    for copy in sites.indices { state.compiled.pack(block, at: sites[copy][block.layer]) }
  }

  /// The update with the gradient scaled to at most the clip norm.
  private func updateClipped(_ plan: ShardPlan) {
    let gradient = state.gradient(of: plan.nodes[plan.root])
    for index in state.ownership[worker] {
      sumGradients(plan, block: index)
      measure(gradient, block: index)
    }
    var squares = sumOfSquares()
    var unit = 1.0
    if squares == .infinity {
      // Numbers above 2⁶³ have squares that no float holds; the scale that an infinite norm gives
      // is zero, a step without a gradient that nobody is told of.
      unit = Double(Self.smallUnit)
      meet()
      for index in state.ownership[worker] {
        let block = state.compiled.blocks[index]
        for at in block.offset..<block.offset + block.count { gradient[at] *= Self.smallUnit }
        measure(gradient, block: index)
      }
      squares = sumOfSquares()
    }
    let norm = squares.squareRoot()
    let limit = (state.options.clipNorm ?? .infinity) * unit
    // A gradient that is not finite itself gives weights that are not, which the next loss shows.
    let scale = norm > limit ? limit / norm / unit : 1 / unit
    for index in state.ownership[worker] {
      update(plan, block: index, gradientScale: Float(scale))
    }
  }

  /// 2⁻¹⁰⁰: the largest floats become small enough to be squared and summed, and only numbers that
  /// are nothing beside them lose bits.
  private static let smallUnit: Float = 0x1p-100

  private func measure(_ gradient: UnsafeMutablePointer<Float>, block index: Int) {
    let block = state.compiled.blocks[index]
    state.blockNorms.base[index] = Double(
      kernels.sumOfSquares(gradient + block.offset, block.count))
  }

  /// Of all workers' blocks, in their order.
  private func sumOfSquares() -> Double {
    lap(.update)
    meet()
    progress.mark(.update, step: stepsDone)
    var squares = 0.0
    for index in 0..<state.blockNorms.count { squares += state.blockNorms.base[index] }
    return squares
  }
}
