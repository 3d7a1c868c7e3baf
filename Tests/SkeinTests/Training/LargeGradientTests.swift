import Skein
import Testing

@Suite("Gradients that are too large to be squared")
struct LargeGradientTests {
  /// Two linear layers behind an LSTM, the last of which makes outputs, and the gradients below it,
  /// as large as `factor`: their losses are finite long after the squares of the gradients are not.
  private func problem(_ factor: Float) throws -> (data: Dataset, model: Model) {
    let problem = try RandomProblem(
      Sequential(specification: "lstm:3,dense:7,dense:1"), window: 4, windows: 16)
    var weights = problem.model.weights
    for place in weights.layout.places where place.name == "layers.2.weight" {
      for index in place.offset..<place.offset + place.parameter.count {
        weights.values[index] *= factor
      }
    }
    let model = try Model(
      problem.model.architecture, input: problem.model.input, weights: weights)
    return (problem.dataset, model)
  }

  /// One step from there.
  private func step(
    _ factor: Float, clipNorm: Double?, workers: Int
  ) throws -> (trainer: Trainer, loss: Double) {
    let (data, model) = try problem(factor)
    let trainer = try Trainer(
      model, options: TrainingOptions(epochs: 1, batchSize: 16, clipNorm: clipNorm),
      crew: TestMachine.crew(workers: workers))
    let history = try trainer.fit(data.all)
    return (trainer, history.epochs[0].loss)
  }

  /// The norm of the gradient that Adam saw: its first mean is a tenth of it.
  private func norm(_ trainer: Trainer) -> Double {
    trainer.slot("first_moments").reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() / 0.1
  }

  @Test(
    "are clipped to the norm, like any others",
    arguments: [Float(1), 1e8, 1e9, 1e10, 1e12, 1e14, 1e16], [1e-3, 1.0, 1e6])
  func clipped(factor: Float, clipNorm: Double) throws {
    let (trainer, loss) = try step(factor, clipNorm: clipNorm, workers: 1)
    #expect(loss.isFinite)
    let found = norm(trainer)
    if factor > 1 { #expect((found / clipNorm - 1).magnitude < 1e-5, "\(found)") }
    #expect(found <= clipNorm * (1 + 1e-5))
    let bits = trainer.model.weights.values.map(\.bitPattern)
    for workers in 2...4 {
      let other = try step(factor, clipNorm: clipNorm, workers: workers).trainer
      #expect(other.model.weights.values.map(\.bitPattern) == bits)
    }
  }

  @Test("are left as they are where the norm allows more")
  func unclipped() throws {
    // Squares that overflow in a sum and not one by one, so that Adam can bear them.
    let factor: Float = 4e9
    let free = try step(factor, clipNorm: nil, workers: 2).trainer
    let found = norm(free)
    #expect(found > 0x1p63, "\(found)")
    let loose = try step(factor, clipNorm: found * 1.01, workers: 2).trainer
    #expect(
      loose.slot("first_moments").map(\.bitPattern)
        == free.slot("first_moments").map(\.bitPattern))
    let tight = try step(factor, clipNorm: found * 0.5, workers: 2).trainer
    #expect((norm(tight) / found - 0.5).magnitude < 1e-6)
  }

  @Test("end a training that does not clip them, with the weights before", arguments: [1, 3])
  func told(workers: Int) throws {
    let (data, model) = try problem(1e12)
    let trainer = try Trainer(
      model, options: TrainingOptions(epochs: 3, batchSize: 16),
      crew: TestMachine.crew(workers: workers))
    let error = #expect(throws: TrainingError.gradientOverflow(epoch: 1, learningRate: 0.001)) {
      try trainer.fit(data.all)
    }
    #expect(
      error?.description
        == "a gradient was too large to be squared in epoch 1; the last good weights are kept; clip"
        + " the gradient's norm, standardise the series or take a learning rate below 0.001.")
    let isInitial = trainer.model.weights == model.weights
    #expect(isInitial)
    #expect(
      trainer.history?.ending == .failed(.gradientOverflow(epoch: 1, learningRate: 0.001)))
  }
}
