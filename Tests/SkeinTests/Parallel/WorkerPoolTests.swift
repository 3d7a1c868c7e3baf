import Foundation
import Skein
import Synchronization
import Testing
import Topology

@Suite("The pool of workers")
struct WorkerPoolTests {
  @Test("runs every worker once and at the same time, also more than there are processors")
  func everyWorker() throws {
    for workers in [1, 2, 3, 13, WorkerPool.mostThatMeet / 2] {
      let pool = try TestMachine.pool(workers: workers)
      let runs = SharedBuffer<Int>(repeating: 0, count: workers)
      // Nobody passes unless all run at once.
      let barrier = Barrier(parties: workers, processors: 1)
      let obtained = pool.run { worker in
        runs.base[worker] += 1
        barrier.wait()
      }
      #expect(Array(runs.elements) == [Int](repeating: 1, count: workers))
      #expect(obtained.count == workers)
    }
  }

  @Test("binds each worker where its place says, reads it back, and restores the thread")
  func bindings() throws {
    let machine = try TestMachine.machine()
    for policy in try TestMachine.policies() where policy != .none {
      let pool = try TestMachine.pool(workers: 5, policy: policy)
      let obtained = pool.run { _ in }
      for (place, binding) in zip(pool.placement.workers, obtained) {
        #expect(binding.isExact && binding.failure == nil, "\(policy)")
        #expect(binding.requested == place.processors && binding.processors == place.processors)
        #expect(place.processors.contains(binding.lastProcessor ?? -1))
      }
      // Dispatch hands the same threads out again.
      for binding in try TestMachine.pool(workers: 5).run({ _ in }) {
        #expect(binding.requested == nil && binding.processors == machine.allowedProcessors)
      }
    }
  }

  @Test("flushes subnormals in workers and nowhere else")
  func subnormals() throws {
    // From memory, so that no compiler halves it.
    let smallest = SharedBuffer<Float>(repeating: .leastNormalMagnitude, count: 1)
    let half: @Sendable () -> Float = { smallest.base[0] * 0.5 }
    let halves = SharedBuffer<Float>(repeating: 1, count: 3)
    try TestMachine.pool(workers: 3).run { halves.base[$0] = half() }
    #expect(Array(halves.elements) == [0, 0, 0])
    #expect(half() == Float.leastNormalMagnitude / 2)
  }

  @Test("places fewer workers anew, where they do not crowd")
  func limited() throws {
    let machine = try Machine.synthetic("pack:4 core:4 pu:2")
    for policy in [PlacementPolicy.spread, .compact, .smt, .none, .processors([9, 4, 0, 31])] {
      for workers in [1, 4, 8, 16, 32] {
        let pool = WorkerPool(
          machine: machine, placement: try machine.place(workers: workers, policy: policy),
          kernels: KernelSelection.available[0], innerBlock: 77)
        for count in [1, 2, 3, 4, 7, workers] where count <= workers {
          let fewer = pool.limited(to: count)
          let wanted = try machine.place(workers: count, policy: policy)
          #expect(fewer.placement.workers == wanted.workers, "\(count) of \(workers) \(policy)")
          #expect(fewer.innerBlock == 77)
          #expect(fewer.kernels.instructionSet == pool.kernels.instructionSet)
        }
        #expect(pool.limited(to: workers + 1).placement == pool.placement)
        #expect(pool.limited(to: 0).count == 1)
      }
    }
    // A batch of eight has four shards: one worker a package, not four on the first.
    let many = WorkerPool(
      machine: machine, placement: try machine.place(workers: 32),
      kernels:
        KernelSelection.available[0])
    let cores = many.limited(to: 4).placement.workers.map(\.core)
    #expect(cores == [0, 4, 8, 12])
  }

  @Test("counts the processors that its workers share, and no more than a quota allows")
  func processors() throws {
    let machine = try TestMachine.machine()
    let all = try TestMachine.pool(workers: 64, policy: .smt)
    let allowed = machine.allowedProcessors.count
    #expect(all.processors == min(allowed, max(1, machine.quota.map { Int($0) } ?? allowed)))
    #expect(try TestMachine.pool(workers: 1, policy: .spread).processors == 1)
  }

  @Test("a kernel table is chosen by name, and other names are refused in one sentence")
  func kernels() throws {
    let tables = KernelSelection.available
    for table in tables {
      let name = table.instructionSet.rawValue
      #expect(try KernelSelection.table(named: name).instructionSet == table.instructionSet)
    }
    #expect(tables.first?.instructionSet == .baseline)
    let widest = tables.last?.instructionSet
    #expect(try KernelSelection.table(named: "auto").instructionSet == widest)
    #expect(try KernelSelection.table(named: "").instructionSet == widest)
    let error = #expect(throws: SettingsError.self) { try KernelSelection.table(named: "sse9") }
    #expect(
      error?.description
        == "there is no instruction set “sse9”; SKEIN_ISA may be auto, baseline, avx2, avx512.")
    #expect(
      SettingsError.unsupportedInstructionSet("avx512", available: ["baseline", "avx2"])
        .description == "this processor has no avx512; it can run baseline, avx2.")
  }
}
