import KernelInterface

/// One worker's part of a training, from its first touch of memory to the last epoch.
///
/// Two barriers a step, three with gradient clipping: after the gradients, after the update.
final class TrainingWorker {
  private let state: TrainingState
  private let worker: Int
  private let pass: ForwardPass
  private let kernels: KernelTable
  /// For each packed copy of the weights, of each layer.
  private let sites: [[LayerSite]]
  /// [R, outputs]
  private let targets: SharedBuffer<Float>
  private let buffers: [SharedBuffer<Float>]
  private let full: WorkerShare
  private let last: WorkerShare
  private var adam: Adam
  private let progress: WorkerProgress
  /// Steps since this worker began, for the watchdog.
  private var stepsDone = 0
  private var leaves = false
  private var times = PhaseTimes()
  private var clock = PhaseClock()

  init(_ state: TrainingState, worker: Int) {
    self.state = state
    self.worker = worker
    kernels = state.compiled.kernels
    let compiled = state.compiled
    compiled.prepare(for: worker)
    sites = (0..<compiled.copies.count).map(compiled.sites)
    let rows = max(
      state.fullPlan.workerRows[worker].count, state.lastPlan.workerRows[worker].count, 1)
    pass = ForwardPass(
      state.compiled, source: state.training,
      size: .training(
        rows: rows, shardRows: state.fullPlan.shardRows,
        nodeShards: max(state.fullPlan.largestNode, state.lastPlan.largestNode)),
      copy: compiled.copies.copy(of: worker))
    let outputs = state.training.targetCount
    targets = SharedBuffer(repeating: 0, count: rows * outputs)
    let slots = state.slots
    buffers = (0..<slots).map { _ in
      SharedBuffer(repeating: 0, count: state.compiled.weights.count)
    }
    for slot in 0..<slots { state.gradients.base[worker * slots + slot] = buffers[slot].base }
    full = WorkerShare(state.fullPlan, worker: worker, buffers: buffers)
    last = WorkerShare(state.lastPlan, worker: worker, buffers: buffers)
    adam = state.start.optimizer.adam
    progress = state.progress[worker]
  }

  /// All epochs. Every worker makes the same decisions from the same numbers.
  func run() {
    var position = state.start.position
    if worker == 0 {
      state.shuffle(epoch: position.epoch)
      state.recorder.start()
    }
    meet()
    clock = PhaseClock()
    var goesOn = state.start.goesOn
    while goesOn, position.epoch < state.endEpoch {
      goesOn = runEpoch(&position)
    }
    finish()
  }

  /// The rest of one epoch, its validation and its end; returns whether another one may follow.
  private func runEpoch(_ position: inout TrainingPosition) -> Bool {
    while position.step < state.stepsPerEpoch {
      let first = position.step * state.options.batchSize
      let rows = min(state.options.batchSize, state.order.count - first)
      guard let loss = runStep(position, first: first, rows: rows) else { return false }
      position.step += 1
      position.lossSum += loss
      stepsDone += 1
      if worker == 0 {
        progress.mark(.reporting, step: stepsDone)
        state.recorder.stepEnded(position, adam: adam, rows: rows, in: state)
      }
      if leaves {
        if worker == 0 { state.recorder.interrupt() }
        return false
      }
    }
    validate()
    meet()
    if worker == 0 { endEpoch(position) }
    meet()
    position = TrainingPosition(epoch: position.epoch + 1)
    adam.learningRate = state.learningRate.base[0]
    if position.epoch <= state.warmUpEpochs { times = PhaseTimes() }
    return state.goesOn.base[0]
  }

  /// Waits for all others.
  @inline(__always)
  private func meet() {
    progress.mark(.waiting, step: stepsDone)
    state.barrier.wait()
    times.waiting += clock.lap()
  }

  /// One step; returns the batch's summed loss, or nil when it is not finite, in which case the
  /// weights are those before the step.
  private func runStep(_ position: TrainingPosition, first: Int, rows rowsInBatch: Int) -> Double? {
    let isFull = rowsInBatch == state.fullPlan.rows
    let plan = isFull ? state.fullPlan : state.lastPlan
    let share = isFull ? full : last
    if worker == 0, let stopRequest = state.stopRequest {
      state.leaves.base[0] = stopRequest.isRequested
    }
    computeGradients(plan, share, position, first: first)
    meet()

    progress.mark(.update, step: stepsDone)
    leaves = state.leaves.base[0]
    var loss = 0.0
    for row in 0..<rowsInBatch { loss += state.rowLosses.base[row] }
    guard loss.isFinite else {
      if worker == 0 {
        let mean = loss / Double(rowsInBatch * state.training.targetCount)
        state.recorder.fail(loss: mean, position: position, in: state)
      }
      return nil
    }
    if position.step == 0 { keepWeights() }
    adam.advance()
    if state.options.clipNorm == nil {
      for block in state.ownership[worker] {
        sumGradients(plan, block: block)
        update(plan, block: block, gradientScale: 1)
      }
    } else {
      updateClipped(plan)
    }
    times.update += clock.lap()
    meet()
    return loss
  }

  /// Keeps the weights that an epoch begins with, once they have given a finite loss: each worker
  /// those that it is about to change.
  private func keepWeights() {
    for index in state.ownership[worker] {
      let block = state.compiled.blocks[index]
      (state.lastGood.base + block.offset).update(
        from: state.compiled.weights.base + block.offset, count: block.count)
    }
  }

