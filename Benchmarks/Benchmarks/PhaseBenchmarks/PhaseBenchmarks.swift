import Benchmark
@_spi(Benchmarks) import Skein

/// Millionths of a training step on one worker: where its time goes, whatever the clock.
let share = BenchmarkMetric.custom(
  "millionths of the step", polarity: .prefersSmaller, useScalingFactor: false)

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [share], warmupIterations: 1, maxDuration: .seconds(1), maxIterations: 5,
    // A quarter: the phases of one step share caches and clock with each other, and gathering takes
    // microseconds.
    thresholds: [share: BenchmarkThresholds(relative: [.p50: 25, .p90: 25])])
  // The large preset takes seconds a step and spends nearly all of it in two kernels.
  for preset in [BenchmarkProblem.Preset.reference, .medium] {
    for phase in PhaseWorkload.Phase.allCases {
      Benchmark("\(phase.rawValue).\(preset.rawValue)") { benchmark in
        let workload = try PhaseWorkload(preset)
        benchmark.startMeasurement()
        benchmark.measurement(share, try workload.millionthsOfStep(phase))
        benchmark.stopMeasurement()
      }
    }
  }
}
