import Benchmark
@_spi(Benchmarks) import Skein

/// Thousandths of a training step on one worker: where its time goes, whatever the clock.
let share = BenchmarkMetric.custom(
  "‰ of the step", polarity: .prefersSmaller, useScalingFactor: false)

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [share], warmupIterations: 1, maxDuration: .seconds(1), maxIterations: 5,
    thresholds: [share: BenchmarkThresholds(relative: [.p50: 10, .p90: 10])])
  // The large preset takes seconds a step and spends nearly all of it in two kernels.
  for preset in [BenchmarkProblem.Preset.reference, .medium] {
    for phase in PhaseWorkload.Phase.allCases {
      Benchmark("\(phase.rawValue) \(preset.rawValue)") { benchmark in
        let workload = try PhaseWorkload(preset)
        benchmark.startMeasurement()
        benchmark.measurement(share, try workload.permilleOfStep(phase))
        benchmark.stopMeasurement()
      }
    }
  }
}
