import Foundation
import Support
import Testing
import Topology

@Suite("skein topology") struct TopologyCommandTests {
  @Test("JSON has the counts, the allowed processors and a place for each worker")
  func json() throws {
    let outcome = try SkeinProgram.run(
      ["topology", "--topology", "pack:2 numa:1 core:4 pu:2", "--workers", "3", "--json"],
      in: ScratchFolder())
    #expect(outcome.code == 0 && outcome.errors.isEmpty)
    let report = try outcome.json()
    #expect(report["packages"] as? Int == 2)
    #expect(report["numaNodes"] as? Int == 2)
    #expect(report["cores"] as? Int == 8)
    #expect(report["processors"] as? Int == 16)
    #expect(report["allowedProcessors"] as? [Int] == Array(0..<16))
    #expect(report["quota"] is NSNull)
    let workers = try #require(report["workers"] as? [[String: Any]])
    #expect(workers.map { $0["worker"] as? Int } == [0, 1, 2])
    for worker in workers {
      #expect(Set(worker.keys) == ["worker", "processors", "core", "numaNode", "team"])
    }
    let plan = try Machine.synthetic("pack:2 numa:1 core:4 pu:2").place(workers: 3)
    #expect(
      workers.map { $0["processors"] as? String } == plan.workers.map { "\($0.processors)" })
  }

  @Test("the text names the machine, its caches, what is allowed and the workers")
  func text() throws {
    let outcome = try SkeinProgram.run("topology --workers 2 --placement none", in: ScratchFolder())
    #expect(outcome.code == 0)
    for words in ["This machine", "caches", "allowed", "quota", "2 workers, placement none", "any"]
    {
      #expect(outcome.output.contains(words), "\(words)")
    }
  }

  @Test("a machine's file that is none is refused")
  func files() throws {
    let folder = try ScratchFolder()
    try folder.write("bad.xml", "<topology")
    for (name, code) in [("nosuch.xml", Int32(1)), ("bad.xml", 1), ("core:0", 64), ("x:2", 64)] {
      let outcome = try SkeinProgram.run("topology --topology \(name)", in: folder)
      #expect(outcome.code == code, "\(outcome.errors)")
      #expect(outcome.errorLines.count == 1 && outcome.errors.hasPrefix("skein: "))
    }
  }

  @Test("without bindings the JSON grows with the workers, not with the workers times processors")
  func size() throws {
    let outcome = try SkeinProgram.run(
      [
        "topology", "--topology", "pack:16 core:128 pu:2", "--placement", "none", "--workers",
        "8192",
        "--json",
      ], in: ScratchFolder())
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.output.utf8.count < 10 << 20)
    let workers = try #require(try outcome.json()["workers"] as? [[String: Any]])
    #expect(workers.count == 8192)
    #expect(workers.allSatisfy { $0["processors"] as? String == "0-4095" })
  }

  @Test("a description without processors is refused with what it lacks")
  func withoutProcessors() throws {
    let outcome = try SkeinProgram.run(
      ["topology", "--topology", "pack:64 core:64"], in: ScratchFolder())
    #expect(outcome.code == 64)
    #expect(
      outcome.errors.contains("it ends in core:64 and has no processors: add pu:1 at the end"),
      "\(outcome.errors)")
  }

  @Test("a file of hwloc 3 is read as one of hwloc 2")
  func version3() throws {
    let folder = try ScratchFolder()
    func xml(_ version: String) -> String {
      let sets = "cpuset=\"0x1\" complete_cpuset=\"0x1\" nodeset=\"0x1\" complete_nodeset=\"0x1\""
      return """
        <topology version="\(version)"><object type="Machine" \(sets)>
        <object type="NUMANode" os_index="0" \(sets)/><object type="PU" os_index="0" \(sets)/></object>
        <support name="discovery.pu"/><info name="Backend" value="Linux"/></topology>
        """
    }
    var hashes: Set<String> = []
    for version in ["2.0", "3.0"] {
      try folder.write("\(version).xml", xml(version))
      let outcome = try SkeinProgram.run("topology --json --topology \(version).xml", in: folder)
      hashes.insert(try #require(try outcome.json()["topologyHash"] as? String))
    }
    #expect(hashes.count == 1)
    try folder.write("4.xml", xml("4.0"))
    let refused = try SkeinProgram.run("topology --topology 4.xml", in: folder)
    #expect(refused.code == 1 && refused.errors.contains("only 1, 2 and 3 are read"))
  }
}
