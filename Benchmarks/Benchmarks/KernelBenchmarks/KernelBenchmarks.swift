import Benchmark
@_spi(Benchmarks) import Skein

/// Millionths of the rate of pure FMAs, measured in turn with the kernel: the same on a slow day and
/// a fast one, which times are not. For kernels without matrix products, elements count instead.
let rate = BenchmarkMetric.custom(
  "millionths of FMA peak", polarity: .prefersLarger, useScalingFactor: false)

let benchmarks: @Sendable () -> Void = {
  for kernel in KernelWorkload.Kernel.allCases {
    for shape in kernel.shapes {
      // A tenth: what neighbours on a shared machine take; of the memory that they share, more.
      let tolerance = kernel.isBoundByMemory(shape) ? 40.0 : 10.0
      let configuration = Benchmark.Configuration(
        metrics: [rate], warmupIterations: 1, maxDuration: .seconds(1), maxIterations: 3,
        thresholds: [rate: BenchmarkThresholds(relative: [.p50: tolerance, .p90: tolerance])])
      Benchmark("\(kernel.rawValue).\(shape.name)", configuration: configuration) { benchmark in
        let workload = try KernelWorkload(kernel, shape)
        benchmark.startMeasurement()
        benchmark.measurement(rate, workload.millionthsOfPeak())
        benchmark.stopMeasurement()
      }
    }
  }
}
