import Dispatch

/// Worker 0's duties between steps: records, events, callbacks, checkpoints, and whether to stop.
///
/// Called by worker 0 alone while the workers run: either in the window between the barrier after an
/// update and the one before the next, when nobody writes weights or moments, or at an epoch's end,
/// when the others wait.
final class TrainingRecorder: Sendable {
  private struct Desk {
    var memory: TrainingMemory
    var callbacks: [any TrainingCallback]
    /// When the seconds in `memory` were last brought up to date.
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
  private let notify: @Sendable (TrainingNotice) -> Void

  /// - Parameter writer: nil writes no checkpoints; `identity` is what they carry.
  init(
    memory: TrainingMemory, callbacks: [any TrainingCallback], identity: TrainingIdentity?,
    writer: CheckpointWriter?, notify: @escaping @Sendable (TrainingNotice) -> Void
  ) {
    desk = Locked(Desk(memory: memory, callbacks: callbacks))
    self.identity = identity
    self.writer = writer
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
  func stepEnded(_ position: TrainingPosition, adam: Adam, rows: Int, in state: TrainingState) {
    if let stepEnded = state.events.stepEnded {
      let seen = min(position.step * state.options.batchSize, state.order.count)
      stepEnded(
        TrainingEvents.Step(
          epoch: position.epoch + 1, step: position.step, stepsPerEpoch: state.stepsPerEpoch,
          loss: position.lossSum / Double(seen * state.training.targetCount)))
    }
    desk.withLock { desk in
      desk.memory.position = position
      desk.memory.adam = adam
      desk.memory.samples += rows
      writeIfDue(&desk, state)
    }
  }

  /// After the validation: the records, events and callbacks of an epoch.
  ///
  /// Returns the learning rate of the next one and whether there is to be one.
  func epochEnded(in state: TrainingState) -> (learningRate: Double, goesOn: Bool) {
    desk.withLock { desk in
      advanceClock(&desk)
      let record = record(desk.memory, state)
      let weights = state.compiled.weights
      let isFinite = weights.elements.allSatisfy(\.isFinite)
      guard isFinite, record.validationLoss?.isFinite ?? true else {
        // No next step would find it out after the last epoch.
        let loss = isFinite ? record.validationLoss ?? .nan : .nan
        fail(&desk, loss: loss, desk.memory.position.epoch, desk.memory.position.step, state)
        return (desk.memory.adam.learningRate, false)
      }
      guard state.secondMoments.elements.allSatisfy(\.isFinite) else {
        restore(state)
        desk.failure = .gradientOverflow(
          epoch: record.epoch, learningRate: desk.memory.adam.learningRate)
        return (desk.memory.adam.learningRate, false)
      }
      desk.memory.epochs.append(record)
      desk.memory.epochSeconds = 0
      desk.memory.position = TrainingPosition(epoch: record.epoch)
      let loss = record.validationLoss ?? record.loss
      let isBest = loss < desk.memory.best?.loss ?? .infinity
      if isBest {
        desk.memory.best = BestEpoch(epoch: record.epoch, loss: loss)
        state.bestWeights.base.update(from: weights.base, count: weights.count)
      }
      runCallbacks(&desk, record, isBest: isBest, state)
      let decision = state.events.epochEnded?(record) ?? .goOn
      let isOver = record.epoch >= state.endEpoch
      desk.owesEpoch = true
      if !isOver { writeIfDue(&desk, state) }
      return (
        desk.memory.adam.learningRate, desk.memory.stopReason == nil && decision == .goOn
      )
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
      learningRate: desk.memory.adam.learningRate)
  }

  /// Takes the last good weights back.
  private func restore(_ state: TrainingState) {
    let weights = state.compiled.weights
    weights.base.update(from: state.lastGood.base, count: weights.count)
  }

  /// After the workers have ended: the last checkpoint, unless the training failed.
  func conclude(_ state: TrainingState) -> TrainingOutcome {
    desk.withLock { desk in
      advanceClock(&desk)
      if desk.failure == nil { write(&desk, state) }
      return TrainingOutcome(
        memory: desk.memory, callbacks: desk.callbacks, failure: desk.failure,
        isInterrupted: desk.isInterrupted)
    }
  }

  private func record(_ memory: TrainingMemory, _ state: TrainingState) -> EpochRecord {
    let outputs = state.training.targetCount
    let losses = state.validationLosses.elements
    return EpochRecord(
      epoch: memory.position.epoch + 1,
      loss: memory.position.lossSum / Double(state.order.count * outputs),
      validationLoss: losses.isEmpty
        ? nil : losses.reduce(0, +) / Double(losses.count * outputs),
      seconds: memory.epochSeconds)
  }

  private func runCallbacks(
    _ desk: inout Desk, _ record: EpochRecord, isBest: Bool, _ state: TrainingState
  ) {
    var end = EpochEnd(
      record: record, isBest: isBest, learningRate: desk.memory.adam.learningRate,
      stopReason: nil, weights: { state.compiled.currentWeights() })
    for index in desk.callbacks.indices { desk.callbacks[index].epochEnded(&end) }
    for warning in end.warnings { notify(.warning(warning)) }
    desk.memory.adam.learningRate = end.learningRate
    desk.memory.stopReason = end.stopReason
  }

  private func advanceClock(_ desk: inout Desk) {
    let now = DispatchTime.now().uptimeNanoseconds
    let seconds = Double(now &- desk.clock) / 1e9
    desk.clock = now
    desk.memory.epochSeconds += seconds
    desk.memory.seconds += seconds
  }

  /// Within an epoch by the clock; at its end, unless that would cost more than a hundredth of the
  /// time, and then as soon as it does not.
  private func writeIfDue(_ desk: inout Desk, _ state: TrainingState) {
    guard let writer else { return }
    let isEager = writer.folder.interval == 0
    let now = DispatchTime.now().uptimeNanoseconds
    let elapsed = Double(now &- desk.lastCheckpoint) / 1e9
    let affordable = elapsed * CheckpointFolder.largestShare
    let isDue =
      isEager || elapsed >= writer.folder.interval
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
      desk.memory.callbacks = try desk.callbacks.map { try $0.record() }
    } catch {
      notify(.checkpointFailed("the state of a callback cannot be written as JSON: \(error)"))
      return
    }
    let memory = desk.memory
    writer.submit { snapshot in
      state.copy(memory, identity: identity, into: snapshot)
    }
    desk.owesEpoch = false
    desk.lastCheckpoint = DispatchTime.now().uptimeNanoseconds
    desk.copyingSeconds = Double(desk.lastCheckpoint &- start) / 1e9
  }
}

/// What the recorder brings home.
struct TrainingOutcome {
  var memory: TrainingMemory
  var callbacks: [any TrainingCallback]
  var failure: TrainingError?
  var isInterrupted: Bool
}
