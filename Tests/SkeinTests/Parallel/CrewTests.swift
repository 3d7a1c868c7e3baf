import Foundation
import Skein
import Synchronization
import Testing
import Topology

@Suite("The crew")
struct CrewTests {
  @Test("runs every worker once and at the same time, also more than there are processors")
  func everyWorker() throws {
    for workers in [1, 2, 3, 13, Crew.mostThatMeet / 2] {
      let crew = try TestMachine.crew(workers: workers)
      let runs = SharedBuffer<Int>(repeating: 0, count: workers)
      // Nobody passes unless all run at once.
      let barrier = Barrier(parties: workers, processors: 1)
      let reports = try crew.run { worker in
        runs.base[worker] += 1
        barrier.wait()
      }
      #expect(Array(runs.elements) == [Int](repeating: 1, count: workers))
      #expect(reports.map(\.worker) == Array(0..<workers))
    }
  }

  @Test("binds each worker where its place says, and reads it back at each use")
  func bindings() throws {
    let machine = try TestMachine.machine()
    for policy in try TestMachine.policies() where policy != .none {
      let crew = try TestMachine.crew(workers: 5, policy: policy)
      for _ in 0..<3 {
        for (place, report) in zip(crew.placement.workers, try crew.run { _ in }) {
          #expect(report.landed && report.failure == nil, "\(policy)")
          #expect(report.processors == place.processors && report.obtained == place.processors)
        }
      }
      // Dispatch hands the same threads out again.
      for report in try TestMachine.crew(workers: 5).run({ _ in }) {
        #expect(report.failure == nil && report.obtained == machine.allowedProcessors)
      }
    }
  }

