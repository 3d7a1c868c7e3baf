import Foundation
import Skein
import Testing

@Suite("Benchmark comparison") struct BenchmarkComparisonTests {
  private func quartiles(_ lower: Double, _ median: Double, _ upper: Double) -> Quartiles {
    Quartiles(lower: lower, median: median, upper: upper)
  }

  @Test("slower means that the middle halves do not touch and the medians are over 2 % apart")
  func decision() {
    let base = quartiles(9, 10, 11)
    #expect(!BenchmarkComparison.isSlower(base, than: base))
    #expect(BenchmarkComparison.isSlower(quartiles(11.5, 12, 13), than: base))
    #expect(!BenchmarkComparison.isSlower(quartiles(11, 12, 13), than: base), "they touch")
    #expect(!BenchmarkComparison.isSlower(quartiles(5, 6, 7), than: base), "faster")
    let steady = quartiles(10, 10, 10)
    #expect(!BenchmarkComparison.isSlower(quartiles(10.2, 10.2, 10.2), than: steady))
    #expect(BenchmarkComparison.isSlower(quartiles(10.21, 10.21, 10.21), than: steady))
    #expect(!BenchmarkComparison.isSlower(quartiles(.nan, .nan, .nan), than: base))
  }

  /// A report of one worker count, with a step of the given quartiles in milliseconds.
  private func report(
    _ time: Quartiles, workers: Int = 2, batchSize: Int = 8, peak: Double = 100,
    machine: String = "0123456789abcdef"
  ) throws -> BenchmarkReport {
    let problem = try BenchmarkProblem(
      Sequential(specification: "lstm:3,dense:1"), sequenceLength: 4, batchSize: batchSize)
    let crew = try Crew(workers: 1, policy: .none)
    let run = try BenchmarkRun(problem, crews: [crew], seconds: 0.001)
    var report = BenchmarkReport(run, placement: "none", seconds: 0.001)
    report.machine.topologyHash = machine
    report.results[0].workers = workers
    report.results[0].millisecondsPerStep = time.median
    report.results[0].fractionOfPeak = 50 / time.median / peak
    report.samples[0].millisecondsPerStep = time
    return report
  }

  @Test("only what is slower beyond the noise counts as a regression")
  func regressions() throws {
    let base = try report(quartiles(9, 10, 11))
    let same = try BenchmarkComparison([base], with: [base], path: "base.json")
    #expect(same.measure == .time && same.lines.count == 1 && same.regressions.isEmpty)
    let slow = try report(quartiles(14, 15, 16))
    let worse = try BenchmarkComparison([slow], with: [base], path: "base.json")
    #expect(worse.regressions.map(\.workers) == [2])
    #expect(worse.regressions.map(\.ratio) == [1.5])
    let better = try BenchmarkComparison([base], with: [slow], path: "base.json")
    #expect(better.regressions.isEmpty)
  }

  @Test("figures of another machine are compared by the fraction of its peak")
  func otherMachine() throws {
    // Half the peak and twice the time is the same fraction.
    let base = try report(quartiles(9, 10, 11), peak: 100, machine: "aaaaaaaaaaaaaaaa")
    let weaker = try report(quartiles(18, 20, 22), peak: 50)
    let comparison = try BenchmarkComparison([weaker], with: [base], path: "base.json")
    #expect(comparison.measure == .timeAtPeak && comparison.regressions.isEmpty)
    #expect(abs(comparison.lines[0].ratio - 1) < 1e-12)
    let idle = try report(quartiles(18, 20, 22), peak: 100)
    let slower = try BenchmarkComparison([idle], with: [base], path: "base.json")
    #expect(slower.regressions.count == 1)
    #expect(abs(slower.lines[0].ratio - 2) < 1e-12)
  }

  @Test("other shapes and worker counts are not compared, and nothing in common is an error")
  func nothingInCommon() throws {
    let base = try report(quartiles(9, 10, 11))
    for other in [
      try report(quartiles(9, 10, 11), workers: 3), try report(quartiles(9, 10, 11), batchSize: 9),
    ] {
      let error = #expect(throws: ComparisonError.self) {
        _ = try BenchmarkComparison([other], with: [base], path: "base.json")
      }
      #expect(error?.description.hasPrefix("base.json holds lstm:3,dense:1 i1 t4 b8") == true)
      let both = try BenchmarkComparison([other, base], with: [base], path: "base.json")
      #expect(both.lines.count == 1)
    }
  }

  @Test("a report survives its JSON, alone and in a sweep")
  func roundTrip() throws {
    let one = try report(quartiles(9, 10, 11))
    let sweep = BenchmarkSweepReport(sweep: [one, try report(quartiles(1, 2, 3), batchSize: 5)])
    try withTemporaryFolder { folder in
      let path = folder + "/base.json"
      try AtomicFile.write(try RunJSON.text(one), to: path)
      #expect(try BenchmarkSweepReport.load(path: path) == [one])
      try AtomicFile.write(try RunJSON.text(sweep), to: path)
      #expect(try BenchmarkSweepReport.load(path: path) == sweep.sweep)
    }
  }

  @Test(
    "a file that is no benchmark is refused with what it lacks",
    arguments: [
      ("", "it is no JSON"), ("{", "it is no JSON"), ("[]", "the top holds another kind"),
      ("{}", "the top has no"), (#"{"skein":1}"#, "holds another kind of value"),
    ])
  func malformed(text: String, words: String) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/base.json"
      try AtomicFile.write(text, to: path)
      let error = #expect(throws: ComparisonError.self) {
        _ = try BenchmarkSweepReport.load(path: path)
      }
      #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }
  }
}
