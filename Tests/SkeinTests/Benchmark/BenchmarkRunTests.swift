import Skein
import Testing
import Topology

@Suite("Benchmark run") struct BenchmarkRunTests {
  private func run(
    _ problem: BenchmarkProblem, workers: [Int], scaling: BenchmarkRun.Scaling = .strong
  ) throws -> BenchmarkRun {
    let crews = try workers.map { try Crew(workers: $0, policy: .none) }
    return try BenchmarkRun(problem, crews: crews, scaling: scaling, seconds: 0.005)
  }

  private func tiny(batchSize: Int = 6, inference: Bool = false) throws -> BenchmarkProblem {
    try BenchmarkProblem(
      Sequential(specification: "lstm:5,dense:2"), inputSize: 3, sequenceLength: 4,
      batchSize: batchSize, inference: inference)
  }

  @Test("every worker count has steps, peaks, phases and the same bits", arguments: [false, true])
  func measures(inference: Bool) throws {
    let run = try run(tiny(inference: inference), workers: [1, 2, 3])
    #expect(run.haveSameBits && run.fingerprints.count == 3)
    for entry in run.entries {
      let measurement = entry.measurement
      #expect(!measurement.steps.isEmpty && measurement.steps.allSatisfy { $0 > 0 })
      #expect(measurement.roundMedians.count == run.rounds)
      #expect(measurement.peaks.count == run.rounds + 1)
      #expect(measurement.phases.count == entry.crew.count)
      #expect(measurement.workers.count == entry.crew.count)
      #expect(measurement.phases.allSatisfy { $0.forward > 0 })
      #expect(measurement.phases.allSatisfy { ($0.backward == 0) == inference })
      #expect(measurement.workspaceBytes > 0)
    }
  }

  @Test("another seed of the data gives other bits, so the check can fail")
  func fingerprintsDiffer() throws {
    let one = try run(tiny(), workers: [1])
    let other = try run(tiny(batchSize: 7), workers: [1])
    #expect(one.fingerprints != other.fingerprints)
    #expect(StepSession.fingerprint([0]) != StepSession.fingerprint([-0.0]), "every bit counts")
  }

  @Test(
    "the last number of a step is a token where the model reads them, and the others are measured")
  func tokens() throws {
    let problem = try BenchmarkProblem(
      Sequential(specification: "entity:10:4,lstm:4,dense:1"), inputSize: 3, sequenceLength: 4,
      batchSize: 6)
    let series = try problem.dataset(steps: 20).series
    #expect(series.inputColumns == 0..<3 && series.targetColumns == [3])
    for column in 0..<4 {
      let values = (0..<series.rows).map { series.value(row: $0, column: column) }
      if column == 2 {
        #expect(Set(values) == Set((0..<10).map(Double.init)))
      } else {
        #expect(values.allSatisfy { $0 >= -1 && $0 < 1 } && values.contains { $0 != $0.rounded() })
      }
    }
    for inference in [false, true] {
      let other = try BenchmarkProblem(
        problem.architecture, inputSize: 3, sequenceLength: 4, batchSize: 6, inference: inference)
      #expect(try run(other, workers: [1, 2]).haveSameBits)
    }
  }

  @Test("weak scaling gives each worker a batch of its own")
  func weak() throws {
    let run = try run(tiny(), workers: [1, 2, 3], scaling: .weak)
    #expect(run.entries.map(\.problem.batchSize) == [6, 12, 18])
    #expect(run.haveSameBits)
    let flops = run.entries.map(\.flopsPerStep)
    #expect(flops == [flops[0], 2 * flops[0], 3 * flops[0]])
  }

  @Test("the report's figures follow from the medians")
  func report() throws {
    let run = try run(tiny(), workers: [1, 2])
    let report = BenchmarkReport(run, placement: "none", seconds: 0.005)
    #expect(report.results.map(\.workers) == [1, 2])
    for (result, entry) in zip(report.results, run.entries) {
      let nanoseconds = try #require(Quartiles(entry.measurement.steps)).median
      #expect(result.millisecondsPerStep == nanoseconds / 1e6)
      #expect(result.samplesPerSecond == 6e9 / nanoseconds)
      #expect(result.timestepsPerSecond == 4 * result.samplesPerSecond)
      // 3 × 8·H·(I + H) per step and row, and 3 × 2·H·O per row.
      let flops = 6 * (3 * 8 * 5 * (3 + 5) * 4 + 3 * 2 * 5 * 2)
      #expect(entry.flopsPerStep == flops)
      #expect(result.gigaflopsPerSecond == Double(flops) / nanoseconds)
      #expect(result.fractionOfPeak == result.gigaflopsPerSecond / result.peakGigaflopsPerSecond)
      #expect(result.efficiency == result.speedup / Double(result.workers))
      let phases = result.phases
      let sum = phases.gather + phases.forward + phases.backward + phases.update + phases.waiting
      #expect(abs(sum - 1) < 1e-12)
    }
    #expect(report.results[0].speedup == 1)
    #expect(
      report.results[1].speedup
        == report.results[1].samplesPerSecond / report.results[0].samplesPerSecond)
  }

  @Test("there are five rounds, but only two where one step takes all the time")
  func rounds() {
    for (seconds, step, rounds) in [
      (3.0, 0.001, 5), (3, 0.3, 5), (3, 0.5, 3), (3, 1, 2), (0.1, 9, 2), (1, 0, 5), (1, 1e-300, 5),
    ] {
      #expect(BenchmarkRun.rounds(seconds: seconds, stepSeconds: step) == rounds)
    }
  }

  @Test("a request to stop ends a measurement without a result", arguments: [false, true])
  func interruption(inference: Bool) throws {
    let crew = try Crew(workers: 2, policy: .none)
    #expect(throws: BenchmarkError.interrupted) {
      _ = try BenchmarkRun(
        tiny(inference: inference), crews: [crew], seconds: 3600, isInterrupted: { true })
    }
  }

  @Test("the sweep's shapes are all different, valid, and each has a reason")
  func sweep() throws {
    let sweep = try BenchmarkProblem.sweep()
    #expect(Set(sweep.map(\.problem.description)).count == sweep.count)
    #expect(sweep.allSatisfy { !$0.reason.isEmpty })
    #expect(sweep.count > 50)
  }

  @Test("a shape that cannot fit into memory is refused before anything is made")
  func memory() throws {
    let problem = try BenchmarkProblem(
      Sequential(specification: "lstm:4096,dense:1"), sequenceLength: 1 << 20,
      batchSize: 1 << 20)
    #expect(throws: MemoryError.self) { try problem.checkMemory(workers: 1) }
  }
}
