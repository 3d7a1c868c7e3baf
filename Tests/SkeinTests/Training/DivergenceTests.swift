import Skein
import Testing

@Suite("A training that diverges")
struct DivergenceTests {
  /// A linear model of one step: large weights give large outputs, which nothing saturates.
  private func problem(values: [Double]) throws -> (data: Dataset, model: Model) {
    let series = try Series(name: "s", columns: [("x", values)])
    let data = try Dataset(series, window: 1, testSplit: 0, validationSplit: 0)
    let model = try Model(
      Sequential {
        LSTM(1, returnSequences: true)
        LSTM(2)
        Dense(1)
      }, for: data)
    return (data, model)
  }

  private func failure(
    _ trainer: Trainer, _ training: WindowSet, validation: WindowSet? = nil
  ) throws -> (loss: Double, epoch: Int, step: Int) {
    let error = #expect(throws: TrainingError.self) {
      try trainer.fit(training, validation: validation)
    }
    guard case .notFinite(let loss, let epoch, let step, _) = try #require(error) else {
      Issue.record("another error: \(error?.description ?? "none")")
      return (0, 0, 0)
    }
    #expect(
      error?.description
        == "the loss became \(loss.isNaN ? "NaN" : "infinite") in epoch \(epoch), step \(step); the last good weights are"
        + " kept; clip the gradient's norm, standardise the series or take a learning rate below"
        + " \(trainer.options.learningRate).")
    return (loss, epoch, step)
  }

  @Test(
    "stops at the step whose loss is not finite and keeps the weights that began the epoch",
    arguments: [1, 2, 3])
  func stopsInFirstEpoch(workers: Int) throws {
    let (data, model) = try problem(values: (0..<40).map { Double($0) / 10 })
    let trainer = try Trainer(
      model, options: TrainingOptions(epochs: 5, batchSize: 8, learningRate: 3e38),
      crew: TestMachine.crew(workers: workers))
    let stop = try failure(trainer, data.all)
    #expect(stop.epoch == 1 && stop.step == 2 && !stop.loss.isFinite)
    let isInitial = trainer.model.weights == model.weights
    #expect(isInitial)
    let moments = trainer.slot("first_moments") + trainer.slot("second_moments")
    #expect(moments.count == 2 * model.weights.layout.floats)
    #expect(moments.allSatisfy { $0 == 0 })
    #expect(trainer.progress.optimizer.numbers == Adam().numbers)
    #expect(trainer.progress.position.epoch == 0 && trainer.progress.learningRate == 3e38)
    #expect(trainer.history?.epochs.isEmpty == true && trainer.history?.workers.count == workers)
  }

  @Test("keeps what the finished epochs learned when a later one diverges", arguments: [1, 3])
  func stopsLater(workers: Int) throws {
    // Four windows a batch, unshuffled; the last target is too large to square in single precision
    // but finite, so the first batches train and the last one ruins the weights.
    let values = (0..<12).map { Double($0) / 10 } + [3e38]
    let (data, model) = try problem(values: values)
    let crew = try TestMachine.crew(workers: workers)
    let options = TrainingOptions(epochs: 9, batchSize: 4, learningRate: 1e-3, shuffle: false)
    let trainer = try Trainer(model, options: options, crew: crew)
    let calm = WindowSet(dataset: data, windows: 0..<8)
    try trainer.fit(calm)
    let learned = trainer.model.weights
    let stop = try failure(trainer, data.all)
    #expect(stop.epoch == 10 && stop.step == 3)
    let isKept = trainer.model.weights == learned
    #expect(isKept)
    #expect(trainer.model.weights.areFinite)
    // And it can go on, in the epoch that failed.
    #expect(try trainer.fit(calm).epochs.map(\.epoch) == Array(10...18))
  }

  @Test("is found out after the very last step too")
  func lastStep() throws {
    let (data, model) = try problem(values: (0..<9).map { Double($0) / 10 })
    let options = TrainingOptions(epochs: 1, batchSize: 8, learningRate: 1e300)
    let crew = try TestMachine.crew(workers: 2)
    let trainer = try Trainer(model, options: options, crew: crew)
    let stop = try failure(trainer, data.all)
    #expect(stop.epoch == 1 && stop.step == 1 && stop.loss.isNaN)
    let isInitial = trainer.model.weights == model.weights
    #expect(isInitial)
    // Finite weights whose outputs are not: the validation sees it.
    let large = TrainingOptions(epochs: 1, batchSize: 8, learningRate: 3e38)
    let validated = try Trainer(model, options: large, crew: crew)
    let second = try failure(validated, data.all, validation: data.all)
    #expect(second.epoch == 1 && second.step == 1 && !second.loss.isFinite)
  }
}