  private func computeGradients(
    _ plan: ShardPlan, _ share: WorkerShare, _ position: TrainingPosition, first: Int
  ) {
    let rows = share.rows.count
    if rows == 0 { return }
    let begin = first + share.rows.lowerBound
    let order = state.order.base + begin
    let offset = state.trainingWindows.lowerBound
    let outputs = state.training.targetCount
    progress.mark(.gather, step: stepsDone)
    pass.gather(rows: rows) { offset + Int(order[$0]) }
    for row in 0..<rows {
      state.training.gatherTargets(offset + Int(order[row]), into: targets.base + row * outputs)
    }
    times.gather += clock.lap()
    progress.mark(.forward, step: stepsDone)
    let context = PassContext(
      rows: rows, isTraining: true, seed: state.options.seed, epoch: position.epoch,
      step: position.step, firstRow: share.rows.lowerBound)
    let output = pass.run(context)
    let inverseCount = 1 / Float(plan.rows * outputs)
    let gradient = pass.network.gradient(of: output, rows: rows)
    for row in 0..<rows {
      state.rowLosses.base[share.rows.lowerBound + row] = state.options.loss.row(
        outputs: output.values + row * output.stride, targets: targets.base + row * outputs,
        count: outputs, inverseCount: inverseCount,
        gradient: gradient.values + row * gradient.stride)
    }
    times.forward += clock.lap()
    progress.mark(.backward, step: stepsDone)
    pass.network.backward(
      gradient, context, nodes: UnsafeBufferPointer(share.nodes.elements),
      shardRows: plan.shardRows)
    times.backward += clock.lap()
  }

  /// Elements that are summed and updated while they are in the nearest cache.
  private static let chunk = 2048

  /// Finishes the tree for one block: the root's buffer holds the whole sum.
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
  }

  private func update(_ plan: ShardPlan, block index: Int, gradientScale: Float) {
    let block = state.compiled.blocks[index]
    let gradient = state.gradient(of: plan.nodes[plan.root])
    kernels.adam(
      adam.task(
        count: block.count, weights: state.compiled.weights.base + block.offset,
        firstMoment: state.firstMoments.base + block.offset,
        secondMoment: state.secondMoments.base + block.offset,
        gradient: gradient + block.offset, gradientScale: gradientScale))
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
    times.update += clock.lap()
    meet()
    progress.mark(.update, step: stepsDone)
    var squares = 0.0
    for index in 0..<state.blockNorms.count { squares += state.blockNorms.base[index] }
    return squares
  }

  private func validate() {
    guard let validation = state.validation else { return }
    progress.mark(.validation, step: stepsDone)
    let windows = state.validationWindows
    let begin = worker * windows.count / state.workers
    let end = (worker + 1) * windows.count / state.workers
    let outputs = validation.targetCount
    var done = begin
    // Whoever leaves early has seen a request that worker 0 sees at the barrier that follows.
    while done < end, !(state.stopRequest?.isRequested ?? false) {
      let rows = min(pass.maximumRows, end - done)
      let start = done
      pass.gather(rows: rows) { windows.lowerBound + start + $0 }
      let output = pass.run(PassContext(rows: rows))
      for row in 0..<rows {
        validation.gatherTargets(windows.lowerBound + done + row, into: targets.base)
        state.validationLosses.base[done + row] = state.options.loss.row(
          outputs: output.values + row * output.stride, targets: targets.base, count: outputs,
          inverseCount: 0, gradient: nil)
      }
      done += rows
    }
    times.forward += clock.lap()
  }

  /// Worker 0, while the others wait. An interrupted validation is done again by who resumes.
  private func endEpoch(_ position: TrainingPosition) {
    progress.mark(.reporting, step: stepsDone)
    if state.stopRequest?.isRequested ?? false {
      state.recorder.interrupt()
      state.goesOn.base[0] = false
      return
    }
    let next = state.recorder.epochEnded(in: state)
    state.learningRate.base[0] = next.learningRate
    state.goesOn.base[0] = next.goesOn
    if next.goesOn { state.shuffle(epoch: position.epoch + 1) }
  }

  private func finish() {
    let gradients = buffers.reduce(0) { $0 + 4 * $1.count }
    let bytes = pass.workspaceBytes + gradients
    state.results.withLock {
      $0.phases[worker] = times
      $0.workspaceBytes += bytes
    }
    // Others may still read this worker's gradient buffers until they have left the last step.
    progress.mark(.finished, step: stepsDone)
    state.barrier.wait()
  }
}

/// The rows and nodes of one worker under one plan.
private struct WorkerShare {
  let rows: Range<Int>
  let nodes: SharedBuffer<GradientNode>

  init(_ plan: ShardPlan, worker: Int, buffers: [SharedBuffer<Float>]) {
    let rows = plan.workerRows[worker]
    self.rows = rows
    nodes = SharedBuffer(
      plan.nodes.filter { $0.worker == worker }.map {
        GradientNode(
          firstRow: $0.rows.lowerBound - rows.lowerBound, rows: $0.rows.count,
          output: buffers[$0.slot].base)
      })
  }
}
