import Foundation

/// Worker 0's duties between steps: records, events, callbacks, checkpoints, and whether to stop.
///
/// Called by worker 0 alone while the workers run: either in the window between the barrier after an
/// update and the one before the next, when nobody writes weights or slots, or at an epoch's end,
/// when the others wait.
final class TrainingRecorder: Sendable {
  private struct Desk {
    var progress: TrainingProgress
    var callbacks: [any TrainingCallback]
    /// When the seconds in `progress` were last brought up to date.
    var clock: UInt64 = 0
    var lastCheckpoint: UInt64 = 0
    var copyingSeconds = 0.0
    /// An epoch has ended that no checkpoint holds yet.
    var owesEpoch = false
    var failure: TrainingError?
    var isInterrupted = false
  }

  private let desk: Locked<Desk>
  private let identity: TrainingIdentity?
  private let writer: CheckpointWriter?
  /// Where callbacks and epochs' events run.
  private let callerDesk: CallerDesk
  private let board: StatusBoard
  private let notify: @Sendable (TrainingNotice) -> Void

  /// - Parameter writer: nil writes no checkpoints; `identity` is what they carry.
  init(
    progress: TrainingProgress, callbacks: [any TrainingCallback], identity: TrainingIdentity?,
    writer: CheckpointWriter?, desk: CallerDesk, board: StatusBoard,
    notify: @escaping @Sendable (TrainingNotice) -> Void
  ) {
    self.desk = Locked(Desk(progress: progress, callbacks: callbacks))
    self.identity = identity
    self.writer = writer
    self.callerDesk = desk
    self.board = board
    self.notify = notify
  }

  func start() {
    let now = DispatchTime.now().uptimeNanoseconds
    desk.withLock {
      $0.clock = now
      $0.lastCheckpoint = now
    }
  }

  /// After an update: the event of the step, and a checkpoint where one is due.
  func stepEnded(_ position: TrainingPosition, rows: Int, in state: TrainingState) {
    let seen = min(position.step * state.options.rowsPerStep, state.samplesPerEpoch)
    let loss = position.lossSum / Double(state.terms(0..<seen))
    board.stepEnded(position, rows: rows, loss: loss)
    if let stepEnded = state.events.stepEnded {
      stepEnded(
        TrainingEvents.Step(
          epoch: position.epoch + 1, step: position.step, stepsPerEpoch: state.stepsPerEpoch,
          loss: loss))
    }
    desk.withLock { desk in
      writer?.settle()
      desk.progress.position = position
      desk.progress.steps += 1
      desk.progress.optimizer.advance()
      desk.progress.samples += rows
      writeIfDue(&desk, state)
    }
  }

  /// Tells what the workers have seen of their places since the last epoch.
  func tell(_ watch: PlacementWatch) {
    let moves = watch.newMoves()
    if !moves.isEmpty { notify(.workersMoved(moves)) }
    let remote = watch.newRemoteMemory()
    if !remote.isEmpty { notify(.remoteMemory(remote)) }
  }

  /// After the validation: the records, events and callbacks of an epoch.
  ///
  /// Returns the learning rate of the next one and whether there is to be one.
  func epochEnded(in state: TrainingState) -> (learningRate: Double, goesOn: Bool) {
    guard let round = closeEpoch(in: state) else {
      return (desk.withLock { $0.progress.learningRate }, false)
    }
    let shared = Locked(round)
    callerDesk.run {
      shared.withLock { $0.run(state.events) }
    }
    let outcome = shared.withLock { $0 }
    for notice in outcome.end.notices { notify(notice) }
    return desk.withLock { desk in
      desk.callbacks = outcome.callbacks
      desk.progress.learningRate = outcome.end.learningRate
      desk.progress.stopReason = outcome.end.stopReason
      desk.owesEpoch = true
      if round.end.record.epoch < state.endEpoch { writeIfDue(&desk, state) }
      return (
        desk.progress.learningRate,
        desk.progress.stopReason == nil && outcome.decision == .goOn
      )
    }
  }

  /// Takes an epoch into the records; nil when it has failed.
  private func closeEpoch(in state: TrainingState) -> EpochRound? {
    desk.withLock { desk in
      writer?.settle()
      advanceClock(&desk)
      let record = record(desk.progress, state)
      let weights = state.compiled.weights
      let isFinite = weights.elements.allSatisfy(\.isFinite)
      guard isFinite, record.validationLoss?.isFinite ?? true else {
        // No next step would find it out after the last epoch.
        let loss = isFinite ? record.validationLoss ?? .nan : .nan
        let position = desk.progress.position
        fail(&desk, loss: loss, position.epoch, position.step, state)
        return nil
      }
      guard state.slots.allSatisfy({ $0.elements.allSatisfy(\.isFinite) }) else {
        restore(state)
        desk.failure = .gradientOverflow(
          epoch: record.epoch, learningRate: desk.progress.learningRate)
        return nil
      }
      desk.progress.epochs.append(record)
      desk.progress.epochSeconds = 0
      desk.progress.position = TrainingPosition(epoch: record.epoch)
      defer { board.epochEnded(record, best: desk.progress.best) }
      let loss = record.validationLoss ?? record.loss
      let isBest = loss < desk.progress.best?.loss ?? .infinity
      if isBest {
        desk.progress.best = BestEpoch(epoch: record.epoch, loss: loss)
        state.bestWeights.base.update(from: weights.base, count: weights.count)
      }
      let best = desk.progress.best.map { best in
        BestWeightsSoFar(loss: best.loss) { state.compiled.weights(in: state.bestWeights) }
      }
      return EpochRound(
        callbacks: desk.callbacks,
        end: EpochEnd(
          record: record, isBest: isBest, learningRate: desk.progress.learningRate,
          stopReason: nil, best: best, weights: { state.compiled.currentWeights() }))
    }
  }

