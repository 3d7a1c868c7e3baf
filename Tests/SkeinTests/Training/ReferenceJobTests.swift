import Skein
import Support
import Testing

@Suite("The reference job")
struct ReferenceJobTests {
  /// Keras 3.15.1 (JAX 0.10.2, `set_random_seed` 0 to 4) on the very same five series ends at test
  /// errors of 0.014351, 0.012617, 0.014051, 0.013779 and 0.011292. Their noise is a little above
  /// its expectation of 0.010: 0.011098, 0.010825, 0.011600, 0.010898 and 0.009634.
  private static let kerasMean = 0.013218

  @Test(
    "gets as near to the noise as Keras does on the same series, seeds 0 to 4",
    .timeLimit(.minutes(10)))
  func errors() throws {
    var errors: [Double] = []
    // What a sanitizer looks for is in every seed; seed 0 alone is below the mean, too.
    for seed in UInt64(0)...(Sanitizer.isPresent ? 0 : 4) {
      let series = try DataSource.load("sine", options: DataOptions(seed: seed))
      let data = try Dataset(series, window: 50, testSplit: 0.2, validationSplit: 0.2)
      let architecture = try Sequential(specification: "lstm:60,lstm:50,dense:1")
      let trainer = try Trainer(
        Model(architecture, for: data, seed: seed), options: TrainingOptions(seed: seed))
      let history = try trainer.fit(data.training, validation: data.validation)
      #expect(history.epochs.count == 20)
      let metrics = try trainer.model.evaluate(data.test, crew: trainer.crew)[0]
      #expect(metrics.beatsNaive, "seed \(seed)")

      // What nobody can predict: the noise of the very values that are tested.
      let noise = data.test.windows.map { window in
        let row = data.windows.targetRow(window)
        let x = 50 * Double(row) / Double(SineSeries.rows - 1)
        return series.value(row: row, column: 0) - SineSeries.sine(x)
      }
      let floor = noise.reduce(0) { $0 + $1 * $1 } / Double(noise.count)
      #expect(metrics.model.mse > floor && metrics.model.mse < 1.3 * floor, "seed \(seed)")
      errors.append(metrics.model.mse)
    }
    #expect(errors.reduce(0, +) / Double(errors.count) <= Self.kerasMean, "\(errors)")
  }
}
