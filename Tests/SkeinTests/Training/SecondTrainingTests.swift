import Skein
import Testing

/// A trainer that trains again goes on, as one longer training would.
@Suite("A second training")
struct SecondTrainingTests {
  private func job(_ epochs: Int, _ callbacks: [any TrainingCallback]) -> DurableJob {
    DurableJob(
      options: TrainingOptions(epochs: epochs, batchSize: 4, learningRate: 0.3, seed: 2),
      callbacks: callbacks)
  }

  /// So many trainings of one trainer, each of `job.options.epochs`.
  private func train(_ job: DurableJob, times: Int) throws -> (Trainer, [History]) {
    let problem = try job.problem()
    let trainer = try job.trainer(problem, workers: 2)
    let histories = try (0..<times).map { _ in
      try trainer.fit(job.training(problem), validation: job.validation(problem))
    }
    return (trainer, histories)
  }

  @Test("goes on from the last weights, not from the best, and remembers the best of both")
  func bestWeights() throws {
    let (long, all) = try train(job(12, [BestWeights()]), times: 1)
    #expect(all[0].bestEpoch.map { $0 < 12 } == true)
    for times in [2, 3, 4, 6, 12] {
      let (short, parts) = try train(job(12 / times, [BestWeights()]), times: times)
      #expect(parts.flatMap(\.epochs).map(\.loss) == all[0].epochs.map(\.loss))
      #expect(parts.flatMap(\.epochs).map(\.epoch) == Array(1...12))
      #expect(parts[times - 1].bestEpoch == all[0].bestEpoch)
      #expect(parts[times - 1].restoredEpoch == all[0].restoredEpoch)
      let areEqual =
        short.model.weights == long.model.weights && short.slotBits == long.slotBits
      #expect(areEqual, "\(times) trainings")
    }
  }

  @Test("after a stop has its patience again, and the bits of a training that was not stopped")
  func patience() throws {
    let stopping = [EarlyStopping(patience: 2, minimumDelta: 9, restoreBestWeights: false)]
    let (trainer, histories) = try train(job(20, stopping), times: 2)
    for history in histories {
      guard case .stopped = history.ending else {
        Issue.record("not stopped: \(history.ending)")
        return
      }
    }
    // The first loss is one to beat; then two epochs without a lower one, and two more.
    #expect(histories.map(\.epochs.count) == [3, 2])
    let (free, all) = try train(job(5, []), times: 1)
    #expect(histories.flatMap(\.epochs).map(\.loss) == all[0].epochs.map(\.loss))
    let areEqual = free.model.weights == trainer.model.weights
    #expect(areEqual)
  }

  @Test("after an interruption goes on within the epoch")
  func interruption() throws {
    let job = job(3, [])
    let problem = try job.problem()
    let trainer = try job.trainer(problem, workers: 2)
    let stop = StopRequest()
    trainer.stopRequest = stop
    _ = try trainer.fit(
      job.training(problem), validation: job.validation(problem),
      events: TrainingEvents(stepEnded: { if $0.epoch == 2, $0.step == 2 { stop.request() } }))
    trainer.stopRequest = nil
    let rest = try trainer.fit(job.training(problem), validation: job.validation(problem))
    #expect(rest.epochs.map(\.epoch) == [2, 3, 4])
    let (whole, all) = try train(self.job(4, []), times: 1)
    let areEqual = whole.model.weights == trainer.model.weights
    #expect(areEqual && rest.epochs.map(\.loss) == all[0].epochs[1...].map(\.loss))
  }

  @Test("after a failure trains the epoch that failed again, in its order")
  func failure() throws {
    // Finite for a while: the rate grows until a loss does not stay so.
    let problem = try job(1, []).problem()
    let job = job(
      40,
      [
        EpochCallback { end in end.learningRate *= 1e9 }
      ])
    let trainer = try job.trainer(problem, workers: 2)
    let error = #expect(throws: TrainingError.self) { try trainer.fit(job.training(problem)) }
    #expect(error?.isDivergence == true)
    let history = try #require(trainer.history)
    guard case .failed(let failure) = history.ending else {
      Issue.record("not failed: \(history.ending)")
      return
    }
    // A loss that is NaN equals none.
    #expect(failure.description == error?.description)
    let ended = history.epochs.count
    #expect(trainer.progress.position == TrainingPosition(epoch: ended))
    #expect(trainer.progress.steps == ended * DurableJob.stepsPerEpoch)
    #expect(trainer.model.weights.areFinite)
    let areKept =
      trainer.model.weights.values == Array(trainer.progress.tensors.weights.elements)
    #expect(areKept)
  }

  @Test("is begun and finished by the same call where there is a store")
  func store() throws {
    try withTemporaryFolder { folder in
      let job = job(3, [EarlyStopping(patience: 9)])
      let undisturbed = try job.run(workers: 1)
      let problem = try job.problem()
      var trace: Trace?
      for turn in 1...3 {
        let trainer = try job.trainer(problem, workers: turn)
        let stop = StopRequest()
        trainer.stopRequest = stop
        let history = try trainer.fit(
          job.training(problem), validation: job.validation(problem),
          checkpoints: CheckpointFolder(folder),
          events: TrainingEvents(stepEnded: { if $0.epoch == turn, $0.step == 2 { stop.request() } }
          ))
        trace = Trace(trainer, history)
        if turn < 3 { #expect(history.ending == .interrupted(code: -1)) }
      }
      #expect(trace?.ending == .interrupted(code: -1))
      let trainer = try job.trainer(problem, workers: 2)
      let history = try trainer.fit(
        job.training(problem), validation: job.validation(problem),
        checkpoints: CheckpointFolder(folder))
      #expect(Trace(trainer, history) == undisturbed)
    }
  }

  @Test("callbacks run unbound and see subnormal numbers")
  func thread() throws {
    let seen = Locked<[String]>([])
    let own = try TestMachine.machine().allowedProcessors
    let job = job(
      2,
      [
        EpochCallback { _ in
          let tiny = Float.leastNormalMagnitude * Float(seen.withLock { $0.count + 1 })
          let isFlushed = tiny / 4 == 0
          seen.withLock { $0.append("\(isFlushed)") }
        }
      ])
    let problem = try job.problem()
    let trainer = try Trainer(
      problem.model, options: job.options,
      crew: TestMachine.crew(workers: min(2, own.count), policy: .spread))
    trainer.callbacks = job.callbacks
    try trainer.fit(job.training(problem))
    #expect(seen.withLock { $0 } == ["false", "false"])
  }
}
