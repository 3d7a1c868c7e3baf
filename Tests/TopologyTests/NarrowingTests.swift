import Foundation
import Testing
import Topology

@Suite("Limits of a placement") struct NarrowingTests {
  private let machine: Machine

  init() throws {
    machine = try Machine.synthetic("pack:2 numa:2 core:4 pu:2")
  }

  private func limits(_ change: (inout PlacementLimits) -> Void) -> PlacementLimits {
    var limits = PlacementLimits()
    change(&limits)
    return limits
  }

  private func allowed(
    _ limits: PlacementLimits, on machine: Machine? = nil, _ environment: [String: String] = [:]
  ) throws -> String {
    try (machine ?? self.machine).narrowed(by: limits, environment: environment)
      .allowedProcessors.description
  }

  @Test("processors and objects are excluded, cores left free, and another's mask taken")
  func each() throws {
    #expect(try allowed(limits { $0.exclude = "0-3,31" }) == "4-30")
    #expect(try allowed(limits { $0.exclude = "numa:1 core:0" }) == "2-7,16-31")
    #expect(try allowed(limits { $0.leave = 3 }) == "6-31")
    #expect(try allowed(limits { $0.like = "4-5,100" }) == "4-5")
    #expect(try allowed(limits { ($0.like, $0.exclude, $0.leave) = ("0-7", "0", 1) }) == "2-7")
  }

