@_spi(Benchmarks) import Skein
import Testing

@Suite("Workloads of the benchmark package") struct KernelWorkloadTests {
  @Test("every kernel runs on a shape with remainders", arguments: KernelWorkload.Kernel.allCases)
  func kernels(kernel: KernelWorkload.Kernel) throws {
    let shape = try #require(KernelWorkload.Shape.all.first { $0.name == "odd" })
    let workload = try KernelWorkload(kernel, shape)
    workload.run()
    #expect(workload.operations > 0)
    #expect(workload.millionthsOfPeak() > 0)
  }

  @Test("the shapes have different names, and each a reason")
  func shapes() {
    let shapes = KernelWorkload.Shape.all
    #expect(Set(shapes.map(\.name)).count == shapes.count)
    #expect(shapes.allSatisfy { !$0.reason.isEmpty })
  }

  @Test("every phase is a part of the step")
  func phases() throws {
    let workload = try PhaseWorkload(.reference)
    for phase in PhaseWorkload.Phase.allCases {
      #expect((0...1_000_000).contains(try workload.millionthsOfStep(phase)))
    }
    #expect(try workload.millionthsOfStep(.backward) > 0)
  }
}
