import Foundation
import Testing
import Topology

/// hwloc's environment variables, and what keeps hwloc from discovering.
@Suite struct StandInTests {
  private func discover(_ environment: [String: String]) throws(TopologyError) -> Machine {
    try Machine.discover(quota: nil, environment: environment)
  }

  private func refusal(_ environment: [String: String]) -> String? {
    thrown { () throws(TopologyError) in try discover(environment) }?.description
  }

  @Test("a machine that the environment names is read as any other")
  func named() throws {
    let path = Machines.path("fakecpukinds.xml")
    let machine = try discover(["HWLOC_XMLFILE": path])
    #expect(machine.root == (try Machine.load(xml: path)).root)
    #expect(machine.source == "hwloc's environment")
    #expect(!machine.isThisMachine)
    #expect(try discover(["HWLOC_SYNTHETIC": "core:3 pu:2", "HWLOC_XMLFILE": path]).cores == 3)
    #expect(try discover(["HWLOC_SYNTHETIC": "", "HWLOC_XMLFILE": ""]).isThisMachine)
  }

  @Test("what the environment names badly is refused with its name")
  func refused() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("<topology><object type=\"Bridge\"/></topology>", to: "m.xml")
    #expect(
      refusal(["HWLOC_XMLFILE": path])
        == "HWLOC_XMLFILE is set, and it names no machine (\(path):1: not a topology in hwloc 2 "
        + "XML: the first object is a Bridge, not a Machine; export one with "
        + "`lstopo --of xml FILE.xml`); unset it.")
    #expect(
      refusal(["HWLOC_SYNTHETIC": "pu:100000000"])?.hasPrefix("HWLOC_SYNTHETIC is set") == true)
    for name in ["HWLOC_FSROOT", "HWLOC_CPUID_PATH"] {
      #expect(refusal([name: "/"])?.hasPrefix("\(name) is set, and ") == true)
    }
  }

  @Test("a folder of NUMA nodes without any, which would abort hwloc, is refused")
  func noNodes() throws {
    let folder = try TemporaryFolder()
    func refusal() -> TopologyError? {
      thrown { () throws(TopologyError) in
        try DiscoveryObstacles.check(nodeFolder: folder.path + "/node")
      }
    }
    #expect(refusal() == nil)
    try folder.write("\n", to: "node/online")
    #expect(refusal() == .discovery(reason: "\(folder.path)/node holds no NUMA node"))
    try folder.write("0\n", to: "node/online")
    #expect(refusal() == nil)
  }
}
