import Skein
import Testing

@Suite("What else the machine does") struct MachineStateTests {
  @Test("others' share is the busy time without this process's own")
  func others() {
    let activity = ProcessorActivity(
      loads: [
        .init(processor: 0, busy: 1, stolen: 0), .init(processor: 3, busy: 0.25, stolen: 0.25),
      ], processes: [])
    func share(own: Double) -> Double { activity.othersProcessors(ownSeconds: own, seconds: 4) }
    #expect(share(own: 0) == 1.5)
    #expect(share(own: 2) == 1)
    #expect(share(own: 9) == 0, "ticks are coarser than a process's own clock")
    #expect(activity.othersProcessors(ownSeconds: 0, seconds: 0) == 0)
  }

  @Test("the resident peak is read in bytes, and nothing is made up")
  func resident() {
    #expect(ResidentMemory.peakBytes(parsing: "Name:\tx\nVmHWM:\t   1000 kB\n") == 1_024_000)
    for text in ["", "VmHWM:\n", "VmHWM: x kB", "VmHWM: 1 MB", "VmHWM: 9223372036854775807 kB"] {
      #expect(ResidentMemory.peakBytes(parsing: text) == nil, "\(text)")
    }
  }

  @Test("a tenth of spread or of a busy processor is warned about, and less is not")
  func warnings() throws {
    let crew = try Crew(workers: 1, policy: .none)
    let problem = try BenchmarkProblem(
      Sequential(specification: "lstm:2,dense:1"), sequenceLength: 2, batchSize: 2)
    let run = try BenchmarkRun(problem, crews: [crew], seconds: 0.001)
    var report = BenchmarkReport(run, placement: "none", seconds: 0.001)
    report.samples[0].millisecondsPerStep = Quartiles(lower: 9.5, median: 10, upper: 10.5)
    report.samples[0].rounds = [10, 10, 10]
    func sentences(_ others: Double?) -> [String] {
      BenchmarkWarnings.sentences(for: report, othersProcessors: others)
    }
    #expect(sentences(nil).isEmpty && sentences(0.1).isEmpty)
    #expect(sentences(0.26).count == 1 && sentences(0.26)[0].contains("0.3 processors"))
    report.samples[0].millisecondsPerStep.upper = 10.6
    #expect(sentences(0).count == 1 && sentences(0)[0].contains("1 worker"))
    report.samples[0].rounds = [8, 10, 12]
    #expect(sentences(0)[0].contains("rounds is spread over 20 %"))
    report.bits.identical = false
    #expect(sentences(0)[0].contains("different bits"))
  }
}
