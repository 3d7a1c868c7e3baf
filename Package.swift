// swift-tools-version: 6.2
import PackageDescription

// The floors, from the ground up. Imports only point down; docs/architecture.md says why.
//
//   0  CHwloc, CPlatform                 C: hwloc's headers; vector and CPU-control intrinsics
//      CMPI                              C: what Skein asks of an MPI library, which is opened at run time
//      CEntry                            C: the arguments of the program
//      Hashing                           FNV-1a, which names data and machines
//      ONNXSchema                        the messages of an ONNX file, as protoc generates them
//      EventSchema                       the messages of TensorBoard's event files, likewise
//   1  KernelInterface                   what a kernel table holds, and the tasks its kernels take
//      KernelReference                   the scalar definition of every kernel, for tests
//      KernelProblems, KernelCheck       small problems for kernel and reference alike, for tests
//      Kernels, KernelsAVX2, …AVX512     one source, compiled once per instruction set
//   2  Topology                          the machine, placements, bindings
//   3  Skein                             the library that users import
//   4  SkeinCommand                      the `skein` program

/// The kernels are optimised in debug builds too, each target as a whole: unoptimised SIMD code is a
/// hundred times slower, and file by file forty times. (Two threads, since one would write one object file,
/// where the package manager expects one a source.)
let optimised: SwiftSetting = .unsafeFlags(
  ["-O", "-whole-module-optimization", "-num-threads", "2"], .when(configuration: .debug))

/// What `make` tells of the sources, for `skein --version --verbose`. Not what the package manager says of them,
/// because it keeps that from one build to the next.
let commit: [CSetting] =
  (Context.environment["SKEIN_COMMIT"] ?? "").isEmpty
  ? [] : [.define("SKEIN_COMMIT", to: Context.environment["SKEIN_COMMIT"])]

/// Symlinked copies of `Sources/Kernels`, one per x86 instruction set.
let x86Kernels: [(name: String, march: String, define: String)] = [
  ("KernelsAVX2", "x86-64-v3", "SKEIN_AVX2"),
  ("KernelsAVX512", "x86-64-v4", "SKEIN_AVX512"),
]

var kernelTargets: [Target] = [
  .target(
    name: "Kernels",
    dependencies: ["KernelInterface", "CPlatform"],
    swiftSettings: [optimised, .define("SKEIN_BASELINE")])
]
#if arch(x86_64)
  for kernels in x86Kernels {
    kernelTargets.append(
      .target(
        name: kernels.name,
        dependencies: ["KernelInterface", "CPlatform"],
        swiftSettings: [
          optimised, .define(kernels.define),
          .unsafeFlags(["-Xcc", "-march=\(kernels.march)"]),
        ]))
  }
#endif

/// What users write: without access to what is only the package's.
let examples: [Target] = [
  ("ReferenceJob", "ReferenceJob"), ("OwnArray", "OwnArray"), ("CustomCallback", "CustomCallback"),
  ("Multivariate", "Multivariate"), ("Resume", "Resume"), ("CustomCell", "CustomCell"),
  ("FromKeras", "FromKeras"), ("FromPyTorch", "FromPyTorch"),
  ("Outside", "Outside/Sources/Outside"),
].map { name, folder in
  .executableTarget(
    name: name, dependencies: ["Skein"], path: "Examples/\(folder)", packageAccess: false)
}

let kernelDependencies: [Target.Dependency] = kernelTargets.map { .target(name: $0.name) }

/// Stops a program at its system calls, which is done in another way on other systems.
#if os(Linux)
  let syscallFaults: [Target] = [
    .executableTarget(
      name: "SyscallFaults", path: "Tests/SyscallFaults",
      cSettings: [.define("_GNU_SOURCE")])
  ]
#else
  let syscallFaults: [Target] = []
#endif
let syscallFaultsDependencies: [Target.Dependency] = syscallFaults.map { .target(name: $0.name) }

let package = Package(
  name: "skein",
  products: [
    .library(name: "Skein", targets: ["Skein"]),
    .library(name: "Topology", targets: ["Topology"]),
    .executable(name: "skein", targets: ["SkeinCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    // Files of options.
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    // Messages of ONNX and TensorBoard.
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    // Builds the documentation; nothing is linked to it.
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CHwloc", pkgConfig: "hwloc",
      providers: [.apt(["libhwloc-dev"]), .brew(["hwloc"])]),
    // `make mpi` compiles the bridge, with a compiler that finds an MPI library's header.
    .target(name: "CMPI", exclude: ["Bridge"]),
    .target(name: "CPlatform"),
    .target(name: "CEntry", cSettings: commit),
    .target(name: "Hashing"),
    .target(
      name: "ONNXSchema",
      dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: ["Schema"]),
    .target(
      name: "EventSchema",
      dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: ["Schema"]),
    .target(name: "KernelInterface"),
    .target(
      name: "KernelReference", dependencies: ["KernelInterface", "CPlatform"],
      swiftSettings: [optimised]),
    .target(
      name: "KernelProblems",
      dependencies: ["KernelReference", "KernelInterface", "CPlatform", "Hashing"]
        + kernelDependencies,
      swiftSettings: [optimised]),
    .executableTarget(
      name: "KernelCheck",
      dependencies: [
        "KernelProblems", "KernelReference", "KernelInterface", "CPlatform", "Hashing",
      ]),
    .target(name: "Topology", dependencies: ["CHwloc", "Hashing"]),
    .target(
      name: "Skein",
      dependencies: [
        "Topology", "KernelInterface", "CPlatform", "Hashing", "ONNXSchema", "EventSchema",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ] + kernelDependencies,
      exclude: ["Data/Resources/README.md"],
      // In the program itself, which must work when it is copied to another place alone.
      resources: [.embedInCode("Data/Resources/sunspots-monthly.csv")]),
    .executableTarget(
      name: "SkeinCommand",
      dependencies: [
        "Skein", "Topology", "KernelInterface", "CEntry", "CMPI",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Yams", package: "Yams"),
      ]),
    .testTarget(
      name: "KernelsTests",
      dependencies: [
        "KernelProblems", "KernelReference", "KernelInterface", "CPlatform", "Hashing",
      ],
      swiftSettings: [optimised]),
    .testTarget(
      name: "TopologyTests", dependencies: ["Topology"], resources: [.copy("Machines")]),
    // What several test targets need: folders of their own, the program as a process.
    .target(name: "Support", path: "Tests/Support"),
    .testTarget(
      name: "SkeinTests",
      dependencies: [
        "Skein", "Topology", "KernelInterface", "Hashing", "ONNXSchema", "EventSchema", "Support",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      resources: [.copy("Golden")]),
    // Starts the program itself, which the dependency builds.
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "SkeinCommand", "Skein", "Topology", "KernelInterface", "Support", "OwnArray",
        "Multivariate", "CustomCallback", "Resume", "CustomCell", "Outside",
        "FromKeras", "FromPyTorch",
      ],
      exclude: ["Tables"]),
    // Kills, starves and feeds the program and its readers.
    .testTarget(
      name: "DurabilityTests",
      dependencies: [
        "SkeinCommand", "Skein", "Topology", "ONNXSchema", "Support",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ] + syscallFaultsDependencies),
  ] + kernelTargets + examples + syscallFaults
)
