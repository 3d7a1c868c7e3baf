import Foundation
import Testing
import Topology

@Suite struct MachineTests {
  @Test("the counts are those of hwloc-calc", arguments: Machines.expected)
  func counts(_ expected: ExpectedMachine) throws {
    let machine = try expected.load()
    #expect(machine.packages == expected.packages)
    #expect(machine.numaNodes == expected.numaNodes)
    #expect(machine.cores == (expected.cores == 0 ? expected.processors : expected.cores))
    #expect(machine.processors == expected.processors)
    #expect(!machine.isThisMachine)
    #expect(machine.quota == nil)
  }

  @Test(
    "every cache is one that hwloc-info lists, with the least share", arguments: Machines.expected)
  func caches(_ expected: ExpectedMachine) throws {
    let caches = try expected.load().caches
    for (level, listed) in zip([caches.l1d, caches.l2, caches.l3], expected.caches) {
      guard let level else {
        #expect(listed.isEmpty)
        continue
      }
      #expect(listed.contains([level.bytes, level.sharingProcessors]))
      #expect(listed.allSatisfy { level.bytes * $0[1] <= $0[0] * level.sharingProcessors })
    }
  }

  @Test("the tree holds every core and processor once", arguments: Machines.expected)
  func tree(_ expected: ExpectedMachine) throws {
    let machine = try expected.load()
    var cores: [TopologyObject] = []
    var numbers: [Int] = []
    func walk(_ object: TopologyObject) {
      if object.kind == .core { cores.append(object) }
      if object.kind == .processor, object.isOnline { numbers.append(object.number ?? -1) }
      for child in object.children {
        if child.isOnline { #expect(child.processors.isSubset(of: object.processors)) }
        walk(child)
      }
    }
    walk(machine.root)
    #expect(cores.map(\.logicalIndex) == Array(0..<cores.count))
    #expect(numbers.count == Set(numbers).count)
    #expect(CPUSet(numbers) == machine.onlineProcessors)
    #expect(CPUSet(machine.allowedCores.flatMap(\.processors)) == machine.allowedProcessors)
    #expect(machine.allowedProcessors.isSubset(of: machine.onlineProcessors))
  }

  @Test("equal machines have equal hashes, and different ones different hashes")
  func hashes() throws {
    var seen: [String: String] = [:]
    for expected in Machines.expected {
      let machine = try expected.load()
      #expect(try machine == expected.load())
      #expect(machine.topologyHash.count == 16)
      #expect(seen.updateValue(expected.machine, forKey: machine.topologyHash) == nil)
    }
    // Pinned, since run folders hold it: a change makes old runs look like another machine's.
    #expect(try Machine.synthetic("pack:1 core:2 pu:2").topologyHash == "777e774dad1da30c")
  }

  @Test("the hash does not depend on what a process may use")
  func hashInContainer() throws {
    let whole = try Machine.synthetic("pack:2 core:8 pu:2")
    let part = try Machine.synthetic("pack:2 core:8 pu:2", mask: [3, 17], quota: nil)
    #expect(part.topologyHash == whole.topologyHash)
    #expect(part != whole)
    #expect(part.processors == 2)
    #expect(part.cores == 2)
    #expect(part.packages == 2)
  }

  @Test("memory children are found: nodes of their own, of packages and of MCDRAM")
  func memory() throws {
    let knl = try Machines.load("64intel64-fakeKNL-SNC4-hybrid.xml")
    #expect(knl.allowedCores.map(\.numaNode) == (0..<16).map { $0 / 4 })
    let package = try #require(knl.root.children.first)
    #expect(package.children.map { $0.memory.map(\.name) }.allSatisfy { $0 == [nil, "MCDRAM"] })

    // Node 0 of this machine is disallowed or does not exist, so its cores have no node.
    let offline = try Machines.load("offline-cpu0-node0.xml")
    #expect(Set(offline.allowedCores.prefix(9).map(\.numaNode)) == [nil])
    #expect(Set(offline.allowedCores.dropFirst(9).map(\.numaNode)) == [1])
    #expect(offline.allowedProcessors.description == "4-20")
  }

  @Test("kinds that differ by their frequency alone are told apart, favoured cores are not")
  func frequencies() throws {
    func machine(_ slow: Int, _ fast: Int) throws -> Machine {
      let sets = "nodeset=\"0x1\" complete_nodeset=\"0x1\""
      var xml = "<topology version=\"2.0\"><object type=\"Machine\" cpuset=\"0xf\""
      xml += " complete_cpuset=\"0xf\" \(sets)><object type=\"NUMANode\" os_index=\"0\""
      xml += " cpuset=\"0xf\" complete_cpuset=\"0xf\" \(sets)/>"
      for number in 0..<4 {
        let set = "0x\(1 << number)"
        xml += "<object type=\"PU\" os_index=\"\(number)\" cpuset=\"\(set)\""
        xml += " complete_cpuset=\"\(set)\" \(sets)/>"
      }
      xml += "</object>"
      for (set, frequency) in [("0x3", fast), ("0xc", slow)] {
        xml += "<cpukind cpuset=\"\(set)\"><info name=\"FrequencyMaxMHz\""
        xml += " value=\"\(frequency)\"/></cpukind>"
      }
      return try Machine.load(
        xml: Array((xml + "</topology>").utf8), path: "m.xml", mask: nil, quota: nil)
    }
    for (slow, fast) in [(3900, 5000), (3500, 5100), (2000, 4000)] {
      let machine = try machine(slow, fast)
      #expect(machine.coreKinds.map(\.isPerformance) == [false, true], "\(slow) beside \(fast)")
      #expect(try machine.place().workers.map(\.processors) == [[0], [1]])
    }
    for (slow, fast) in [(4700, 5000), (5400, 5880), (4500, 4700)] {
      let machine = try machine(slow, fast)
      #expect(machine.coreKinds.map(\.isPerformance) == [true, true], "\(slow) beside \(fast)")
      #expect(try machine.place().workers.count == 4)
    }
  }

  @Test("the kinds of cores are ranked, and the slower microarchitectures are efficiency cores")
  func kinds() throws {
    let ranked = try Machines.load("fakecpukinds.xml")
    #expect(ranked.coreKinds.map(\.rank) == [0, 1, 2])
    #expect(ranked.coreKinds.map(\.name) == ["MySmallCore", "YouBigcore", "IntelCore"])
    #expect(ranked.coreKinds.map(\.isPerformance) == [false, false, true])
    // hwloc files the two threads of each core under different kinds here.
    #expect(ranked.allowedCores.map(\.rank) == [1, 2])
    #expect(ranked.allowedCores.map(\.processors) == [[2, 0], [3, 1]])

    let unranked = try Machines.load("fakeheterocpunuma.xml")
    #expect(unranked.coreKinds.map(\.rank) == [nil, nil, nil])
    #expect(unranked.allowedCores.allSatisfy { $0.isPerformance })
  }

  @Test("this machine has an allowed processor, and discovering it twice gives the same")
  func discover() throws {
    let machine = try Machine.discover()
    #expect(machine.isThisMachine)
    #expect(machine.processors >= 1)
    #expect(try machine == Machine.discover())
    // Not the active ones of Foundation, which counts those outside this process's mask, too.
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let mask = try #require(status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed:") })
    let bits = mask.dropFirst("Cpus_allowed:".count).reduce(0) {
      $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0)
    }
    #expect(machine.processors == bits)
  }

