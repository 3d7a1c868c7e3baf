import Skein
import Testing

@Suite("Training")
struct TrainingTests {
  /// The noisy sine in windows of 20, and a model that learns it quickly.
  private func sine(seed: UInt64 = 0) throws -> (data: Dataset, model: Model) {
    let series = try DataSource.load("sine", options: DataOptions(seed: seed))
    let data = try Dataset(series, window: 20)
    let model = try Model(
      Sequential {
        LSTM(8)
        Dense(1)
      }, for: data, seed: seed)
    return (data, model)
  }

  @Test("the loss of the noisy sine falls in every epoch, for training and validation")
  func falls() throws {
    let (data, model) = try sine()
    let trainer = try Trainer(
      model, options: TrainingOptions(epochs: 6, learningRate: 0.005),
      crew: TestMachine.crew(workers: 2))
    let epochs = try trainer.fit(data.training, validation: data.validation).epochs
    for (before, after) in zip(epochs, epochs.dropFirst()) { #expect(after.loss < before.loss) }
    let validation = epochs.compactMap(\.validationLoss)
    #expect(validation.count == 6 && validation[5] < validation[0] / 2)
    #expect(epochs[5].loss < epochs[0].loss / 8)
  }

  @Test("the history counts epochs, windows, workers and bytes")
  func history() throws {
    let (data, model) = try sine()
    let trainer = try Trainer(
      model, options: TrainingOptions(epochs: 3), crew: TestMachine.crew(workers: 3))
    let history = try trainer.fit(data.training, validation: data.validation)
    #expect(history.epochs.map(\.epoch) == [1, 2, 3])
    #expect(history.samples == 3 * data.training.count)
    #expect(history.workers.map(\.worker) == [0, 1, 2] && history.phases.count == 3)
    #expect(history.seconds > 0 && history.samplesPerSecond > 0)
    #expect(history.epochs.allSatisfy { $0.seconds > 0 && $0.seconds <= history.seconds })
    #expect(history.workspaceBytes > 4 * model.weights.layout.floats)
    let allWork = history.phases.allSatisfy { $0.forward > 0 && $0.backward > 0 && $0.total > 0 }
    #expect(allWork)
    let unvalidated = try trainer.fit(data.training)
    #expect(unvalidated.epochs.allSatisfy { $0.validationLoss == nil })
  }

  @Test(
    "the validation loss is that of the predictions at the epoch's end",
    arguments: Loss.elementwise)
  func validationLoss(_ loss: Loss) throws {
    let (data, model) = try sine()
    let crew = try TestMachine.crew(workers: 2)
    let trainer = try Trainer(model, options: TrainingOptions(epochs: 1, loss: loss), crew: crew)
    let record = try trainer.fit(data.training, validation: data.validation).epochs[0]
    let predictions = try trainer.model.predict(data.validation, crew: crew)
    var sum = 0.0
    for (prediction, window) in zip(predictions, data.validation.windows) {
      let target = data.scaledSeries.value(row: data.windows.targetRow(window), column: 0)
      let difference = Double(prediction - target)
      sum += DoubleModel.term(loss, difference)
    }
    let wanted = sum / Double(predictions.count)
    #expect(((record.validationLoss ?? .nan) - wanted).magnitude <= 1e-12 * wanted)
  }

  @Test("no epochs leave the model as it was")
  func noEpochs() throws {
    let (data, model) = try sine()
    let trainer = try Trainer(
      model, options: TrainingOptions(epochs: 0), crew: TestMachine.crew(workers: 3))
    let history = try trainer.fit(data.training, validation: data.validation)
    let isUnchanged = trainer.model.weights == model.weights
    #expect(isUnchanged && history.epochs.isEmpty && history.samples == 0)
  }

  @Test("an event may stop the training after any epoch", arguments: [1, 2, 4])
  func stops(_ last: Int) throws {
    let (data, model) = try sine()
    let crew = try TestMachine.crew(workers: 3)
    let options = TrainingOptions(epochs: 4)
    let stopped = try Trainer(model, options: options, crew: crew)
    let steps = Locked<[String]>([])
    let history = try stopped.fit(
      data.training,
      events: TrainingEvents(
        stepEnded: { step in
          if step.step == step.stepsPerEpoch {
            steps.withLock { $0.append("\(step.epoch): \(step.loss)") }
          }
        },
        epochEnded: { $0.epoch == last ? .stop : .goOn }))
    #expect(history.epochs.map(\.epoch) == Array(1...last))
    // The running mean after the last step is the epoch's loss.
    #expect(steps.withLock { $0 } == history.epochs.map { "\($0.epoch): \($0.loss)" })

    var fewer = options
    fewer.epochs = last
    let short = try Trainer(model, options: fewer, crew: crew)
    try short.fit(data.training)
    let areEqual = short.model.weights == stopped.model.weights
    #expect(areEqual)
  }

  @Test("two trainings of two epochs are one of four", arguments: [true, false])
  func goesOn(shuffle: Bool) throws {
    let (data, model) = try sine()
    let crew = try TestMachine.crew(workers: 2)
    let twice = try Trainer(
      model, options: TrainingOptions(epochs: 2, shuffle: shuffle), crew: crew)
    let first = try twice.fit(data.training).epochs
    let second = try twice.fit(data.training).epochs
    let once = try Trainer(model, options: TrainingOptions(epochs: 4, shuffle: shuffle), crew: crew)
    let all = try once.fit(data.training).epochs
    #expect((first + second).map(\.epoch) == [1, 2, 3, 4])
    #expect((first + second).map(\.loss) == all.map(\.loss))
    let areEqual =
      once.model.weights == twice.model.weights
      && once.slotBits == twice.slotBits
    #expect(areEqual)
    #expect(once.progress.optimizer.numbers == twice.progress.optimizer.numbers)
    #expect(twice.progress.position.epoch == 4 && once.progress.steps == twice.progress.steps)
  }

  @Test("more workers than shards, or than Dispatch can run, train all the same")
  func manyWorkers() throws {
    let problem = try RandomProblem(
      Sequential(specification: "lstm:2,dense:1"), window: 2, windows: 600)
    for (batchSize, workers, busy) in [(512, 300, Crew.mostThatMeet), (9, 8, 5), (1, 3, 1)] {
      let options = TrainingOptions(epochs: 1, batchSize: batchSize)
      let many = try Trainer(
        problem.model, options: options, crew: TestMachine.crew(workers: workers))
      let one = try Trainer(problem.model, options: options, crew: TestMachine.crew(workers: 1))
      #expect(try many.fit(problem.dataset.all).workers.count == busy)
      try one.fit(problem.dataset.all)
      let areEqual = many.model.weights == one.model.weights
      #expect(areEqual)
    }
  }

  @Test("the seed of the options drives the order of the windows")
  func shuffling() throws {
    let (data, model) = try sine()
    let crew = try TestMachine.crew(workers: 1)
    func trained(_ options: TrainingOptions) throws -> Weights {
      let trainer = try Trainer(model, options: options, crew: crew)
      try trainer.fit(data.training)
      return trainer.model.weights
    }
    let weights = try [
      TrainingOptions(epochs: 1, seed: 0), TrainingOptions(epochs: 1, seed: 1),
      TrainingOptions(epochs: 1, shuffle: false),
    ].map(trained)
    let areDifferent =
      weights[0] != weights[1] && weights[1] != weights[2] && weights[0] != weights[2]
    #expect(areDifferent)
  }

  @Test("a model that does not fit the data is refused")
  func refusals() throws {
    let (data, model) = try sine()
    let crew = try TestMachine.crew(workers: 1)
    let other = try Dataset(DataSource.load("sine"), window: 21)
    let trainer = try Trainer(model, crew: crew)
    let wanted =
      "the model takes inputs of shape (None, 20, 1), but the data has (None, 21, 1); "
      + "use the window and the columns that the model was made for."
    for body in [
      { _ = try trainer.fit(other.training) },
      { _ = try trainer.fit(data.training, validation: other.test) },
      { _ = try model.predict(other.test, crew: crew) },
    ] as [() throws -> Void] {
      let error = #expect(throws: TrainingError.self) { try body() }
      #expect(error?.description == wanted)
    }
    let empty = WindowSet(dataset: data, windows: 5..<5)
    let error = #expect(throws: TrainingError.self) { try trainer.fit(empty) }
    #expect(
      error?.description
        == "there are no windows to train on; give more rows or smaller splits.")
    #expect(try model.predict(empty, crew: crew).isEmpty)
  }

  @Test("options that make no sense are refused in one sentence")
  func badOptions() throws {
    let (_, model) = try sine()
    let crew = try TestMachine.crew(workers: 1)
    let cases: [(TrainingOptions, String)] = [
      (TrainingOptions(epochs: -1), "epochs cannot be -1; give a number from 0 to 1000000000."),
      (TrainingOptions(batchSize: 0), "batch size cannot be 0; give a number from 1 to 1048576."),
      (
        TrainingOptions(batchSize: .max),
        "batch size cannot be 9223372036854775807; give a number from 1 to 1048576."
      ),
      (TrainingOptions(learningRate: 0), "learning rate cannot be 0.0; give a number above 0."),
      (TrainingOptions(learningRate: .nan), "learning rate cannot be nan; give a number above 0."),
      (TrainingOptions(clipNorm: -1), "clip norm cannot be -1.0; give a number above 0."),
      (TrainingOptions(clipNorm: .infinity), "clip norm cannot be inf; give a number above 0."),
    ]
    for (options, sentence) in cases {
      let error = #expect(throws: SettingsError.self) {
        try Trainer(model, options: options, crew: crew)
      }
      #expect(error?.description == sentence)
    }
  }
}
