import Foundation
import Testing
import Topology

@Suite struct PlacementTests {
  static let policies: [PlacementPolicy] = [.spread, .compact, .smt, .none]

  /// Every count up to twice the processors; on large machines those around every boundary.
  static func counts(_ machine: Machine) -> [Int] {
    let limit = 2 * machine.processors
    guard limit > 128 else { return Array(1...limit) }
    let boundaries = [
      8, 16, 32, 64, 128, 256, machine.packages, machine.numaNodes, machine.cores,
      machine.processors, limit,
    ]
    let near = boundaries.flatMap { [$0 - 1, $0, $0 + 1] } + Array(1...10)
    return Set(near.filter { (1...limit).contains($0) }).sorted()
  }

  @Test(
    "every policy and count: inside the allowed set, no processor or core shared while one is free",
    arguments: Machines.expected)
  func sweep(_ expected: ExpectedMachine) throws {
    let machine = try expected.load()
    let coreOf = Dictionary(
      uniqueKeysWithValues: machine.allowedCores.flatMap { core in
        core.processors.map { ($0, core) }
      })
    for policy in Self.policies where policy != .none {
      var smaller = CPUSet()
      for count in Self.counts(machine) {
        let workers = try machine.place(workers: count, policy: policy).workers
        try #require(workers.map(\.worker) == Array(0..<count))
        let processors = workers.compactMap(\.processors.first)
        try #require(workers.allSatisfy { $0.processors.count == 1 })
        let cores = try processors.map { try #require(coreOf[$0]) }
        #expect(workers.map(\.core) == cores.map(\.index))
        #expect(workers.map(\.numaNode) == cores.map(\.numaNode))
        #expect(cores.map(\.index) == cores.map(\.index).sorted(), "neighbours have neighbours")

        let load = Dictionary(processors.map { ($0, 1) }, uniquingKeysWith: +)
        let loads = machine.allowedProcessors.map { load[$0] ?? 0 }
        #expect((loads.max() ?? 0) - (loads.min() ?? 0) <= 1, "\(policy) \(count)")
        if policy != .smt {
          #expect(Set(cores).count == min(count, machine.cores), "\(policy) \(count)")
        }
        let used = CPUSet(processors)
        #expect(smaller.isSubset(of: used), "\(policy): \(count) workers leave a processor")
        smaller = used
      }
    }
  }

  @Test("the same request gives the same placement", arguments: Machines.expected)
  func deterministic(_ expected: ExpectedMachine) throws {
    let (machine, again) = (try expected.load(), try expected.load())
    for policy in Self.policies {
      for count in Self.counts(machine) {
        #expect(
          try machine.place(workers: count, policy: policy)
            == again.place(workers: count, policy: policy))
      }
    }
  }

  @Test(
    "spread gives the parts of every object equal numbers until one is full",
    arguments: Machines.expected)
  func spreadIsEven(_ expected: ExpectedMachine) throws {
    let machine = try expected.load()
    guard Set(machine.allowedCores.map(\.rank)).count == 1 else { return }
    for count in Self.counts(machine) where count <= machine.cores {
      let workers = try machine.place(workers: count, policy: .spread).workers
      forEachSplit(machine, workers) { given, room in
        for (a, b) in zip(given, room) where a < b {
          #expect(given.allSatisfy { $0 <= a + 1 }, "\(count) workers: \(given) of \(room)")
        }
      }
    }
  }

  @Test(
    "compact uses as few parts of every object as can hold the workers",
    arguments: Machines.expected)
  func compactIsNarrow(_ expected: ExpectedMachine) throws {
    let machine = try expected.load()
    guard Set(machine.allowedCores.map(\.rank)).count == 1 else { return }
    for count in Self.counts(machine) where count <= machine.cores {
      let workers = try machine.place(workers: count, policy: .compact).workers
      forEachSplit(machine, workers) { given, room in
        var needed = 0
        var rest = given.reduce(0, +)
        for size in room.sorted(by: >) where rest > 0 {
          needed += 1
          rest -= size
        }
        #expect(given.count { $0 > 0 } == needed, "\(count) workers: \(given) of \(room)")
      }
    }
  }

  /// Calls the body with the workers and the allowed cores in each part of each object.
  private func forEachSplit(
    _ machine: Machine, _ workers: [WorkerPlace], _ body: ([Int], [Int]) -> Void
  ) {
    let processors = workers.compactMap(\.processors.first)
    func visit(_ object: TopologyObject) {
      guard object.kind != .core else { return }
      body(
        object.children.map { part in
          processors.count { part.processors.contains($0) }
        },
        object.children.map { part in
          machine.allowedCores.count { $0.processors.first.map(part.processors.contains) ?? false }
        })
      for child in object.children { visit(child) }
    }
    visit(machine.root)
  }

  @Test("smt fills each core's threads before the next core", arguments: Machines.expected)
  func smtFillsCores(_ expected: ExpectedMachine) throws {
    let machine = try expected.load()
    for count in Self.counts(machine) where count <= machine.processors {
      let workers = try machine.place(workers: count, policy: .smt).workers
      let partly = machine.allowedCores.filter { core in
        let used = workers.count { $0.core == core.index }
        return used > 0 && used < core.processors.count
      }
      #expect(partly.count <= 1, "\(count) workers")
    }
  }

  @Test(
    "spread takes the cores that hwloc-distrib takes on symmetric machines",
    arguments: Machines.expected.filter { !$0.distrib.isEmpty })
  func distrib(_ expected: ExpectedMachine) throws {
    let machine = try expected.load()
    for cores in expected.distrib {
      let workers = try machine.place(workers: cores.count, policy: .spread).workers
      #expect(workers.map(\.core) == cores)
    }
  }

