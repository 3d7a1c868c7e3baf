import Topology

/// Candidates on this machine, measured in turn by this process.
package struct CrewComparison: Sendable {
  private let candidates: [ComparisonCandidate]
  private let crews: [Crew]
  private let problem: BenchmarkProblem

  /// - Parameter crews: one for each candidate, all with the same kernels.
  package init(_ problem: BenchmarkProblem, candidates: [ComparisonCandidate], crews: [Crew]) {
    precondition(
      candidates.count == crews.count && !crews.isEmpty,
      "\(crews.count) crews for \(candidates.count) candidates")
    self.problem = problem
    self.candidates = candidates
    self.crews = crews
  }

  /// Checks the bits, and measures each candidate for about `seconds` in all.
  ///
  /// - Throws: `BenchmarkError.interrupted`, and what making a model throws.
  package func report(
    seconds: Double, notes: [String],
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    progress: (_ round: Int, _ of: Int, String) -> Void = { _, _, _ in }
  ) throws -> ComparisonReport {
    let session = try StepSession(problem, isInterrupted: isInterrupted)
    let checks = try crews.map { try session.check($0) }
    let count = ComparisonRounds.count(
      seconds: seconds, stepSeconds: checks.map(\.stepSeconds).max() ?? 0)
    var workers = [[WorkerReport]](repeating: [], count: crews.count)
    let watch = ProcessorWatch()
    let rounds = try ComparisonRounds.measured(
      candidates: crews.count, rounds: count,
      progress: { progress($0, count, candidates[$1].name) },
      measure: { index in
        let sample = try session.sample(
          crews[index], seconds: seconds / Double(count), isInterrupted: isInterrupted)
        // Without a step it was ended before it began.
        guard let sample, !isInterrupted() else { throw BenchmarkError.interrupted }
        workers[index] = sample.workers
        return sample.samplesPerSecond
      })
    var disturbances: [String] = []
    if let activity = watch.activity() {
      disturbances += Disturbance.activity(
        activity, others: watch.othersProcessors(activity))
    }
    for (candidate, reports) in zip(candidates, workers) {
      disturbances += Disturbance.strays(reports, name: candidate.name)
    }
    return ComparisonReport(
      candidates.indices.map { index in
        ComparedCandidate(
          candidates[index], base: 0, fingerprint: TensorFile.text(checks[index].fingerprint),
          workers: workers[index].map { RunWorker($0) })
      }, rounds: rounds,
      settings: BenchmarkSettings(
        comparing: problem, placements: candidates.map(\.policy.description),
        isa: crews[0].kernels.instructionSet.rawValue, seconds: seconds),
      machine: RunMachine(crews[0]), disturbances: disturbances, notes: notes)
  }
}

extension BenchmarkSettings {
  /// - Parameter placements: of the candidates, in their order.
  package init(
    comparing problem: BenchmarkProblem, placements: [String], isa: String, seconds: Double
  ) {
    var seen: Set<String> = []
    self.init(
      model: problem.architecture.specification, inputSize: problem.inputSize,
      sequenceLength: problem.sequenceLength, batchSize: problem.batchSize,
      inference: problem.inference, scaling: .strong,
      placement: placements.filter { seen.insert($0).inserted }.joined(separator: "; "), isa: isa,
      seconds: seconds)
  }
}
