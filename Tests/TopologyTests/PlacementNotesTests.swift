import Testing
import Topology

@Suite struct PlacementNotesTests {
  private func notes(
    _ machine: Machine, _ workers: Int?, _ policy: PlacementPolicy = .spread
  ) throws -> [String] {
    try machine.place(workers: workers, policy: policy).notes.filter { !$0.contains("is a plan") }
  }

  @Test("nothing limited, nothing noted but that it is a plan")
  func silent() throws {
    let machine = try Machine.synthetic("core:4 pu:2")
    #expect(
      try machine.place().notes
        == ["This is a plan for another machine (core:4 pu:2); nothing is bound."])
    #expect(try notes(machine, 4, .compact) == [])
    #expect(try notes(machine, 8, .none) == [])
  }

  @Test("workers that share processors or cores are told what to expect")
  func sharing() throws {
    let machine = try Machine.synthetic("core:2 pu:1")
    for policy in PlacementTests.policies {
      #expect(
        try notes(machine, 32, policy)
          == ["32 workers share 2 processors; expect no speed-up beyond 2."])
    }
    #expect(
      try notes(machine, 3, .processors([1]))
        == ["3 workers share 1 processor; expect no speed-up beyond 1."])
    #expect(
      try notes(Machine.synthetic("core:2 pu:2"), 3)
        == [
          "3 workers share 2 cores, and hardware threads share their core's arithmetic units; "
            + "expect little beyond 2."
        ])
  }

  @Test("a quota is named with its file, whether it chose the number or not")
  func quota() throws {
    let machine = try Machine.synthetic(
      "core:8 pu:1", mask: nil, quota: CPUQuota(processors: 2.5, path: "/cg/cpu.max"))
    #expect(
      try notes(machine, nil)
        == [
          "The cgroup quota of 2.5 processors (/cg/cpu.max) limits the automatic number of "
            + "workers to 3."
        ])
    #expect(try notes(machine, 3) == [])
    #expect(
      try notes(machine, 8)
        == [
          "8 workers share a cgroup quota of 2.5 processors (/cg/cpu.max); expect no speed-up "
            + "beyond that."
        ])
  }

  @Test("a cpuset and an affinity mask are told apart")
  func allowed() throws {
    let masked = try Machine.synthetic("core:8 pu:1", mask: [1, 2, 5], quota: nil)
    #expect(
      try notes(masked, nil) == ["The inherited affinity mask allows 3 of 8 processors: 1-2,5."])
    let bytes = String(decoding: try Machines.bytes("8em64t-2s4c-heterogeneous.xml"), as: UTF8.self)
      .replacing("allowed_cpuset=\"0x000000ff\"", with: "allowed_cpuset=\"0x0000000f\"")
    let administered = try Machine.load(
      xml: Array(bytes.utf8), path: "m.xml", mask: [1, 2, 7], quota: nil)
    #expect(
      try notes(administered, nil) == [
        "A cpuset allows 4 of the machine's 8 processors: 0-3.",
        "The inherited affinity mask allows 2 of 4 processors: 1-2.",
      ])
  }

  @Test("efficiency cores are named when left out and when used")
  func efficiency() throws {
    let machine = try Machines.load("fakecpukinds.xml")
    #expect(
      try notes(machine, nil)
        == ["1 efficiency core is left out; ask for more than 1 worker to use it."])
    #expect(
      try notes(machine, 2) == [
        "1 of 2 workers run on efficiency cores, and every step waits for the slowest worker."
      ])
    #expect(try notes(machine, 1) == [])
  }
}
