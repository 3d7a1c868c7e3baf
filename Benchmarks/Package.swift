// swift-tools-version: 6.2
import PackageDescription

// Its own package, so that who uses Skein does not download a benchmark framework.
// `swift package benchmark` in this folder measures; `make bench` also checks the thresholds.
let package = Package(
  name: "benchmarks",
  dependencies: [
    .package(name: "skein", path: ".."),
    // Without its traits: they replace malloc, which needs a library of its own and tells nothing
    // here, where nothing allocates.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "KernelBenchmarks",
      dependencies: [
        .product(name: "Skein", package: "skein"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/KernelBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    .executableTarget(
      name: "PhaseBenchmarks",
      dependencies: [
        .product(name: "Skein", package: "skein"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/PhaseBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ]
)
