extension TrainingWorker {
  /// Forward, loss and backward for some rows of a batch that are this worker's, or its team's; the
  /// gradients of each of their nodes are in its buffer afterwards.
  ///
  /// - Parameter first: the batch's first place in the epoch's order.
  func computeGradients(
    _ plan: ShardPlan, _ share: WorkerShare, _ position: TrainingPosition, first: Int
  ) {
    let rows = share.rows.count
    let order = state.order.base + (first + share.rows.lowerBound)
    progress.mark(.gather, step: stepsDone)
    let goesOn = state.carried != nil && position.step > 0
    if goesOn { takeStates(share.rows, step: position.step) }
    pass.gather(state.training, rows: rows) { Int(order[$0]) }
    lap(.gather)
    progress.mark(.forward, step: stepsDone)
    let context = PassContext(
      rows: rows, isTraining: true, seed: state.options.seed, epoch: position.epoch,
      step: position.step, firstRow: share.rows.lowerBound, lengths: pass.lengths,
      continues: goesOn)
    let output = pass.run(context)
    let scale = 1 / Float(state.terms(first..<first + plan.rows))
    let gradient = pass.network.gradient(of: output, rows: rows)
    for row in seat.share(of: rows) {
      let own = targets.base + row * state.training.targetCount
      state.training.gatherTargets(Int(order[row]), into: own)
      state.rowLosses.base[share.rows.lowerBound + row] = loss(
        of: Int(order[row]), state.training, output, rows: rows, row: row, targets: own,
        length: pass.lengths.map { Int($0[row]) }, scale: scale, gradient: gradient.values)
    }
    seat.meet()
    leaveStates(share.rows, step: position.step)
    lap(.forward)
    progress.mark(.backward, step: stepsDone)
    pass.network.backward(
      gradient, context, nodes: UnsafeBufferPointer(share.nodes.elements),
      shardRows: plan.shardRows)
    lap(.backward)
  }

  /// Has this member's rows go on where they ended in the step before.
  private func takeStates(_ rows: Range<Int>, step: Int) {
    guard let carried = state.carried else { return }
    let states = carried.before(step).base + rows.lowerBound * carried.width
    for row in seat.share(of: rows.count) {
      pass.network.rowStates.take(states + row * carried.width, row: row)
    }
  }

  /// Leaves what this member's rows go on from in the next step.
  private func leaveStates(_ rows: Range<Int>, step: Int) {
    guard let carried = state.carried else { return }
    let states = carried.after(step).base + rows.lowerBound * carried.width
    for row in seat.share(of: rows.count) {
      pass.network.rowStates.write(row, to: states + row * carried.width)
    }
  }

  /// One row's loss, and its gradient where it is wanted, with the weight of its sample.
  ///
  /// - Parameters:
  ///   - row: in the output.
  ///   - targets: the row's.
  ///   - length: of the row, whose padding has no loss; nil where it has all steps.
  func loss(
    of sample: Int, _ source: any SampleSource, _ output: Activations, rows: Int, row: Int,
    targets: UnsafePointer<Float>, length: Int?, scale: Float,
    gradient: UnsafeMutablePointer<Float>?
  ) -> Double {
    var living = output
    if let length, output.vectors > 1 {
      living.vectors = min(length, output.vectors)
      if let gradient {
        for vector in living.vectors..<output.vectors {
          (gradient + (vector * rows + row) * output.stride).update(
            repeating: 0, count: output.stride)
        }
      }
    }
    let headRow = HeadRow(outputs: living, rows: rows, row: row, targets: targets)
    guard source.hasWeights else {
      return state.head.loss(of: headRow, scale: scale, gradient: gradient)
    }
    let weight = source.weight(of: sample)
    return Double(weight)
      * state.head.loss(of: headRow, scale: scale * weight, gradient: gradient)
  }
}
