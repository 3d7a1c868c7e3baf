import Topology

extension Trainer {
  /// - Throws: `TrainingError` or `ModelError` for samples that cannot be trained on.
  func check(_ training: any SampleSource, _ validation: (any SampleSource)?) throws {
    let head = options.loss.head
    for samples in [training, validation].compactMap({ $0 }) {
      try model.check(samples)
      try head.check(
        model.architecture, output: model.rawOutput, targets: samples.targetCount)
      try head.check(samples, features: model.rawOutput.features)
    }
    try checkStates(training, validation)
    if training.count == 0 { throw TrainingError.noTrainingWindows }
    if training.count > Int(Int32.max) { throw TrainingError.tooManySamples(training.count) }
  }

  /// Where another training begins: where the last one ended, within an epoch that was interrupted.
  func nextStart(samples: Int) -> TrainingProgress {
    var start = progress
    start.beginAnother()
    if start.position.step > TrainingState.stepsPerEpoch(samples: samples, options: options)
      || start.tensors.states?.count != states(at: start.position, samples: samples)
    {
      // Other data than those of the interrupted epoch, which has no rest here.
      start.position = TrainingPosition(epoch: start.position.epoch)
      start.tensors.states = nil
    }
    return start
  }

  /// Checks that a training can go on from a checkpoint, and changes nothing.
  ///
  /// - Throws: what `resume` would throw before its first step.
  package func check(
    _ checkpoint: Checkpoint, _ training: any SampleSource, validation: (any SampleSource)?
  ) throws {
    let validation = options.measured(validation)
    try check(training, validation)
    _ = try restored(
      checkpoint, try identity(training, validation),
      samples: options.samplesPerEpoch(of: training.count))
  }

  /// What the bits of a training depend on, beside its progress.
  func identity(
    _ training: any SampleSource, _ validation: (any SampleSource)?
  ) throws -> TrainingIdentity {
    var identity = TrainingIdentity(
      model: model, options: options, training: training, validation: validation)
    identity.add(try callbacks.map { try $0.record() })
    return identity
  }

  /// Takes over a checkpoint, after checking that the training would be the same.
  func takeOver(
    _ checkpoint: Checkpoint, _ identity: TrainingIdentity, samples: Int,
    _ notify: (TrainingNotice) -> Void
  ) throws -> TrainingProgress {
    callbacks = try restored(checkpoint, identity, samples: samples)
    if checkpoint.version != SkeinVersion.current {
      notify(.otherVersion(file: checkpoint.file, version: checkpoint.version))
    }
    // A checkpoint is a value: who holds it may go on from it again.
    return checkpoint.progress.copied()
  }

  /// The callbacks as a checkpoint has them, if the training would be the same.
  private func restored(
    _ checkpoint: Checkpoint, _ identity: TrainingIdentity, samples: Int
  ) throws -> [any TrainingCallback] {
    let differences = checkpoint.identity.differences(from: identity)
    if !differences.isEmpty {
      throw CheckpointError.changed(file: checkpoint.file, differences)
    }
    let found = checkpoint.progress
    let position = found.position
    guard found.tensors.weights.count == model.weights.layout.floats,
      found.callbacks.count == callbacks.count,
      found.counts(fit: samples, batchSize: options.rowsPerStep),
      found.tensors.states?.count == states(at: found.position, samples: samples)
    else {
      throw CheckpointError.unreadable(
        file: checkpoint.file, problem: "it does not fit the settings that it names itself")
    }
    let begun = position.epoch - found.firstEpoch + (position.step > 0 ? 1 : 0)
    if begun > options.epochs {
      throw CheckpointError.tooFewEpochs(
        file: checkpoint.file, done: begun, wanted: options.epochs)
    }
    var callbacks = callbacks
    for (index, record) in found.callbacks.enumerated() {
      do {
        try callbacks[index].restore(record)
      } catch is DecodingError {
        throw CheckpointError.unreadable(
          file: checkpoint.file, problem: "the state of \(record.name) makes no sense")
      }
    }
    return callbacks
  }

  /// Numbers of the states that a checkpoint within an epoch has; nil where there are none.
  private func states(at position: TrainingPosition, samples: Int) -> Int? {
    guard options.stateful, position.step > 0 else { return nil }
    return min(options.rowsPerStep, samples) * CarriedStates.width(model.architecture)
  }

  /// The workers that can share a batch, with their threads started, and their teams.
  ///
  /// - Throws: `CrewError` when the system starts no thread.
  func members(for training: any SampleSource) throws -> (crew: Crew, teams: TeamPlan) {
    let batchSize = options.rowsPerStep
    // Of the rows that this rank has.
    let ranks = ranks?.count ?? 1
    let rows = (min(batchSize, training.count) + ranks - 1) / ranks
    let work = try BatchWork(model, training: rows, batchSize: batchSize)
    let wanted = crew.lineup(for: work)
    if wanted.crew.count < crew.count {
      let shards = ShardPlan.shardCount(rows: rows, batchSize: batchSize)
      let reason =
        wanted.crew.count < Crew.mostThatMeet
        ? "a batch of \(batchSize) has \(shards) shards"
        : "Dispatch runs few more than \(Crew.mostThatMeet) blocks at a time"
      logger.notice("\(reason), so \(wanted.crew.count) of \(crew.count) workers train")
    }
    for note in crew.placement.notes { logger.notice("\(note)") }
    let members = try wanted.crew.mustered()
    if members.count == wanted.crew.count { return (members, wanted.teams) }
    logger.warning(
      "the system started \(members.count) of \(wanted.crew.count) threads, one a worker")
    return (members, members.teams(of: wanted.teams.mostMembers))
  }

  func notifier(_ events: TrainingEvents) -> @Sendable (TrainingNotice) -> Void {
    if let notice = events.notice { return notice }
    return { [logger] notice in
      if case .note(let sentence) = notice {
        logger.notice("\(sentence)")
      } else {
        logger.warning("\(notice)")
      }
    }
  }
}