  @Test("none leaves every worker all allowed processors", arguments: Machines.expected)
  func none(_ expected: ExpectedMachine) throws {
    let machine = try expected.load()
    let node = Set(machine.allowedCores.map(\.numaNode))
    for place in try machine.place(workers: 3, policy: .none).workers {
      #expect(place.processors == machine.allowedProcessors)
      #expect(place.core == nil)
      #expect(place.numaNode == (node.count == 1 ? node.first.flatMap { $0 } : nil))
    }
  }

  @Test("faster cores come first", arguments: PlacementTests.policies.filter { $0 != .none })
  func fastestFirst(_ policy: PlacementPolicy) throws {
    let machine = try Machines.load("fakecpukinds.xml")
    #expect(try machine.place(workers: 1, policy: policy).workers.map(\.core) == [1])
    #expect(try machine.place(workers: 1, policy: policy).workers.map(\.processors) == [[3]])
    let two = try machine.place(workers: 2, policy: policy).workers.map(\.core)
    #expect(two == (policy == .smt ? [1, 1] : [0, 1]))
  }

  @Test("the automatic number is one a performance core, and for smt one a thread of those")
  func automatic() throws {
    for expected in Machines.expected {
      let machine = try expected.load()
      let fastCores = machine.allowedCores.filter(\.isPerformance)
      let fast = fastCores.count
      let threads = fastCores.reduce(0) { $0 + $1.processors.count }
      #expect(try machine.place().workers.count == fast)
      #expect(try machine.place(policy: .compact).workers.count == fast)
      #expect(try machine.place(policy: .none).workers.count == fast)
      #expect(try machine.place(policy: .smt).workers.count == threads)
      for policy in Self.policies where policy != .none {
        let cores = try machine.place(policy: policy).workers.compactMap(\.core)
        #expect(Set(cores).isSubset(of: fastCores.map(\.index)), "efficiency cores on request only")
      }
      let last = try #require(Array(machine.allowedProcessors).last)
      #expect(try machine.place(policy: .processors([last])).workers.count == 1)
    }
    #expect(try Machines.load("fakecpukinds.xml").place().workers.count == 1)
    #expect(try Machines.load("32amd64-4s2n4c-cgroup2.xml").place().workers.count == 6)
  }

  @Test(
    "a quota caps the automatic number at its ceiling, never below one",
    arguments: [(0.1, 1), (1, 1), (1.01, 2), (2.5, 3), (8, 8), (15.5, 16), (16, 16), (1e300, 16)])
  func quota(_ quota: Double, _ workers: Int) throws {
    let machine = try Machine.synthetic(
      "pack:2 core:8 pu:2", mask: nil, quota: CPUQuota(processors: quota, path: "/cpu.max"))
    #expect(try machine.place().workers.count == workers)
    #expect(try machine.place(workers: 32).workers.count == 32)
    #expect(try machine.place(policy: .processors([4, 5, 6])).workers.count == 3)
  }

  @Test("an explicit list is taken in its order, repeated when workers are more")
  func explicit() throws {
    let machine = try Machine.synthetic("pack:2 core:2 pu:2")
    let policy = try PlacementPolicy(parsing: "7,0-2")
    #expect(try machine.place(policy: policy).workers.map(\.processors) == [[7], [0], [1], [2]])
    #expect(try machine.place(policy: policy).workers.map(\.core) == [3, 0, 0, 1])
    #expect(
      try machine.place(workers: 6, policy: policy).workers.map(\.processors)
        == [[7], [0], [1], [2], [7], [0]])
    #expect(try machine.place(workers: 2, policy: policy).workers.map(\.processors) == [[7], [0]])
  }

  @Test("an explicit list with processors that are not allowed is refused, naming both")
  func notAllowed() throws {
    let machine = try Machines.load("16amd64-8n2c-cpusets.xml")
    let error = thrown { () throws(TopologyError) in
      try machine.place(policy: .processors([0, 4, 7, 99]))
    }
    #expect(
      error?.description
        == "processors 4,7,99 are not allowed here; choose from 0-3,5-6,12-15.")
  }

  @Test("no workers, and too many, are refused", arguments: [0, -1, Int.min, 65_537, Int.max])
  func workers(_ count: Int) throws {
    let machine = try Machine.synthetic("pu:1")
    let error = thrown { () throws(TopologyError) in try machine.place(workers: count) }
    #expect(error?.description == "\(count) workers cannot be placed; ask for 1 to 65536.")
  }

  @Test("one worker more than the cores takes a second hardware thread")
  func secondThread() throws {
    let machine = try Machine.synthetic("pack:2 core:2 pu:2")
    for policy: PlacementPolicy in [.spread, .compact] {
      #expect(
        try machine.place(workers: 5, policy: policy).workers.map(\.processors)
          == [[0], [1], [2], [4], [6]])
    }
    #expect(
      try machine.place(workers: 2, policy: .spread).workers.map(\.processors) == [[0], [4]])
    #expect(
      try machine.place(workers: 2, policy: .compact).workers.map(\.processors) == [[0], [2]])
    #expect(try machine.place(workers: 2, policy: .smt).workers.map(\.processors) == [[0], [1]])
  }

  @Test("compact begins where the most cores are allowed")
  func compactInPart() throws {
    let machine = try Machine.synthetic(
      "pack:2 core:4 pu:1", mask: try CPUSet(parsing: "3-6"), quota: nil)
    #expect(
      try machine.place(workers: 3, policy: .compact).workers.map(\.processors) == [[4], [5], [6]])
  }
}
