import Skein
import Testing

@Suite("A training in asynchronous code")
struct AsyncFitTests {
  private static func trainer(epochs: Int) throws -> (Trainer, Dataset) {
    let problem = try RandomProblem(Sequential([LSTM(3), Dense(1)]), window: 4, windows: 40)
    return (
      try Trainer(
        problem.model, options: TrainingOptions(epochs: epochs, batchSize: 8),
        crew: TestMachine.crew(workers: 2)), problem.dataset
    )
  }

  @Test("has the bits of one that blocks")
  func sameBits() async throws {
    let (trainer, data) = try Self.trainer(epochs: 3)
    let history = try await trainer.fit(data.training)
    #expect(history.epochs.count == 3 && history.ending == .completed)
    func blocking() throws -> Weights {
      let (trainer, data) = try Self.trainer(epochs: 3)
      try trainer.fit(data.training)
      return trainer.model.weights
    }
    #expect(trainer.model.weights == (try blocking()))
  }

  @Test("a cancelled one stops after its step and says so")
  func cancelled() async throws {
    let task = Task {
      let (trainer, data) = try Self.trainer(epochs: 1_000_000)
      do {
        try await trainer.fit(data.training)
        return false
      } catch is CancellationError {
        guard case .interrupted? = trainer.history?.ending else { return false }
        return trainer.stopRequest == nil
      }
    }
    try await Task.sleep(for: .milliseconds(200))
    task.cancel()
    #expect(try await task.value)
  }
}
