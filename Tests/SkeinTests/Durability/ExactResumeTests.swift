import Foundation
import Skein
import Testing

@Suite("Exact resume")
struct ExactResumeTests {
  /// Kinds of training whose state differs.
  static let jobs: [DurableJob] = [
    DurableJob(),
    DurableJob(
      options: TrainingOptions(
        epochs: 3, batchSize: 4, learningRate: 0.02, clipNorm: 0.05, loss: .mae, shuffle: false),
      validates: false),
    DurableJob(
      options: TrainingOptions(
        epochs: 3, batchSize: 4, learningRate: 0.05, loss: .huber, seed: 3,
        optimizer: SGD(momentum: 0.9, nesterov: true), schedule: CosineSchedule(steps: 11))),
    DurableJob(
      options: TrainingOptions(
        epochs: 3, batchSize: 2, accumulate: 2, learningRate: 0.02, clipValue: 0.01, seed: 4,
        optimizer: RMSprop(momentum: 0.9, decay: 0.5, centered: true),
        schedule: WarmUpSchedule(steps: 3, then: OneCycleSchedule(steps: 9)),
        average: ExponentialAverage(decay: 0.9)),
      callbacks: [BestWeights()]),
    DurableJob(
      options: TrainingOptions(
        epochs: 3, batchSize: 4, learningRate: 0.02, loss: .logCosh, optimizer: AMSGrad(),
        schedule: ExponentialSchedule(over: 5), average: StochasticAverage(start: 3, every: 2))),
    DurableJob(
      specification:
        "lstm:5:recurrent-dropout=0.3,dropout:0.2,bidirectional(gru:3:dropout=0.1),lstm:4:projection=3:layernorm:zoneout=0.3,dense:1"
    ),
    // Reduces the rate after each epoch that is not much better, and stops before the last one.
    DurableJob(
      options: TrainingOptions(epochs: 6, batchSize: 4, learningRate: 0.3, seed: 2),
      callbacks: [
        ReduceOnPlateau(factor: 0.5, patience: 1, minimumDelta: 0.01), EarlyStopping(patience: 2),
      ]),
  ]

  /// Runs the job with a checkpoint after each step and epoch, and copies each one aside.
  static func collect(_ job: DurableJob, in folder: String) throws -> (Trace, files: [String]) {
    let checkpoints = CheckpointFolder(folder, interval: 0)
    let files = Locked<[String]>([])
    let keep: @Sendable () -> Void = {
      // The event of a step comes before its own checkpoint, so this keeps the one before it.
      let target = files.withLock { files in
        files.append("\(folder)/\(files.count)")
        return files[files.count - 1]
      }
      try? FileManager.default.copyItem(atPath: checkpoints.newestFile, toPath: target)
    }
    let trace = try job.run(
      workers: 2, checkpoints: checkpoints,
      events: TrainingEvents(
        stepEnded: { _ in keep() },
        epochEnded: { _ in
          keep()
          return .goOn
        }))
    keep()
    return (trace, files.withLock { $0 }.filter(FileManager.default.fileExists))
  }

  @Test("from the checkpoint after any step, with any number of workers", arguments: jobs.indices)
  func everyStep(index: Int) throws {
    let job = Self.jobs[index]
    try withTemporaryFolder { folder in
      let undisturbed = try job.run(workers: 1)
      let (watched, files) = try Self.collect(job, in: folder)
      #expect(watched == undisturbed)
      var positions: Set<Int> = []
      for (number, file) in files.enumerated() {
        let checkpoint = try CheckpointFile.read(file)
        positions.insert(checkpoint.epoch * 100 + checkpoint.step)
        let resumed = try job.resume(from: checkpoint, workers: [3, 1, 2, 5, 4][number % 5])
        #expect(resumed == undisturbed, "epoch \(checkpoint.epoch), step \(checkpoint.step)")
      }
      // Every step of every epoch, and the start of every epoch but the first.
      let epochs = undisturbed.losses.count
      #expect(positions.count == epochs * (DurableJob.stepsPerEpoch + 1))
    }
  }

