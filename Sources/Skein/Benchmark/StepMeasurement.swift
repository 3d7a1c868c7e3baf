import Dispatch

/// Step times of one problem on one crew, and the machine's peak measured in between.
package struct StepMeasurement: Sendable {
  /// Nanoseconds of each step, warm-up left out.
  package var steps: [Double] = []
  /// The median step of each round.
  package var roundMedians: [Double] = []
  /// GFLOP/s of pure FMAs, before and after each round.
  package var peaks: [Double] = []
  /// Each worker's time by phase, warm-up left out.
  package var phases: [PhaseTimes] = []
  /// Bytes of the buffers that a step reads and writes, from their sizes: weights, moments, packed
  /// panels, gradients, and what the layers keep for the backward pass.
  package var workspaceBytes = 0
  /// The most bytes of the process that were resident while this was measured.
  package var residentBytes: Int?
  /// Bytes of the process that lay on huge pages at the last step; nil for predictions, and where
  /// nobody asked.
  package var hugePageBytes: Int?
  package var workers: [WorkerReport] = []
  /// What the system counted for each worker, warm-up included.
  package var counters: [WorkerCounters] = []

  package init() {}

  /// Measures for about `seconds`, in rounds, so that drift of the machine meets steps and peak
  /// alike.
  ///
  /// - Throws: what making a model throws, and `BenchmarkError.interrupted`.
  package static func run(
    _ problem: BenchmarkProblem, crew: Crew, seconds: Double, rounds: Int = 3,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) throws -> StepMeasurement {
    let session = try StepSession(problem, isInterrupted: isInterrupted)
    let check = try session.check(crew)
    var result = StepMeasurement()
    for _ in 0..<rounds {
      try session.measure(
        crew, seconds: seconds / Double(rounds), stepSeconds: check.stepSeconds, into: &result)
    }
    return result
  }

  /// Takes in one round.
  mutating func add(
    steps: [Double], phases: [PhaseTimes], workspaceBytes: Int, workers: [WorkerReport],
    counters: [WorkerCounters]
  ) {
    self.steps += steps
    if let quartiles = Quartiles(steps) { roundMedians.append(quartiles.median) }
    self.phases =
      self.phases.isEmpty ? phases : zip(self.phases, phases).map { $0 + $1 }
    self.workspaceBytes = workspaceBytes
    self.workers = workers
    self.counters =
      self.counters.isEmpty ? counters : zip(self.counters, counters).map { $0 + $1 }
  }
}

/// Why a measurement ended without a result.
package enum BenchmarkError: Error, Equatable {
  /// Somebody asked to stop.
  case interrupted
}

extension BenchmarkError: CustomStringConvertible {
  package var description: String {
    "the benchmark was interrupted; run it again for a result"
  }
}
