import Foundation
import Testing
import Topology

/// hwloc's environment variables, and what keeps hwloc from discovering.
@Suite struct DiscoveryTests {
  @Test("hwloc's variables are named, but for those that only say how much it prints")
  func variables() throws {
    let environment = [
      "HWLOC_XMLFILE": "other.xml", "HWLOC_COMPONENTS": "x86", "HWLOC_THISSYSTEM": "1",
      "HWLOC_HIDE_ERRORS": "2", "HWLOC_COMPONENTS_VERBOSE": "1", "HOME": "/", "OMP_PLACES": "cores",
    ]
    let machine = try Machine.discover(quota: nil, environment: environment)
    #expect(machine.isThisMachine && machine.source == "this machine")
    let names = ["HWLOC_COMPONENTS", "HWLOC_THISSYSTEM", "HWLOC_XMLFILE"]
    #expect(machine.ignoredVariables == names)
    #expect(
      try machine.place().notes.contains(
        "HWLOC_COMPONENTS, HWLOC_THISSYSTEM, HWLOC_XMLFILE are set and not followed: this machine is"
          + " described as it is."))
    #expect(try Machine.discover(quota: nil, environment: ["HOME": "/"]).ignoredVariables.isEmpty)
  }

  @Test("the processors of now are those of the machine")
  func administered() throws {
    #expect(Machine.administeredNow() == (try Machine.discover()).administeredProcessors)
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