  @Test("a name ending in .xml or of an existing file is a file, anything else a description")
  func describe() throws {
    let folder = try TemporaryFolder()
    let copy = try folder.write(
      String(decoding: Machines.bytes("fakecpukinds.xml"), as: UTF8.self), to: "machine")
    #expect(try Machine.describe(copy).processors == 4)
    #expect(try Machine.describe("core:3 pu:2").processors == 6)
    let error = thrown { () throws(TopologyError) in try Machine.describe("/nowhere/at/all.xml") }
    #expect(
      error?.description == "/nowhere/at/all.xml: the topology file cannot be read: there is no "
        + "such file, or its folder is closed to you.")
    #expect(error?.localizedDescription == error?.description)
    #expect(thrown { () throws(TopologyError) in try Machine.load(xml: "-") } != nil)
    let device = thrown { () throws(TopologyError) in try Machine.load(xml: "/dev/zero") }
    #expect(device == .file(path: "/dev/zero", reason: "it is no regular file"))
    let empty = try folder.write("", to: "empty.xml")
    #expect(
      thrown { () throws(TopologyError) in try Machine.load(xml: empty) }?.description
        .contains("\(empty)") == true)
  }

  @Test(
    "a synthetic description that hwloc cannot build is refused in one sentence",
    arguments: [
      "", "nonsense", "foo:2", "pack:64 core:64", "core:4", "pack:0", "pack:-1", "pu:2 core:2",
      "pack:2(", "pack:2]",
      "pack:1000 core:1000 pu:10", "pu:100000000", "pu:99999999999999999999", "pu:0x100000",
      "pu:2(indexes=0,100000000)", "pack:2 core", "pack:2\0 core:4",
    ])
  func badSynthetic(_ description: String) throws {
    let error = try #require(
      thrown { () throws(TopologyError) in
        try Machine.synthetic(description)
      })
    #expect(error.description.hasPrefix("\"\(description)\" describes no topology: "))
    #expect(error.description.hasSuffix("name an existing XML file."))
  }

  @Test("a mask that leaves nothing is refused")
  func nothingLeft() {
    let error = thrown { () throws(TopologyError) in
      try Machine.synthetic("core:2 pu:1", mask: [7], quota: nil)
    }
    #expect(error == .noProcessors(machine: "core:2 pu:1"))
  }
}
