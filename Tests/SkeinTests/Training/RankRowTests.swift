import Foundation
import Skein
import Testing

/// What rows have of their own: vectors of a table, states that go on.
@Suite("Ranks and what rows have of their own")
struct RankRowTests {
  /// Every rank's trace; that of one process without others where there is one.
  private static func run(
    _ workers: [Int], from checkpoint: Checkpoint? = nil, checkpoints: CheckpointFolder? = nil,
    events: TrainingEvents = TrainingEvents(),
    _ job:
      @escaping @Sendable () throws -> (Model, TrainingOptions, any SampleSource, any SampleSource)
  ) throws -> [Trace] {
    @Sendable func train(_ rank: Int, _ ranks: (any RankTransport)?) throws -> Trace {
      let (model, options, training, validation) = try job()
      let trainer = try Trainer(
        model, options: options, crew: TestMachine.crew(workers: workers[rank]))
      trainer.ranks = ranks
      if rank == 0 { trainer.checkpoints = checkpoints }
      let history =
        try checkpoint.map {
          try trainer.resume(from: $0, training, validation: validation)
        }
        ?? trainer.fit(
          training, validation: validation, events: rank == 0 ? events : TrainingEvents())
      return Trace(trainer, history)
    }
    if workers.count == 1 { return [try train(0, nil)] }
    return try LocalRank.run(workers.count) { try train($0.rank, $0) }
  }

  @Sendable private static func tokens()
    throws -> (Model, TrainingOptions, any SampleSource, any SampleSource)
  {
    let training = EmbeddingTests.source(samples: 29, vocabulary: 9)
    var options = TrainingOptions(epochs: 3, batchSize: 13, learningRate: 0.05, seed: 2)
    options.clipNorm = 0.1
    options.average = ExponentialAverage(decay: 0.9)
    return (
      try EmbeddingTests.model("embedding:9:6,lstm:5,dense:1", for: training), options, training,
      EmbeddingTests.source(samples: 11, vocabulary: 9)
    )
  }

  @Sendable private static func stateful()
    throws -> (Model, TrainingOptions, any SampleSource, any SampleSource)
  {
    var options = TrainingOptions(
      epochs: 2, batchSize: 7, learningRate: 0.05, loss: Loss(CategoricalCrossEntropy()), seed: 2)
    options.stateful = true
    func text(_ count: Int) -> TokenWindows {
      TokenWindows((0..<count).map { Int32($0 * $0 % 11 % 7) }, steps: 5, digest: "\(count)")
    }
    let model = try Model(
      Sequential(specification: "embedding:7:4,lstm:5,gru:3,dense:7").atEachStep,
      input: LayerShape(steps: 5, features: 1), seed: 3)
    return (model, options, text(31 * 5 + 1), text(58))
  }

  @Test("have the bits of one process", arguments: ["tokens", "stateful"])
  func sameBits(kind: String) throws {
    let job = kind == "tokens" ? Self.tokens : Self.stateful
    let wanted = try Self.run([1], job)[0]
    for workers in [[1, 1], [2, 1], [1, 1, 1], [1, 2, 1]] {
      let found = try Self.run(workers, job)
      #expect(found.allSatisfy { $0 == wanted }, "\(workers)")
    }
  }

  @Test("go on with their states from the checkpoint after any step, with other ranks")
  func resume() throws {
    let wanted = try Self.run([1], Self.stateful)[0]
    try withTemporaryFolder { folder in
      let checkpoints = CheckpointFolder(folder, interval: 0)
      let kept = Locked<[String]>([])
      _ = try Self.run(
        [1, 1, 1], checkpoints: checkpoints,
        events: TrainingEvents(stepEnded: { _ in
          let target = kept.withLock { files in
            files.append("\(folder)/\(files.count)")
            return files[files.count - 1]
          }
          try? FileManager.default.copyItem(atPath: checkpoints.newestFile, toPath: target)
        }), Self.stateful)
      let files = kept.withLock { $0 }.filter(FileManager.default.fileExists)
      #expect(files.count >= 6)
      for (number, file) in files.enumerated() {
        let checkpoint = try CheckpointFile.read(file)
        let resumed = try Self.run(
          number % 2 == 0 ? [1] : [2, 1], from: checkpoint, Self.stateful)
        #expect(
          resumed.allSatisfy { $0 == wanted }, "epoch \(checkpoint.epoch), step \(checkpoint.step)")
      }
    }
  }
}
