import Benchmark
@_spi(Benchmarks) import Skein

/// Millionths of the rate of pure FMAs, measured in turn with the kernel: the same on a slow day and
/// a fast one, which times are not. For kernels without matrix products, elements count instead.
let rate = BenchmarkMetric.custom(
  "millionths of FMA peak", polarity: .prefersLarger, useScalingFactor: false)

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = Benchmark.Configuration(
    metrics: [rate], warmupIterations: 1, maxDuration: .seconds(1), maxIterations: 9,
    // A tenth: what neighbours on a shared machine take.
    thresholds: [rate: BenchmarkThresholds(relative: [.p50: 10, .p90: 10])])
  for kernel in KernelWorkload.Kernel.allCases {
    for shape in kernel.shapes {
      Benchmark("\(kernel.rawValue).\(shape.name)") { benchmark in
        let workload = try KernelWorkload(kernel, shape)
        benchmark.startMeasurement()
        benchmark.measurement(rate, workload.millionthsOfPeak())
        benchmark.stopMeasurement()
      }
    }
  }
}
