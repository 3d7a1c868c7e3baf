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
    let begin = worker * validation.count / state.workers
    let end = (worker + 1) * validation.count / state.workers
    if begin == end { return }
    let full =
      validationPass
      ?? ValidationPass(
        state.compiled, validation, samples: end - begin,
        copy: state.compiled.copies.copy(of: worker))
    validationPass = full
    var done = begin
    // Whoever leaves early has seen a request that worker 0 sees at the barrier that follows.
    while done < end, !(state.stopRequest?.isRequested ?? false) {
      let rows = min(full.pass.maximumRows, end - done)
      validate(done..<done + rows, of: validation, full)
      done += rows
    }
    lap(.validation)
  }

  private func validate(
    _ samples: Range<Int>, of source: any SampleSource, _ full: ValidationPass
  ) {
    let rows = samples.count
    full.pass.gather(source, rows: rows) { samples.lowerBound + $0 }
    let output = full.pass.run(PassContext(rows: rows))
    for row in 0..<rows {
      let targets = full.targets.base + row * source.targetCount
      source.gatherTargets(samples.lowerBound + row, into: targets)
      state.validationLosses.base[samples.lowerBound + row] = loss(
        of: samples.lowerBound + row, source, output, rows: rows, row: row, targets: targets,
        scale: 0, gradient: nil)
    }
  }
}
