import Foundation
import Skein
import Testing

@Suite("Ranks")
struct RankTests {
  private static func options(_ change: (inout TrainingOptions) -> Void = { _ in })
    -> TrainingOptions
  {
    var options = TrainingOptions(epochs: 2, batchSize: 17, learningRate: 0.02, seed: 5)
    change(&options)
    return options
  }

  /// Three kinds: what is clipped and dropped, summed over batches, averaged.
  private static let jobs: [(specification: String, options: TrainingOptions)] = [
    ("lstm:5,lstm:3,dense:1", options { $0.clipNorm = 0.05 }),
    (
      "gru:7:recurrent-dropout=0.3,dropout:0.2,dense:1",
      options {
        $0.batchSize = 9
        $0.accumulate = 3
        $0.clipValue = 0.01
      }
    ),
    (
      "bidirectional(rnn:6),layernorm,dense:1",
      options {
        $0.average = ExponentialAverage(decay: 0.9)
        $0.optimizer = RMSprop()
        $0.stepsPerEpoch = 2
      }
    ),
  ]

  private struct Job: Sendable {
    var specification: String
    var options: TrainingOptions
    var workers: [Int]
    var team = 1

    /// Each rank's trace, one process where there is one rank.
    func run(
      from checkpoint: Checkpoint? = nil, folder: String? = nil,
      stopping: (@Sendable (_ rank: Int) -> (StopRequest, TrainingEvents))? = nil
    ) throws -> [Trace] {
      @Sendable func train(_ rank: Int, _ ranks: (any RankTransport)?) throws -> Trace {
        let problem = try RandomProblem(
          Sequential(specification: specification), window: 6, windows: 61)
        let trainer = try Trainer(
          problem.model, options: options,
          crew: TestMachine.crew(
            workers: workers[rank], instructionSet: rank % KernelSelection.available.count,
            team: .fixed(team)))
        trainer.ranks = ranks
        trainer.callbacks = [BestWeights(), ReduceOnPlateau(factor: 0.5, patience: 1)]
        if let folder { trainer.checkpoints = CheckpointFolder(folder, interval: 1e9) }
        var events = TrainingEvents()
        if let stopping { (trainer.stopRequest, events) = stopping(rank) }
        let training = WindowSet(dataset: problem.dataset, windows: 0..<40)
        let validation = WindowSet(dataset: problem.dataset, windows: 40..<61)
        let history =
          try checkpoint.map {
            try trainer.resume(
              from: $0, training, validation: validation, events: events)
          } ?? trainer.fit(training, validation: validation, events: events)
        return Trace(trainer, history)
      }
      if workers.count == 1 { return [try train(0, nil)] }
      return try LocalRank.run(workers.count) { try train($0.rank, $0) }
    }
  }

  @Test(
    "have the bits of one process, however the workers are spread over them",
    arguments: jobs.indices)
  func sameBits(index: Int) throws {
    let (specification, options) = Self.jobs[index]
    let wanted = try Job(specification: specification, options: options, workers: [1]).run()[0]
    for workers in [
      [1, 1], [2, 1], [1, 3], [1, 1, 1], [2, 2], [1, 2, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1],
    ] {
      for team in [1, 2] where team == 1 || workers.contains(2) {
        let found = try Job(
          specification: specification, options: options, workers: workers, team: team
        ).run()
        #expect(found.allSatisfy { $0 == wanted }, "\(workers), teams of \(team)")
      }
    }
  }

  @Test("have the bits of one process where each adds a part of a large gradient for all")
  func sameBitsInParts() throws {
    let clipped = Self.options {
      $0.clipNorm = 0.05
      $0.clipValue = 0.01
      $0.accumulate = 2
    }
    let wanted = try Job(specification: "lstm:96,dense:1", options: clipped, workers: [1]).run()[0]
    for workers in [[1, 1, 1], [2, 1, 1], [1, 1, 3, 1], [1, 1, 1, 1, 1, 1, 1]] {
      let found = try Job(
        specification: "lstm:96,dense:1", options: clipped, workers: workers
      ).run()
      #expect(found.allSatisfy { $0 == wanted }, "\(workers)")
    }
  }

