extension TrainingWorker {
  /// Finishes the sums of this worker's blocks, changes their weights and packs them.
  func update(_ plan: ShardPlan) {
    if state.options.clipNorm != nil { return updateClipped(plan) }
    for block in state.ownership[worker] {
      sumGradients(plan, block: block)
      update(plan, block: block, gradientScale: 1)
    }
    sumTokens(plan)
    updateTable(gradientScale: 1)
  }

  /// Keeps the weights that an epoch begins with, once they have given a finite loss: each worker
  /// those that it is about to change.
  func keepWeights() {
    for index in state.ownership[worker] {
      let block = state.compiled.blocks[index]
      (state.lastGood.base + block.offset).update(
        from: state.compiled.weights.base + block.offset, count: block.count)
    }
    if table == nil { return }
    let range = tableShare
    (state.lastGood.base + range.lowerBound).update(
      from: state.compiled.weights.base + range.lowerBound, count: range.count)
    // Which vectors a worker changes follows from the batch's tokens.
    meet()
    progress.mark(.update, step: stepsDone)
  }

  /// This worker's part of a table's weights where all of them are meant.
  var tableShare: Range<Int> {
    let layout = state.compiled.model.weights.layout
    let floats = layout.floats - layout.denseFloats
    return layout.denseFloats + worker * floats / state.workers..<layout.denseFloats
      + (worker + 1) * floats / state.workers
  }

  /// Elements that all additions of a tree take in turn, so that the sum stays in a nearby cache.
  private static let chunk = 2048

  /// Finishes the tree for one block: `state.sum` holds the whole sum, clipped by value.
  private func sumGradients(_ plan: ShardPlan, block index: Int) {
    let block = state.compiled.blocks[index]
    // Where each rank adds a part, it is done.
    if state.exchange?.sum == nil {
      let additions = state.exchange == nil ? plan.additions : ranks(of: plan).across
      add(additions, count: block.count) { [state] node in
        state.gradient(of: plan.nodes[node]) + block.offset
      }
    }
    clip(state.sum(plan) + block.offset, block.count)
  }

  /// What the ranks have to do with a plan.
  private func ranks(of plan: ShardPlan) -> RankPlan {
    plan.rows == state.fullPlan.rows ? state.fullRanks : state.lastRanks
  }

  /// Where there are other ranks: adds what this one's teams have, and gets what the others have.
  ///
  /// - Parameter step: within the epoch.
  func exchange(_ plan: ShardPlan, step: Int) {
    guard let exchange = state.exchange else { return }
    let ranks = ranks(of: plan)
    progress.mark(.update, step: stepsDone)
    for index in state.ownership[worker] {
      let block = state.compiled.blocks[index]
      add(ranks.additions(of: state.share.rank), count: block.count) { [state] node in
        state.gradient(of: plan.nodes[node]) + block.offset
      }
    }
    lap(.update)
    meet()
    if worker == 0 {
      for arrival in ranks.arrivals {
        state.setGradient(of: plan.nodes[arrival.node], exchange.gradient(arrival))
      }
      state.leaves.base[0] = exchange.exchange(
        ranks, losses: state.rowLosses.base, leaves: state.leaves.base[0]
      ) { state.gradient(of: plan.nodes[$0]) }
      exchangeRows(ranks, exchange, step: step)
    }
    meet()
    if exchange.sum != nil { addPart(plan, ranks, exchange) }
  }

  /// What rows have of their own: the gradients of a table's vectors, which are added in the order of all rows,
  /// and the states that go on to the next step, which a checkpoint has of all rows.
  private func exchangeRows(_ ranks: RankPlan, _ exchange: RankExchange, step: Int) {
    if let tokens = state.compiled.tokenGradients {
      exchange.exchangeRows(ranks, tokens.tokens.base, each: tokens.steps)
      exchange.exchangeRows(ranks, tokens.values.base, each: tokens.steps * tokens.size)
    }
    if let carried = state.carried {
      exchange.exchangeRows(ranks, carried.after(step).base, each: carried.width)
    }
  }

  /// This worker's share of the part that its rank adds for all.
  private func addPart(_ plan: ShardPlan, _ ranks: RankPlan, _ exchange: RankExchange) {
    let part = exchange.part
    // Of another rank's node the part is all that there is.
    func gradient(_ node: Int) -> UnsafeMutablePointer<Float> {
      state.gradient(of: plan.nodes[node]) + (ranks.arrives(node) ? 0 : part.lowerBound)
    }
    let first = worker * part.count / state.workers & ~15
    let end =
      worker + 1 == state.workers ? part.count : (worker + 1) * part.count / state.workers & ~15
    add(ranks.across, count: end - first) { gradient($0) + first }
    lap(.update)
    meet()
    if worker == 0 { exchange.gatherSum(gradient(plan.root)) }
    meet()
  }

  /// - Parameter gradient: where the numbers of a node begin.
  private func add(
    _ additions: [ShardPlan.Addition], count: Int,
    gradient: (_ node: Int) -> UnsafeMutablePointer<Float>
  ) {
    var done = 0
    while done < count {
      let chunk = min(Self.chunk, count - done)
      for addition in additions {
        kernels.add(gradient(addition.target) + done, gradient(addition.source) + done, chunk)
      }
      done += chunk
    }
  }

  private func sumTokens(_ plan: ShardPlan) { table?.sum(rows: plan.rows, clip: clip) }

  /// Brings each number to within the bound, if there is one; a NaN stays, so that it is found out.
  private func clip(_ values: UnsafeMutablePointer<Float>, _ count: Int) {
    guard let bound = state.options.clipValue.map(Float.init) else { return }
    for index in 0..<count {
      let value = values[index]
      values[index] = value > bound ? bound : value < -bound ? -bound : value
    }
  }

  private func update(_ plan: ShardPlan, block index: Int, gradientScale: Float) {
    let block = state.compiled.blocks[index]
    let gradient = state.sum(plan)
    optimizer.update(
      run(
        block.offset, block.count, gradient + block.offset, scale: gradientScale,
        isBias: block.isBias))
    for copy in sites.indices { state.compiled.pack(block, at: sites[copy][block.layer]) }
  }

  private func run(
    _ offset: Int, _ count: Int, _ gradient: UnsafePointer<Float>, scale: Float, isBias: Bool
  ) -> ParameterRun {
    ParameterRun(
      count: count, offset: offset, weights: state.compiled.weights.base + offset,
      gradient: gradient, gradientScale: scale, learningRate: learningRate, isBias: isBias,
      slots: UnsafePointer(state.slotBases.base), kernels: kernels)
  }

  private func updateTable(gradientScale: Float) {
    table?.update(optimizer) { offset, count, gradient in
      run(offset, count, gradient, scale: gradientScale, isBias: false)
    }
  }

  /// The update with the gradient scaled to at most the clip norm.
  private func updateClipped(_ plan: ShardPlan) {
    let gradient = state.sum(plan)
    for index in state.ownership[worker] {
      sumGradients(plan, block: index)
      measure(gradient, block: index)
    }
    sumTokens(plan)
    table?.measure()
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
      table?.measure(unit: Self.smallUnit)
      squares = sumOfSquares()
    }
    let norm = squares.squareRoot()
    let limit = (state.options.clipNorm ?? .infinity) * unit
    // A gradient that is not finite itself gives weights that are not, which the next loss shows.
    let scale = norm > limit ? limit / norm / unit : 1 / unit
    for index in state.ownership[worker] {
      update(plan, block: index, gradientScale: Float(scale))
    }
    updateTable(gradientScale: Float(scale))
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
    table?.addSquares(to: &squares)
    return squares
  }
}
