/// One worker's pass over its share of the validation samples: full tiles, however few rows of a
/// batch the worker trains on, and no history.
struct ValidationPass {
  let pass: ForwardPass
  /// [R, targets]
  let targets: SharedBuffer<Float>

  /// - Parameter samples: the worker's, at least 1.
  init(_ compiled: CompiledModel, _ source: any SampleSource, samples: Int, copy: Int) {
    let rows = min(PassSize.fullRows, samples)
    pass = ForwardPass(compiled, size: .inference(rows: rows), copy: copy)
    targets = SharedBuffer(untouched: rows * source.targetCount)
  }
}

extension TrainingWorker {
  /// The losses of this worker's share of the validation samples, with the weights as they are.
  func validate() {
    guard let validation = state.validation else { return }
    progress.mark(.validation, step: stepsDone)
    let share = state.validationOrder.share(of: worker)
    if share.isEmpty { return }
    let full =
      validationPass
      ?? ValidationPass(
        state.compiled, validation, samples: min(share.count, state.validationOrder.rows),
        copy: state.compiled.copies.copy(of: worker))
    validationPass = full
    var done = share.lowerBound
    // Whoever leaves early has seen a request that worker 0 sees at the barrier that follows.
    while done < share.upperBound, !(state.stopRequest?.isRequested ?? false) {
      let rows = min(full.pass.maximumRows, share.upperBound - done)
      validate(done..<done + rows, of: validation, full)
      done += rows
    }
    lap(.validation)
  }

  private func validate(
    _ places: Range<Int>, of source: any SampleSource, _ full: ValidationPass
  ) {
    let rows = places.count
    let order = state.validationOrder
    full.pass.gather(source, rows: rows) { order.sample(at: places.lowerBound + $0) }
    let lengths = full.pass.lengths
    let output = full.pass.run(PassContext(rows: rows, lengths: lengths))
    for row in 0..<rows {
      let sample = order.sample(at: places.lowerBound + row)
      let targets = full.targets.base + row * source.targetCount
      source.gatherTargets(sample, into: targets)
      state.validationLosses.base[sample] = loss(
        of: sample, source, output, rows: rows, row: row, targets: targets,
        length: lengths.map { Int($0[row]) }, scale: 0, gradient: nil)
    }
  }
}
