import Skein
import Testing
import Topology

@Suite("The trace of a training")
struct TrainingTraceTests {
  private func trainer(
    _ problem: RandomProblem, workers: Int, team: TeamSize = .fixed(1), clip: Bool = false
  ) throws -> Trainer {
    try Trainer(
      problem.model,
      options: TrainingOptions(
        epochs: 3, batchSize: 8, clipNorm: clip ? 0.1 : nil, seed: 1),
      crew: TestMachine.crew(workers: workers, team: team))
  }

  private func problem(windows: Int = 44) throws -> RandomProblem {
    try RandomProblem(
      Sequential(specification: "lstm:9,dense:1"), window: 6, windows: windows, seed: 4)
  }

  @Test(
    "its sums are the phase times to the nanosecond",
    arguments: [1, 2, 3], [TeamSize.fixed(1), .fixed(2)])
  func sums(workers: Int, team: TeamSize) throws {
    for (clip, warmUp) in [(false, 0), (true, 1), (false, 2)] {
      let problem = try problem()
      let trainer = try trainer(problem, workers: workers, team: team, clip: clip)
      let book = TraceBook(steps: 10_000, hasTeams: true)
      trainer.trace = book
      let data = problem.dataset
      let history = try trainer.fit(
        WindowSource(WindowSet(dataset: data, windows: 0..<36)),
        validation: WindowSource(WindowSet(dataset: data, windows: 36..<44)),
        events: TrainingEvents(), warmUpEpochs: warmUp)
      let lanes = book.lanes()
      try #require(lanes.map(\.worker) == Array(history.phases.indices))
      for (lane, phases) in zip(lanes, history.phases) {
        #expect(lane.lost == 0)
        var sum = PhaseTimes()
        for event in lane.spans { sum.add(event.phase, event.nanoseconds) }
        #expect(sum == phases)
        #expect(lane.nanoseconds(.forward) == phases.forward)
        #expect(lane.nanoseconds(.waiting) == phases.waiting)
      }
      // 5 steps an epoch.
      let steps = Set(lanes[0].spans.map(\.step))
      #expect(steps == Set(0...UInt32(5 * (3 - warmUp))))
    }
  }

  @Test("one span begins where the last one ended, and what is nested lies in one")
  func spans() throws {
    let problem = try problem()
    let trainer = try trainer(problem, workers: 2, team: .fixed(2))
    let book = TraceBook(steps: 10_000, hasTeams: true)
    trainer.trace = book
    try trainer.fit(WindowSource(problem.dataset.all))
    for lane in book.lanes() {
      // The first one is the start, before the clock of the first step.
      for (before, after) in zip(lane.spans.dropFirst(), lane.spans.dropFirst(2)) {
        #expect(before.end == after.start && before.end >= before.start)
        #expect(before.arrival >= before.start && before.arrival <= before.end)
      }
      for event in lane.nested {
        #expect(lane.spans.contains { $0.start <= event.start && event.end <= $0.end })
      }
    }
    let meetings = TraceAnalysis(book.lanes()).meetings.map(\.number)
    #expect(meetings == Array(0..<meetings.count) && meetings.count == 1 + 3 * (2 * 6 + 2))
  }

  @Test("tracing and counting change no bit")
  func bits() throws {
    let problem = try problem()
    func weights(watched: Bool) throws -> [UInt32] {
      let trainer = try trainer(problem, workers: 2)
      if watched {
        trainer.trace = TraceBook(steps: 2, hasTeams: false)
        trainer.counting = .pages
        trainer.board = StatusBoard()
      }
      try trainer.fit(WindowSource(problem.dataset.all))
      return trainer.model.weights.values.map(\.bitPattern)
    }
    #expect(try weights(watched: true) == weights(watched: false))
  }

  @Test("every worker's counters are there, and nothing is counted that was not asked for")
  func counters() throws {
    let problem = try problem()
    let trainer = try trainer(problem, workers: 2)
    let history = try trainer.fit(WindowSource(problem.dataset.all))
    #expect(history.counters.count == 2)
    for counters in history.counters {
      #expect(counters.processorSeconds > 0 && counters.minorFaults >= 0)
      #expect(counters.hardware == HardwareCounts())
    }
    #expect(history.hugePageBytes == nil)
  }

  @Test("predictions are traced as their phase times say")
  func predictions() throws {
    let problem = try BenchmarkProblem(
      Sequential(specification: "lstm:5,dense:1"), sequenceLength: 4, batchSize: 6,
      inference: true)
    let run = try BenchmarkRun(
      problem, crews: [TestMachine.crew(workers: 2, team: .fixed(1))], seconds: 0.01,
      traceSteps: .max)
    let phases = try #require(run.entries.first?.measurement.phases)
    for (lane, times) in zip(run.trace, phases) {
      #expect(lane.lost == 0)
      #expect(lane.nanoseconds(.gather) == times.gather)
      #expect(lane.nanoseconds(.forward) == times.forward)
      #expect(lane.nanoseconds(.waiting) == times.waiting)
    }
    #expect(run.trace.count == 2)
  }
}