  @Test("all stop where any of them is asked to, and the rest is done by other ranks")
  func stop() throws {
    let (specification, options) = Self.jobs[0]
    let wanted = try Job(specification: specification, options: options, workers: [1]).run()[0]
    for asked in 0..<3 {
      for after in 1...5 {
        try withTemporaryFolder { folder in
          let traces = try Job(
            specification: specification, options: options, workers: [1, 2, 1]
          ).run(folder: folder) { rank in
            let stop = StopRequest()
            let steps = Locked(0)
            return (
              stop,
              TrainingEvents(stepEnded: { _ in
                let done = steps.withLock { steps in
                  steps += 1
                  return steps
                }
                if rank == asked, done == after { stop.request(code: 15) }
              })
            )
          }
          #expect(Set(traces.map(\.steps)).count == 1)
          let checkpoint = try CheckpointFolder(folder).newest().checkpoint
          let rest = try Job(
            specification: specification, options: options, workers: after % 2 == 0 ? [1] : [1, 1]
          ).run(from: checkpoint)
          #expect(rest.allSatisfy { $0 == wanted }, "rank \(asked) after \(after)")
        }
      }
    }
  }

  @Test("what the callbacks of rank 0 say counts, also where the others have none")
  func callbacks() throws {
    let found = try LocalRank.run(3) { ranks in
      let problem = try RandomProblem(
        Sequential(specification: "lstm:3,dense:1"), window: 6, windows: 30)
      let trainer = try Trainer(
        problem.model, options: Self.options { $0.epochs = 40 },
        crew: TestMachine.crew(workers: 1))
      trainer.ranks = ranks
      if ranks.rank == 0 { trainer.callbacks = [EarlyStopping(patience: 1, minimumDelta: 1e3)] }
      return try trainer.fit(problem.dataset.all).epochs.count
    }
    #expect(found == [2, 2, 2])
  }

  @Test("a training that diverges ends at every rank with the last good weights")
  func divergence() throws {
    @Sendable func end(_ ranks: (any RankTransport)?) throws -> [String] {
      let problem = try RandomProblem(
        Sequential(specification: "lstm:3,dense:2:relu,dense:2,dense:1"), window: 6, windows: 30)
      let trainer = try Trainer(
        problem.model,
        options: Self.options {
          $0.epochs = 40
          $0.learningRate = 1e18
        }, crew: TestMachine.crew(workers: 1))
      trainer.ranks = ranks
      do {
        try trainer.fit(problem.dataset.all)
        return ["it did not diverge"]
      } catch {
        return ["\(error)"] + trainer.model.weights.values.map { "\($0.bitPattern)" }
      }
    }
    let wanted = try end(nil)
    #expect(wanted[0].contains("the loss became"))
    #expect(try LocalRank.run(3) { try end($0) } == [wanted, wanted, wanted])
  }

  @Test("a rank with other weights, data or options is told by its number at every rank")
  func differences() throws {
    func messages(_ change: @escaping @Sendable (inout TrainingOptions) -> Void, windows: Int = 30)
      throws -> [String]
    {
      try LocalRank.run(3) { ranks in
        var options = Self.options()
        if ranks.rank == 1 { change(&options) }
        let problem = try RandomProblem(
          Sequential(specification: "lstm:3,dense:1"), window: 6,
          windows: ranks.rank == 1 ? windows : 30)
        let trainer = try Trainer(
          problem.model, options: options, crew: TestMachine.crew(workers: 1))
        trainer.ranks = ranks
        do {
          try trainer.fit(problem.dataset.all)
          return "none"
        } catch { return "\(error)" }
      }
    }
    #expect(try messages { _ in } == ["none", "none", "none"])
    typealias Change = @Sendable (inout TrainingOptions) -> Void
    let rate: Change = { $0.learningRate = 0.5 }
    let epochs: Change = { $0.epochs = 3 }
    for (change, name) in [(rate, "learning rate"), (epochs, "epochs")] {
      let told = try messages(change)
      #expect(Set(told).count == 1)
      let wanted = "the \(name) differs"
      #expect(told[0].contains("rank 1 ") && told[0].contains(wanted), "\(told[0])")
    }
    #expect(try messages({ _ in }, windows: 31)[0].contains("rank 1 "))
  }

  @Test("more ranks than shards are refused at every rank")
  func refusals() throws {
    func errors(_ count: Int, _ specification: String, _ options: TrainingOptions) throws
      -> [RankError?]
    {
      try LocalRank.run(count) { ranks in
        let problem = try RandomProblem(
          Sequential(specification: specification), window: 6, windows: 30)
        let trainer = try Trainer(
          problem.model, options: options, crew: TestMachine.crew(workers: 1))
        trainer.ranks = ranks
        do {
          try trainer.fit(problem.dataset.all)
          return nil
        } catch let error as RankError { return error }
      }
    }
    let few = Self.options { $0.batchSize = 4 }
    #expect(try errors(2, "lstm:3,dense:1", few) == [nil, nil])
    let wanted = RankError.tooManyRanks(3, batchSize: 4, shards: 2)
    #expect(try errors(3, "lstm:3,dense:1", few) == [wanted, wanted, wanted])
  }
}
