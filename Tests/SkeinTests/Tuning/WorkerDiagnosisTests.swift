import Foundation
import Skein
import Testing
import Topology

@Suite("Diagnosis: the workers")
struct WorkerDiagnosisTests {
  @Test("workers that land are no finding; one that does not is, with the reason")
  func bindings() throws {
    let crew = try TestMachine.crew(workers: 2, policy: .spread)
    var reports = try crew.survey()
    #expect(reports.allSatisfy { $0.landed })
    #expect(Diagnosis.bindings(reports).isEmpty)
    reports[1].failure = "The thread was not bound to 1: Operation not permitted."
    let findings = Diagnosis.bindings(reports)
    #expect(findings.map(\.topic) == [.binding])
    #expect(
      findings[0].evidence.hasSuffix("The thread was not bound to 1: Operation not permitted"))
    reports[1].failure = nil
    reports[1].obtained = [40]
    #expect(Diagnosis.bindings(reports)[0].evidence.hasSuffix("it runs on 40"))
  }

  @Test("memory on another node is found")
  func memory() {
    let right = MemoryReport(worker: 0, wanted: 0, pages: PageCount(nodes: [0: 9]))
    let wrong = MemoryReport(worker: 1, wanted: 1, pages: PageCount(nodes: [0: 2, 1: 7]))
    #expect(Diagnosis.memory([]).isEmpty && Diagnosis.memory([right]).isEmpty)
    let findings = Diagnosis.memory([right, wrong])
    #expect(findings.map(\.topic) == [.memory])
    #expect(
      findings[0].evidence.contains(
        "1 of 2 workers lies on the wrong NUMA node: worker 1 runs on node 1, its pages are 2 on node 0"
          + " and 7 on node 1"))
    // numactl is blamed where it was there, and only then.
    #expect(!findings[0].remedy.contains("numactl"))
    let bound = Diagnosis.memory([wrong], policy: .bound([0]))
    #expect(bound[0].evidence.hasSuffix("inherited a memory policy (all memory from node 0)"))
    #expect(bound[0].remedy.contains("numactl"))
  }

  @Test("the memory policy that numactl gives is read back, where there is such a thing")
  func policy() throws {
    #expect(try Machine.synthetic("core:1 pu:1").memoryPolicy() == nil)
    #expect(try TestMachine.machine().memoryPolicy() == nil)
  }

  @Test("a batch with fewer shards than workers is found, and each remedy cures it")
  func batch() throws {
    for size in 1...80 {
      let shards = ShardPlan.shardCount(rows: size, batchSize: size)
      for workers in 1...80 {
        let findings = Diagnosis.batch(size: size, workers: workers)
        #expect(findings.isEmpty == (shards >= workers))
        guard let finding = findings.first else { continue }
        #expect(finding.remedy.hasSuffix("--workers \(shards)"))
        #expect(Diagnosis.batch(size: size, workers: shards).isEmpty)
        #expect(finding.remedy.contains("--batch-size \(2 * workers - 1) "))
        #expect(Diagnosis.batch(size: 2 * workers - 1, workers: workers).isEmpty)
      }
    }
    // No batch has more than 256 shards.
    #expect(Diagnosis.batch(size: 32, workers: 300)[0].remedy == "use --workers 16")
  }

  @Test("poor scaling is found with its serial fraction, good scaling is not")
  func scaling() {
    var phase = PhaseTimes()
    phase.forward = 60
    phase.waiting = 40
    let phases = Array(repeating: phase, count: 4)
    #expect(Diagnosis.scaling(one: 100, crew: 390, phases: phases, batchSize: 32).isEmpty)
    #expect(Diagnosis.scaling(one: 100, crew: 90, phases: [phase], batchSize: 32).isEmpty)
    // Twice as fast with four: 1/2 = s + (1 − s)/4, so s = 1/3.
    let findings = Diagnosis.scaling(one: 100, crew: 200, phases: phases, batchSize: 32)
    #expect(
      findings.map(\.description) == [
        "4 workers are 2 times as fast as one (serial fraction 0.33 by Amdahl's law, 40 % of the"
          + " time spent waiting, 4 shards a worker at batch size 32); use --batch-size 64 or more,"
          + " for eight shards a worker, or let `skein tune` choose fewer workers."
      ])
  }
}