  @Test("a narrowed machine counts, places and draws what is left, and says what was left out")
  func downstream() throws {
    let narrowed = try machine.narrowed(by: limits { $0.exclude = "package:0" })
    #expect(narrowed.cores == 8 && narrowed.packages == 1 && narrowed.numaNodes == 2)
    #expect(narrowed.topologyHash == machine.topologyHash && narrowed.isNarrowed)
    #expect(narrowed.root.children.map(\.isAllowed) == [false, true])
    let placement = try narrowed.place(workers: 3, policy: .none)
    #expect(placement.workers.allSatisfy { $0.processors == CPUSet(16..<32) })
    #expect(
      placement.notes.first == "Without package:0 there remain 16 of 32 processors: 16-31.")
    #expect(try narrowed.place().workers.count == 8)
  }

  @Test("kinds of cores are used alone, or all counted")
  func kinds() throws {
    let mixed = try Machines.load("fakecpukinds.xml")
    let fast = CPUSet(mixed.allowedCores.filter(\.isPerformance).flatMap(\.processors))
    let slow = mixed.allowedProcessors.subtracting(fast)
    #expect(!fast.isEmpty && !slow.isEmpty)
    #expect(
      try mixed.narrowed(by: limits { $0.cores = .performance }).allowedProcessors == fast)
    let efficient = try mixed.narrowed(by: limits { $0.cores = .efficiency })
    #expect(efficient.allowedProcessors == slow)
    #expect(try efficient.place().workers.count == efficient.cores)
    #expect(
      try mixed.narrowed(by: limits { $0.cores = .all }).place().workers.count == mixed.cores)
    #expect(try mixed.place().workers.count < mixed.cores)
  }

  @Test("shares are disjoint, together the whole, and of neighbouring cores", arguments: 1...40)
  func shares(count: Int) throws {
    guard count <= 32 else {
      let error = thrown { () throws(TopologyError) in
        try machine.narrowed(by: limits { $0.split = "0/\(count)" }, environment: [:])
      }
      #expect(error?.description.contains("cannot share 32 processors") ?? false)
      return
    }
    var all = CPUSet()
    for rank in 0..<count {
      let part = try machine.narrowed(
        by: limits { $0.split = "\(rank)/\(count)" }, environment: [:]
      ).allowedProcessors
      #expect(part.isDisjoint(with: all))
      let numbers = Array(part)
      #expect(numbers == Array((numbers[0])...(numbers[numbers.count - 1])))
      all = all.union(part)
    }
    #expect(all == machine.allowedProcessors)
  }

  @Test(
    "a launcher's variables tell the rank on this machine",
    arguments: [
      (["OMPI_COMM_WORLD_LOCAL_RANK": "1", "OMPI_COMM_WORLD_LOCAL_SIZE": "4"], 1, 4, "Open MPI"),
      (["MPI_LOCALRANKID": "2", "MPI_LOCALNRANKS": "3"], 2, 3, "Hydra (MPICH or Intel MPI)"),
      (["PMI_LOCAL_RANK": "0", "PMI_LOCAL_SIZE": "2"], 0, 2, "PMI"),
      (["PALS_LOCAL_RANKID": "1", "PALS_LOCAL_SIZE": "2"], 1, 2, "PALS"),
      (["LOCAL_RANK": "3", "LOCAL_WORLD_SIZE": "8"], 3, 8, "torchrun"),
      (["SLURM_LOCALID": "1", "SLURM_STEP_TASKS_PER_NODE": "2"], 1, 2, "Slurm"),
      (
        ["SLURM_LOCALID": "2", "SLURM_NODEID": "2", "SLURM_TASKS_PER_NODE": "4(x2),3"], 2, 3,
        "Slurm"
      ),
      (
        ["SLURM_LOCALID": "3", "SLURM_NODEID": "1", "SLURM_TASKS_PER_NODE": "4(x2),3"], 3, 4,
        "Slurm"
      ),
    ])
  func launchers(_ variables: [String: String], _ rank: Int, _ count: Int, _ name: String) {
    #expect(
      RankShare.told(by: variables) == RankShare(rank: rank, count: count, launcher: name))
  }

  @Test("variables that make no sense tell nothing, and then the share must be given")
  func noLauncher() throws {
    for variables in [
      [:], ["LOCAL_RANK": "4", "LOCAL_WORLD_SIZE": "4"], ["LOCAL_RANK": "-1"],
      ["SLURM_LOCALID": "0", "SLURM_TASKS_PER_NODE": "4(x"],
      ["SLURM_LOCALID": "5", "SLURM_TASKS_PER_NODE": "4"],
    ] {
      #expect(RankShare.told(by: variables) == nil, "\(variables)")
      let error = thrown { () throws(TopologyError) in
        try machine.narrowed(by: limits { $0.split = "rank" }, environment: variables)
      }
      #expect(error?.description.contains("such as 0/2") ?? false)
    }
  }

  @Test("a rank that its launcher has bound keeps what it has")
  func boundRank() throws {
    let variables = ["OMPI_COMM_WORLD_LOCAL_RANK": "1", "OMPI_COMM_WORLD_LOCAL_SIZE": "4"]
    let bound = try Machine.synthetic(
      "pack:2 numa:2 core:4 pu:2", mask: CPUSet(8..<16), quota: nil)
    let rank = limits { $0.split = "rank" }
    #expect(try allowed(rank, on: bound, variables) == "8-15")
    #expect(try allowed(rank, variables) == "8-15")
    let narrowed = try bound.narrowed(by: rank, environment: variables)
    #expect(try narrowed.place().notes.contains { $0.contains("nothing is split") })
    // What is said outright is done.
    #expect(try allowed(limits { $0.split = "1/4" }, on: bound) == "10-11")
  }

  @Test("limits that leave nothing are refused with the reason")
  func nothing() {
    for (change, words) in [
      ({ $0.exclude = "all" }, "excludes all"), ({ $0.leave = 16 }, "16 of 16 cores"),
      ({ $0.like = "64" }, "may use 64"), ({ $0.cores = .efficiency }, "no efficiency cores"),
      ({ $0.exclude = "spread" }, "a list of processors"), ({ $0.exclude = "core:" }, "missing"),
      ({ $0.split = "2/2" }, "count from 0"), ({ $0.split = "1-2" }, "0/2"),
    ] as [((inout PlacementLimits) -> Void, String)] {
      let error = thrown { () throws(TopologyError) in
        try machine.narrowed(by: limits(change), environment: [:])
      }
      #expect(error?.description.contains(words) ?? false, "\(String(describing: error))")
    }
  }

  @Test("another process's mask is what its file says")
  func processes() throws {
    let folder = try TemporaryFolder()
    try folder.write("Name:\tx\nCpus_allowed:\tf3\nCpus_allowed_list:\t0-1,4-7\n", to: "17/status")
    #expect(try ProcessMask.of(process: 17, in: folder.path).description == "0-1,4-7")
    let error = thrown { () throws(TopologyError) in
      try ProcessMask.of(process: 18, in: folder.path)
    }
    #expect(error?.description.contains("no process 18") ?? false)
  }
}