  @Test("after a stop request in any step, as often as one likes")
  func everyStop() throws {
    for job in Self.jobs {
      let undisturbed = try job.run(workers: 3)
      for stride in 1...5 {
        try withTemporaryFolder { folder in
          let checkpoints = CheckpointFolder(folder, interval: 1e9)
          var trace: Trace?
          var stops = 0
          while stops < 100 {
            let stop = StopRequest()
            let steps = Locked(0)
            let events = TrainingEvents(stepEnded: { _ in
              let done = steps.withLock { steps in
                steps += 1
                return steps
              }
              if done >= stride { stop.request(code: 15) }
            })
            let workers = 1 + (stride + stops) % 4
            if stops == 0 {
              trace = try job.run(
                workers: workers, checkpoints: checkpoints, stop: stop, events: events)
            } else {
              trace = try job.resume(
                from: checkpoints.newest().checkpoint, workers: workers,
                checkpoints: checkpoints, stop: stop, events: events)
            }
            guard trace?.ending == .interrupted(code: 15) else { break }
            #expect(steps.withLock { $0 } <= stride + 1)
            stops += 1
          }
          #expect(stops >= 2)
          #expect(trace == undisturbed, "stopped after every \(stride) steps")
        }
      }
    }
  }

  @Test("with more epochs, also after the last one")
  func moreEpochs() throws {
    var job = DurableJob()
    try withTemporaryFolder { folder in
      let checkpoints = CheckpointFolder(folder)
      _ = try job.run(workers: 2, checkpoints: checkpoints)
      let checkpoint = try checkpoints.newest().checkpoint
      #expect(checkpoint.epoch == 3 && checkpoint.step == 0 && checkpoint.epochs.count == 3)
      #expect(try job.resume(from: checkpoint, workers: 3) == job.run(workers: 1))
      job.options.epochs = 7
      #expect(try job.resume(from: checkpoint, workers: 3) == job.run(workers: 1))
      job.options.epochs = 2
      #expect(
        throws: CheckpointError.tooFewEpochs(
          file: checkpoints.newestFile, done: 3, wanted: 2)
      ) {
        try job.resume(from: checkpoint, workers: 1)
      }
    }
  }

  @Test("in the second training of a trainer, which goes on from the first")
  func secondTraining() throws {
    let job = DurableJob()
    try withTemporaryFolder { folder in
      let problem = try job.problem()
      let trainer = try job.trainer(problem, workers: 2)
      try trainer.fit(job.training(problem), validation: job.validation(problem))
      trainer.checkpoints = CheckpointFolder(folder, interval: 0)
      let stop = StopRequest()
      trainer.stopRequest = stop
      let interrupted = try trainer.fit(
        job.training(problem), validation: job.validation(problem),
        events: TrainingEvents(stepEnded: { if $0.epoch == 5 { stop.request() } }))
      #expect(interrupted.ending == .interrupted(code: -1))
      #expect(interrupted.epochs.map(\.epoch) == [4])

      let checkpoint = try CheckpointFolder(folder).newest().checkpoint
      let resumed = try job.resume(from: checkpoint, workers: 3)
      let other = try job.trainer(problem, workers: 1)
      try other.fit(job.training(problem), validation: job.validation(problem))
      let second = try other.fit(job.training(problem), validation: job.validation(problem))
      #expect(resumed == Trace(other, second))
      #expect(second.epochs.map(\.epoch) == [4, 5, 6])
    }
  }

  @Test("to the same failure and the same last good weights")
  func sameFailure() throws {
    let job = DurableJob(
      options: TrainingOptions(epochs: 40, batchSize: 4, learningRate: 1e18, seed: 1),
      specification: "lstm:3,dense:2:relu,dense:2,dense:1")
    try withTemporaryFolder { folder in
      func failure(_ body: (Trainer, RandomProblem) throws -> Void) throws -> (String, [UInt32]) {
        let problem = try job.problem()
        let trainer = try job.trainer(problem, workers: 2)
        var text = "none"
        do {
          try body(trainer, problem)
        } catch { text = "\(error)" }
        return (text, trainer.model.weights.values.map(\.bitPattern))
      }
      let checkpoints = CheckpointFolder(folder, interval: 0)
      let first = try failure { trainer, problem in
        trainer.checkpoints = checkpoints
        try trainer.fit(job.training(problem))
      }
      #expect(first.0.contains("the loss became"))
      for file in [checkpoints.newestFile, checkpoints.previousFile] {
        let checkpoint = try CheckpointFile.read(file)
        let again = try failure { trainer, problem in
          try trainer.resume(from: checkpoint, job.training(problem))
        }
        #expect(again == first)
      }
    }
  }

  @Test("is refused for other data, settings or callbacks, with the difference named")
  func refusals() throws {
    let job = DurableJob(callbacks: [EarlyStopping(patience: 50)])
    try withTemporaryFolder { folder in
      let checkpoints = CheckpointFolder(folder)
      _ = try job.run(workers: 1, checkpoints: checkpoints)
      let checkpoint = try checkpoints.newest().checkpoint
      func names(_ change: (inout DurableJob) -> Void) throws -> [String] {
        var other = job
        change(&other)
        do {
          _ = try other.resume(from: checkpoint, workers: 1)
          return []
        } catch CheckpointError.changed(let file, let differences) {
          #expect(file == checkpoints.newestFile)
          return differences.map(\.name)
        }
      }
      #expect(try names { _ in } == [])
      #expect(try names { $0.options.batchSize = 5 } == ["batch size"])
      #expect(try names { $0.options.learningRate = 0.020000000000000004 } == ["learning rate"])
      #expect(try names { $0.options.clipNorm = 1 } == ["clip norm"])
      #expect(try names { $0.options.clipValue = 1 } == ["clip value"])
      #expect(try names { $0.options.accumulate = 2 } == ["accumulate"])
      #expect(try names { $0.options.average = ExponentialAverage() } == ["average"])
      #expect(try names { $0.options.loss = .mae } == ["loss"])
      #expect(try names { $0.options.optimizer = Adam(firstDecay: 0.8) } == ["optimizer"])
      #expect(try names { $0.options.schedule = WarmUpSchedule(steps: 2) } == ["schedule"])
      #expect(try names { $0.options.shuffle = false } == ["shuffle"])
      #expect(try names { $0.options.seed = 6 } == ["seed"])
      #expect(try names { $0.specification = "lstm:5,lstm:4,dense:1" } == ["model"])
      #expect(try names { $0.validates = false } == ["validation samples"])
      #expect(try names { $0.dataSeed = 4 } == ["fingerprint of the data"])
      #expect(
        try names { $0.window = 7 } == [
          "input shape", "number of rows", "fingerprint of the data",
        ])
      #expect(
        try names { $0.callbacks = [EarlyStopping(patience: 51)] } == ["early stopping"])
      #expect(try names { $0.callbacks = [] } == ["early stopping"])
      #expect(
        try names { $0.callbacks.append(ReduceOnPlateau()) } == ["reduce on plateau"])
    }
  }

  @Test("a difference is told in one sentence with both values")
  func sentence() {
    let error = CheckpointError.changed(
      file: "runs/a/checkpoint.safetensors",
      [
        SettingDifference(name: "batch size", checkpoint: "32", current: "64"),
        SettingDifference(name: "best model", checkpoint: "", current: nil),
      ])
    #expect(
      error.description
        == "the training cannot go on from runs/a/checkpoint.safetensors: the batch size was 32 and"
        + " is 64 now, the best model was present and is absent now; use the same data and"
        + " settings, or start a new run.")
  }
}
