import Skein
import Testing

/// Numbers below 1.2e-38, which many processors handle in microcode, a hundred times slower. Not all
/// do: an AMD Zen 4 passes this without flushing them, so `CrewTests` holds the flushing itself.
@Suite("Subnormal numbers")
struct SubnormalTests {
  /// One epoch on data and weights multiplied by `scale`, and what it took at best.
  private func training(scale: Float) throws -> () throws -> Duration {
    let values = (0..<400).map { Double(scale) * Double(($0 * 37) % 64 + 1) / 64 }
    let series = try Series(name: "scaled", columns: [(name: "y", values: values)])
    let data = try Dataset(series, window: 30, testSplit: 0, validationSplit: 0)
    let architecture = Sequential {
      LSTM(32, returnSequences: true)
      LSTM(32)
      Dense(1)
    }
    let start = try Model(architecture, for: data)
    let model = try Model(
      architecture, input: data.inputShape,
      weights: Weights(
        layout: start.weights.layout, values: start.weights.values.map { $0 * scale }))
    let crew = try TestMachine.crew(workers: 1)
    // Adam would move the weights away from what they are.
    let options = TrainingOptions(epochs: 1, learningRate: .leastNonzeroMagnitude)
    return {
      let trainer = try Trainer(model, options: options, crew: crew)
      return try ContinuousClock().measure { try trainer.fit(data.training) }
    }
  }

  @Test("inputs and weights that are subnormal cost no more than others")
  func cost() throws {
    let normal = try training(scale: 1)
    let subnormal = try training(scale: .leastNormalMagnitude / 8)
    var best = (normal: Duration.seconds(1000), subnormal: Duration.seconds(1000))
    for _ in 0..<7 {
      best.normal = try min(best.normal, normal())
      best.subnormal = try min(best.subnormal, subnormal())
    }
    // Leniently: other programs may run meanwhile.
    #expect(best.subnormal < best.normal * 5)
  }
}
