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
      workers.map { $0["processors"] as? [Int] } == plan.workers.map { Array($0.processors) })
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
}
