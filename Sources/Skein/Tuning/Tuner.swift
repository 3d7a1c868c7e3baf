import Topology

/// Measures candidates on this machine until the budget is spent or somebody stops it.
package struct Tuner: Sendable {
  /// What was measured of one candidate.
  package struct Row: Sendable, Equatable {
    package let workers: Int
    package let policy: PlacementPolicy
    package let team: TeamSize
    /// Windows a second: the default's mean times the ratio, so that drift does not show.
    package let samplesPerSecond: Double
    /// Against the default, by the passes that count.
    package let estimate: TuningEstimate
    /// The passes that count: of the last round for those in it, all for those dropped before.
    package let count: Int
    package let isFinalist: Bool
    package let isStandard: Bool
    package let isChosen: Bool

    package var candidate: TuningCandidate {
      TuningCandidate(workers: workers, policy: policy, team: team)
    }
  }

  package struct Outcome: Sendable {
    /// The fastest first; without candidates that were never measured.
    package let rows: [Row]
    package let verdict: TuningVerdict
    package let chosen: TuningCandidate
    package let seconds: Double
    package let wasStopped: Bool
    /// Whether default and single worker were compared often enough to keep the choice: a search
    /// that was stopped early must not replace an earlier choice by a guess.
    package let isConclusive: Bool
  }

  /// The pairs that an interval needs.
  private static let leastPairs = 3

  package let candidates: TuningCandidates
  private let crews: [Crew]
  private let session: StepSession

  /// - Throws: `TopologyError`, `SettingsError`, and what the problem's data and model throw.
  package init(
    _ problem: BenchmarkProblem, machine: Machine, candidates: TuningCandidates
  ) throws {
    self.candidates = candidates
    let kernels = try KernelSelection.preferred()
    crews = try candidates.all.map { candidate in
      Crew(
        machine: machine,
        placement: try machine.place(workers: candidate.workers, policy: candidate.policy),
        kernels: kernels, team: candidate.team)
    }
    session = try StepSession(problem)
  }

  /// - Parameters:
  ///   - shouldStop: asked between steps' epochs and between measurements.
  ///   - progress: told the part of the budget that is spent, and what is measured next.
  package func run(
    budget: Double, shouldStop: @escaping @Sendable () -> Bool = { false },
    progress: (Double, TuningCandidate) -> Void = { _, _ in }
  ) throws -> Outcome {
    var search = TuningSearch(candidates, budget: budget)
    while !shouldStop(), let (candidate, seconds) = search.next() {
      progress(search.spent / budget, candidates.all[candidate])
      let clock = Stopwatch()
      let sample = try session.sample(
        crews[candidate], seconds: seconds, isInterrupted: shouldStop)
      // A measurement that was cut short is as good as its steps, but a pair needs both its parts.
      search.record(
        throughput: shouldStop() ? nil : sample?.samplesPerSecond, seconds: clock.seconds)
    }
    return Self.outcome(search, wasStopped: shouldStop())
  }

  /// The table of a search, finished or not.
  package static func outcome(_ search: TuningSearch, wasStopped: Bool) -> Outcome {
    let candidates = search.candidates
    let verdict = search.verdict
    let standard = search.standardThroughput ?? 0
    let rows = candidates.all.enumerated().compactMap { index, candidate -> Row? in
      guard let line = search.line(index) else { return nil }
      return Row(
        workers: candidate.workers, policy: candidate.policy, team: candidate.team,
        samplesPerSecond: standard * line.estimate.ratio, estimate: line.estimate,
        count: line.count, isFinalist: line.isFinalist, isStandard: index == candidates.standard,
        isChosen: index == verdict.candidate)
    }
    return Outcome(
      rows: rows.sorted { $0.samplesPerSecond > $1.samplesPerSecond }, verdict: verdict,
      chosen: candidates.all[verdict.candidate], seconds: search.spent, wasStopped: wasStopped,
      isConclusive: (search.estimate(candidates.single)?.pairs ?? 0) >= leastPairs)
  }
}
