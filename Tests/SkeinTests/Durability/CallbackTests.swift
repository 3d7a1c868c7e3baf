import Foundation
import Skein
import Support
import Testing

@Suite("Callbacks")
struct CallbackTests {
  /// Shows losses to a callback, one an epoch; returns the learning rate after each, up to the stop.
  static func rates(
    _ callback: inout some TrainingCallback, _ losses: [Double]
  ) throws -> [Double] {
    let model = try Model(
      Sequential { Dense(1) }, input: LayerShape(features: 1), targets: 1)
    var rate = 1.0
    var rates: [Double] = []
    for (index, loss) in losses.enumerated() {
      var end = EpochEnd(
        record: EpochRecord(epoch: index + 1, loss: 9, validationLoss: loss, seconds: 0),
        isBest: false, learningRate: rate, stopReason: nil, best: nil,
        weights: { model.weights })
      callback.epochEnded(&end)
      rate = end.learningRate
      rates.append(rate)
      if end.stopReason != nil { break }
    }
    return rates
  }

  @Test(
    "early stopping waits as long as it was told, from the last loss that was low enough",
    arguments: [
      (1, 0.0, [3.0, 2, 2, 1], 3), (2, 0, [3, 2, 2, 1, 1, 1, 0], 6), (1, 0, [3, 2, 1, 0], 4),
      (2, 0.5, [3, 2.6, 2.5, 1], 3), (2, 0.5, [3, 2.6, 2.4, 2, 2, 0], 5),
      (2, 0, [.nan, .nan, 1], 2), (3, 0, [.infinity, .nan, 1, 2, 2, 2], 6), (1, 0, [], 0),
    ])
  func earlyStopping(patience: Int, minimumDelta: Double, losses: [Double], epochs: Int) throws {
    var callback = EarlyStopping(patience: patience, minimumDelta: minimumDelta)
    #expect(try Self.rates(&callback, losses).count == epochs)
  }

  @Test("the learning rate falls after each plateau, and not below its minimum")
  func plateau() throws {
    var callback = ReduceOnPlateau(factor: 0.5, patience: 2, minimum: 0.2, minimumDelta: 0.1)
    #expect(
      try Self.rates(&callback, [5, 5, 4.95, 3, 2.95, 2.9, 2.8, .nan, 2.75, 2.7, 2.7])
        == [1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.2, 0.2, 0.2])
    // A loss that falls by a part counts, however small the loss is; one that hardly falls does not.
    for scale in [1e-12, 1e-5, 1, 1e9] {
      var falling = ReduceOnPlateau(factor: 0.5, patience: 2)
      let falls = (0..<10).map { scale * (1 - 0.05 * Double($0)) }
      #expect(try Self.rates(&falling, falls).allSatisfy { $0 == 1 })
      var level = ReduceOnPlateau(factor: 0.5, patience: 2)
      let levels = (0..<5).map { scale * (1 - 1e-6 * Double($0)) }
      #expect(try Self.rates(&level, levels) == [1, 1, 0.5, 0.5, 0.25])
    }
    var endless = ReduceOnPlateau(factor: 1e-200, patience: 1)
    let rates = try Self.rates(&endless, [1, 1, 1, 1])
    #expect(rates == [1, 1e-200, .leastNormalMagnitude, .leastNormalMagnitude])
  }

  @Test("all workers take their steps with the new learning rate")
  func rateIsShared() throws {
    let job = DurableJob(
      options: TrainingOptions(epochs: 4, batchSize: 4, learningRate: 0.3, seed: 2),
      callbacks: [ReduceOnPlateau(factor: 0.1, patience: 1, minimumDelta: 10)])
    let alone = try job.run(workers: 1)
    #expect(alone.learningRate == 0.3 * 0.1 * 0.1 * 0.1)
    for workers in 2...5 { #expect(try job.run(workers: workers) == alone) }
    var constant = job
    constant.callbacks = []
    #expect(try constant.run(workers: 1).weights != alone.weights)
  }

  @Test("the best weights are those of a training that ended there, in the model and in the file")
  func bestWeights() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/best.safetensors"
      var job = DurableJob(
        options: TrainingOptions(epochs: 12, batchSize: 4, learningRate: 0.3, seed: 2),
        callbacks: [EarlyStopping(patience: 4), BestModel(path: path)])
      let trace = try job.run(workers: 2)
      let best = try #require(trace.best)
      #expect(trace.restored == best && best < trace.losses.count)

      job.options.epochs = best
      job.callbacks = [EarlyStopping(patience: 4, restoreBestWeights: false)]
      #expect(try job.run(workers: 1).weights == trace.weights)
      let problem = try job.problem()
      let file = try Safetensors(path: path)
      let weights = try Weights(
        layout: problem.model.weights.layout, available: file.entries.map(\.name)
      ) { name in
        guard let entry = file.entry(named: name) else { return nil }
        return (entry.shape, try file.floats(named: name, shape: entry.shape))
      }
      #expect(weights.values.map(\.bitPattern) == trace.weights)
    }
  }

  @Test("a best model is not replaced by a worse one after a resume")
  func bestModelSurvives() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/best.safetensors"
      let job = DurableJob(
        options: TrainingOptions(epochs: 12, batchSize: 4, learningRate: 0.3, seed: 2),
        callbacks: [BestModel(path: path)])
      let best = try #require(try job.run(workers: 1).best)
      #expect(best < 12)
      let file = try bytes(ofFile: path)

      let stop = StopRequest()
      let checkpoints = CheckpointFolder(folder)
      _ = try job.run(
        workers: 1, checkpoints: checkpoints, stop: stop,
        events: TrainingEvents(stepEnded: { if $0.epoch == best + 1 { stop.request() } }))
      try FileManager.default.removeItem(atPath: path)
      _ = try job.resume(from: checkpoints.newest().checkpoint, workers: 1)
      #expect(!FileManager.default.fileExists(atPath: path))
      #expect(file.count > 100)
    }
  }

  @Test("a best model that cannot be written is reported, and the training goes on")
  func bestModelRefused() throws {
    let notices = Notices()
    let job = DurableJob(callbacks: [BestModel(path: "/proc/nothing/best.safetensors")])
    let trace = try job.run(workers: 1, events: TrainingEvents(notice: notices.take))
    #expect(trace.losses.count == 3)
    #expect(notices.all.first?.description.hasPrefix("the best model was not kept: /proc/") == true)
  }
}
