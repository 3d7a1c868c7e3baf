import Skein
import Testing

@Suite("Plain RNN")
struct RNNTests {
  @Test(
    "its gradients agree with central differences, alone and between others",
    arguments: Loss.elementwise)
  func gradients(_ loss: Loss) throws {
    try GradientTests.check(
      RandomProblem(Sequential([RNN(5), Dense(1)]), window: 6, windows: 5), loss: loss)
    let between = Sequential {
      LSTM(3, returnSequences: true)
      RNN(19, returnSequences: true)
      Dense(2, activation: .tanh)
      RNN(4, nonlinearity: .relu)
      Dense(3)
    }
    try GradientTests.check(
      RandomProblem(between, inputs: 3, window: 5, windows: 7), loss: loss)
  }

  @Test("it gives the same bits for any workers and instruction set")
  func sameBits() throws {
    let architecture = Sequential([RNN(33, returnSequences: true), RNN(7), Dense(1)])
    let problem = try RandomProblem(architecture, window: 9, windows: 40)
    let job = TrainingRecord.Job(
      problem: problem, trainingWindows: 33, options: TrainingOptions(epochs: 2, batchSize: 10))
    let first = try TrainingRecord(of: job, on: TestMachine.crew(workers: 1, instructionSet: 0))
    for set in KernelSelection.available.indices {
      for workers in [1, 2, 3, 5] {
        let crew = try TestMachine.crew(workers: workers, instructionSet: set)
        #expect(try TrainingRecord(of: job, on: crew) == first, "\(workers) workers, set \(set)")
      }
    }
  }

  @Test("it learns, appears in the summary, and says what it is")
  func learns() throws {
    let series = try DataSource.load("sine")
    let data = try Dataset(series, window: 20)
    let model = try Model(Sequential([RNN(8), Dense(1)]), for: data)
    #expect(model.summary.rows.map(\.parameters) == [8 * (1 + 8 + 1), 9])
    #expect(model.architecture.specification == "rnn:8,dense:1")
    #expect(try RNN(arguments: ["8", "sequence"], sequenceWanted: false).returnSequences)
    let layers = try Sequential(specification: "rnn:7:relu,rnn:3,dense:1").layers
    #expect((layers[0] as? RNN)?.nonlinearity == .relu)
    #expect(layers[0].specification == "rnn:7:relu:sequence")
    let trainer = try Trainer(
      model, options: TrainingOptions(epochs: 5, learningRate: 0.01),
      crew: TestMachine.crew(workers: 2))
    let losses = try trainer.fit(data.training).epochs.map(\.loss)
    #expect(losses[4] < losses[0] / 5)
  }
}
