import Benchmark
@_spi(Benchmarks) import Skein

/// Millionths of a training step on one worker: where its time goes, whatever the clock.
let share = BenchmarkMetric.custom(
  "millionths of the step", polarity: .prefersSmaller, useScalingFactor: false)

/// In percent. Forward and backward share caches and clock with each other; the update reads memory
/// that other programs use too; gathering takes microseconds, all of it waiting for what the step before
/// left in the caches.
func tolerance(_ phase: PhaseWorkload.Phase) -> Double {
  switch phase {
  case .forward, .backward: 25
  case .update: 50
  case .gather: 100
  }
}

let benchmarks: @Sendable () -> Void = {
  // The large preset takes seconds a step and spends nearly all of it in two kernels.
  for preset in [BenchmarkProblem.Preset.reference, .medium] {
    for phase in PhaseWorkload.Phase.allCases {
      let tolerance = tolerance(phase)
      let configuration = Benchmark.Configuration(
        metrics: [share], warmupIterations: 1, maxDuration: .seconds(1), maxIterations: 5,
        thresholds: [share: BenchmarkThresholds(relative: [.p50: tolerance, .p90: tolerance])])
      Benchmark("\(phase.rawValue).\(preset.rawValue)", configuration: configuration) { benchmark in
        let workload = try PhaseWorkload(preset)
        benchmark.startMeasurement()
        benchmark.measurement(share, try workload.millionthsOfStep(phase))
        benchmark.stopMeasurement()
      }
    }
  }
}
