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
    if state.options.stateful { return validateLanes(validation) }
    let share = state.validationOrder.share(of: state.share.firstWorker + worker)
    if share.isEmpty { return }
    let full = ownPass(
      validation, samples: min(share.count, state.validationOrder.rows))
    var done = share.lowerBound
    // Whoever leaves early has seen a request that worker 0 sees at the barrier that follows.
    while done < share.upperBound, !(state.stopRequest?.isRequested ?? false) {
      let rows = min(full.pass.maximumRows, share.upperBound - done)
      let (first, order) = (done, state.validationOrder)
      validate(validation, full, rows: rows) { order.sample(at: first + $0) }
      done += rows
    }
    lap(.validation)
  }

  /// The pass of this worker, made when it is first needed.
  private func ownPass(_ source: any SampleSource, samples: Int) -> ValidationPass {
    let full =
      validationPass
      ?? ValidationPass(
        state.compiled, source, samples: samples,
        copy: state.compiled.copies.copy(of: worker))
    validationPass = full
    return full
  }

  /// The same for samples that follow each other, in as many lanes as a batch has rows; each worker goes
  /// through some of the lanes.
  private func validateLanes(_ source: any SampleSource) {
    let lanes = Lanes(samples: source.count, most: state.options.batchSize)
    let own =
      worker * lanes.count / state.workers..<(worker + 1) * lanes.count / state.workers
    if own.isEmpty { return }
    let full = ownPass(source, samples: own.count)
    let most = full.pass.maximumRows
    for first in stride(from: own.lowerBound, to: own.upperBound, by: most) {
      lanes.forEachStep(first..<min(first + most, own.upperBound)) { step, rows in
        if state.stopRequest?.isRequested ?? false { return }
        validate(source, full, rows: rows, continues: step > 0) {
          lanes.sample(lane: first + $0, step: step)
        }
      }
    }
    lap(.validation)
  }

  private func validate(
    _ source: any SampleSource, _ full: ValidationPass, rows: Int, continues: Bool = false,
    sample: (_ row: Int) -> Int
  ) {
    full.pass.gather(source, rows: rows, sample: sample)
    let lengths = full.pass.lengths
    let output = full.pass.run(
      PassContext(rows: rows, lengths: lengths, continues: continues))
    for row in 0..<rows {
      let sample = sample(row)
      let targets = full.targets.base + row * source.targetCount
      source.gatherTargets(sample, into: targets)
      state.validationLosses.base[sample] = loss(
        of: sample, source, output, rows: rows, row: row, targets: targets,
        length: lengths.map { Int($0[row]) }, scale: 0, gradient: nil)
    }
  }
}