  /// Somebody asked to stop; the training can go on from its last step.
  func interrupt() {
    desk.withLock { $0.isInterrupted = true }
  }

  /// The loss of a step is not finite.
  func fail(loss: Double, position: TrainingPosition, in state: TrainingState) {
    desk.withLock { fail(&$0, loss: loss, position.epoch, position.step + 1, state) }
  }

  /// The weights that gave such a loss are to blame, finite or not.
  private func fail(
    _ desk: inout Desk, loss: Double, _ epochsEnded: Int, _ step: Int, _ state: TrainingState
  ) {
    restore(state)
    desk.failure = .notFinite(
      loss: loss, epoch: epochsEnded + 1, step: step,
      learningRate: desk.progress.learningRate)
  }

  /// Takes the last good weights back.
  private func restore(_ state: TrainingState) {
    let weights = state.lastWeights
    weights.base.update(from: state.lastGood.base, count: weights.count)
  }

  /// After the workers have ended: the last checkpoint, unless the training failed.
  func conclude(_ state: TrainingState) -> TrainingOutcome {
    tell(state.watch)
    return desk.withLock { desk in
      advanceClock(&desk)
      if desk.failure == nil { write(&desk, state) }
      return TrainingOutcome(
        progress: desk.progress, callbacks: desk.callbacks, failure: desk.failure,
        isInterrupted: desk.isInterrupted)
    }
  }

  private func record(_ progress: TrainingProgress, _ state: TrainingState) -> EpochRecord {
    let losses = state.validationLosses.elements
    return EpochRecord(
      epoch: progress.position.epoch + 1,
      loss: progress.position.lossSum / Double(state.terms(0..<state.samplesPerEpoch)),
      validationLoss: losses.isEmpty
        ? nil : losses.reduce(0, +) / Double(state.validationTerms),
      learningRate: progress.learningRate
        * state.options.schedule.factor(at: max(progress.steps - 1, 0)),
      seconds: progress.epochSeconds, time: max(Date().timeIntervalSince1970, 0))
  }

  private func advanceClock(_ desk: inout Desk) {
    let now = DispatchTime.now().uptimeNanoseconds
    let seconds = Double(now &- desk.clock) / 1e9
    desk.clock = now
    desk.progress.epochSeconds += seconds
    desk.progress.seconds += seconds
  }

  /// Of the time between two ends of epochs, how much a checkpoint at each may take: those of
  /// epochs that are shorter than a hundred checkpoints are left out, but for the last.
  private static let largestShare = 0.01

  /// Within an epoch by the clock; at its end, unless that would cost more than a hundredth of the
  /// time, and then as soon as it does not.
  private func writeIfDue(_ desk: inout Desk, _ state: TrainingState) {
    guard let writer else { return }
    let isEager = writer.store.interval == 0
    let now = DispatchTime.now().uptimeNanoseconds
    let elapsed = Double(now &- desk.lastCheckpoint) / 1e9
    let affordable = elapsed * Self.largestShare
    let isDue =
      isEager || elapsed >= writer.store.interval
      || (desk.owesEpoch && writer.cost + desk.copyingSeconds <= affordable)
    guard isDue, isEager || writer.isIdle else { return }
    advanceClock(&desk)
    write(&desk, state)
    if isEager { writer.waitUntilIdle() }
  }

  private func write(_ desk: inout Desk, _ state: TrainingState) {
    guard let writer, let identity else { return }
    let start = DispatchTime.now().uptimeNanoseconds
    // A state that cannot be encoded is a mistake in a callback; it must not cost the training.
    do {
      desk.progress.callbacks = try desk.callbacks.map { try $0.record() }
    } catch {
      notify(.checkpointFailed("the state of a callback cannot be written as JSON: \(error)"))
      return
    }
    let progress = desk.progress
    writer.submit { room in
      Checkpoint(
        options: state.options, identity: identity, progress: state.copy(progress, into: room))
    }
    desk.owesEpoch = false
    desk.lastCheckpoint = DispatchTime.now().uptimeNanoseconds
    desk.copyingSeconds = Double(desk.lastCheckpoint &- start) / 1e9
  }
}

/// What the recorder brings home.
struct TrainingOutcome {
  var progress: TrainingProgress
  var callbacks: [any TrainingCallback]
  var failure: TrainingError?
  var isInterrupted: Bool
}

/// What callbacks and an event make of an epoch's end.
private struct EpochRound: Sendable {
  var callbacks: [any TrainingCallback]
  var end: EpochEnd
  var decision = TrainingEvents.Decision.goOn

  mutating func run(_ events: TrainingEvents) {
    for index in callbacks.indices { callbacks[index].epochEnded(&end) }
    decision = events.epochEnded?(end.record) ?? .goOn
  }
}