  @Test("a use tells of a worker that somebody moved meanwhile")
  func moved() throws {
    let machine = try TestMachine.machine()
    let all = machine.allowedProcessors
    guard all.count > 1 else { return }
    let crew = try TestMachine.crew(workers: 1, policy: .compact)
    #expect(try crew.run { _ in }.allSatisfy(\.landed))
    let moved = try crew.run { _ in #expect(SystemAffinity.set(all)) }
    #expect(moved.count == 1 && moved.allSatisfy { !$0.landed && $0.obtained == all })
  }

  @Test("flushes subnormals in workers and nowhere else")
  func subnormals() throws {
    // From memory, so that no compiler halves it.
    let smallest = SharedBuffer<Float>(repeating: .leastNormalMagnitude, count: 1)
    let half: @Sendable () -> Float = { smallest.base[0] * 0.5 }
    let halves = SharedBuffer<Float>(repeating: 1, count: 3)
    try TestMachine.crew(workers: 3).run { halves.base[$0] = half() }
    #expect(Array(halves.elements) == [0, 0, 0])
    #expect(half() == Float.leastNormalMagnitude / 2)
  }

  @Test("keeps its threads from use to use, and gives them back as they were")
  func threads() throws {
    let ledger = CrewLedger(places: 9)
    let machine = try TestMachine.machine()
    func crew() throws -> Crew {
      Crew(
        machine: machine, placement: try machine.place(workers: 4, policy: .compact),
        kernels: KernelSelection.available[0], innerBlock: nil, ledger: ledger, source: .dispatch)
    }
    func used(_ crew: Crew) throws -> Set<pthread_t> {
      let threads = Locked<Set<pthread_t>>([])
      try crew.run { _ in threads.withLock { _ = $0.insert(pthread_self()) } }
      return threads.withLock { $0 }
    }
    do {
      let crew = try crew()
      let first = try used(crew)
      #expect(first.count == 4 && ledger.free == 5)
      for _ in 0..<20 { #expect(try used(crew) == first) }
    }
    for _ in 0..<5000 where ledger.free < 9 { usleep(1000) }
    #expect(ledger.free == 9)
    // All at once, so that each of Dispatch's threads that were bound has one.
    let masks = Locked<[CPUSet?]>([])
    let group = DispatchGroup()
    for number in 0..<16 {
      DispatchQueue(label: "test.\(number)").async(group: group) {
        let mask = SystemAffinity.get()
        masks.withLock { $0.append(mask) }
        usleep(20_000)
      }
    }
    group.wait()
    let whole = [CPUSet?](repeating: machine.allowedProcessors, count: 16)
    #expect(masks.withLock { $0 } == whole)
  }

  @Test("an asynchronous use gives the same reports and leaves no thread bound")
  func asynchronous() async throws {
    let machine = try TestMachine.machine()
    let crew = try TestMachine.crew(workers: 3, policy: .compact)
    let barrier = Barrier(parties: 3, processors: 1)
    for _ in 0..<50 {
      let reports = try await crew.run { _ in barrier.wait() }
      #expect(reports.map(\.worker) == [0, 1, 2] && reports.allSatisfy(\.landed))
      #expect(SystemAffinity.get() == machine.allowedProcessors)
    }
  }

  @Test("fewer threads than workers: a sentence, or the crew that there are threads for")
  func fewThreads() throws {
    let machine = try TestMachine.machine()
    let ledger = CrewLedger(places: 20)
    func crew(_ source: Shift.Source) throws -> Crew {
      Crew(
        machine: machine, placement: try machine.place(workers: 8, policy: .spread),
        kernels: KernelSelection.available[0], innerBlock: nil, ledger: ledger, source: source)
    }
    let start: @Sendable (WorkerPlace, @escaping @Sendable () -> Void) -> Void = { place, block in
      DispatchQueue(label: "test.worker.\(place.worker)").async(execute: block)
    }
    // The system says so beforehand, or the threads never come.
    let poor = Shift.Source(
      available: { min($0, 5) }, start: start, patience: 5)
    let silent = Shift.Source(
      available: { $0 },
      start: { place, block in
        if place.worker < 3 { start(place, block) }
      }, patience: 0.2)
    for source in [poor, silent] {
      let error = #expect(throws: CrewError.self) {
        try crew(source).run { _ in Issue.record("a worker began") }
      }
      #expect(error == .tooFewThreads(workers: 8, started: 3))
      #expect(
        error?.description.hasPrefix("the system started 3 of 8 threads; raise its limit") == true)
      #expect(try crew(source).mustered().count == 3)
      for _ in 0..<5000 where ledger.free < 20 { usleep(1000) }
      #expect(ledger.free == 20)
    }
    let none = Shift.Source(available: { _ in 0 }, start: { _, _ in }, patience: 0.1)
    #expect(throws: CrewError.tooFewThreads(workers: 8, started: 0)) {
      try crew(none).mustered()
    }
  }

  @Test("places fewer workers anew, where they do not crowd")
  func limited() throws {
    let machine = try Machine.synthetic("pack:4 core:4 pu:2")
    for policy in [PlacementPolicy.spread, .compact, .smt, .none, .processors([9, 4, 0, 31])] {
      for workers in [1, 4, 8, 16, 32] {
        let crew = Crew(
          machine: machine, placement: try machine.place(workers: workers, policy: policy),
          kernels: KernelSelection.available[0], innerBlock: 77)
        for count in [1, 2, 3, 4, 7, workers] where count <= workers {
          let fewer = crew.limited(to: count)
          let wanted = try machine.place(workers: count, policy: policy)
          #expect(fewer.placement.workers == wanted.workers, "\(count) of \(workers) \(policy)")
          #expect(fewer.innerBlock == 77)
          #expect(fewer.kernels.instructionSet == crew.kernels.instructionSet)
        }
        #expect(crew.limited(to: 1) === crew.limited(to: 1))
        #expect(crew.limited(to: workers + 1).placement == crew.placement)
        #expect(crew.limited(to: 0).count == 1)
      }
    }
    // A batch of eight has four shards: one worker a package, not four on the first.
    let many = Crew(
      machine: machine, placement: try machine.place(workers: 32),
      kernels:
        KernelSelection.available[0])
    let cores = many.limited(to: 4).placement.workers.map(\.core)
    #expect(cores == [0, 4, 8, 12])
  }

  @Test("counts the processors that its workers share, and no more than a quota allows")
  func processors() throws {
    let machine = try TestMachine.machine()
    let all = try TestMachine.crew(workers: 64, policy: .smt)
    let allowed = machine.allowedProcessors.count
    #expect(all.processors == min(allowed, max(1, machine.quota.map { Int($0) } ?? allowed)))
    #expect(try TestMachine.crew(workers: 1, policy: .spread).processors == 1)
  }
}
