import Topology

/// What a comparison writes as JSON.
package struct ComparisonReport: Sendable, Codable, Equatable {
  package struct Line: Sendable, Codable, Equatable {
    package var workers: Int
    package var placement: String
    @NullIfMissing package var team: String?
    /// The program that measured; null for this one.
    @NullIfMissing package var program: String?
    /// The line that it is compared with.
    package var base: Int
    /// The median of the rounds.
    package var samplesPerSecond: Double
    package var millisecondsPerStep: Double
    /// How many times as fast as its base; null for the base.
    @NullIfMissing package var ratio: Double?
    /// The 95 % interval of the ratio.
    @NullIfMissing package var interval: [Double]?
    package var verdict: ComparisonVerdict
    /// Samples a second, round by round.
    package var rounds: [Double]
    /// XXH64 of the weights after some steps, or of the predictions.
    package var fingerprint: String
    /// Where the workers ran; empty where another program did not tell.
    package var workersRan: [RunWorker]

    /// “2 workers, placement spread”.
    package var name: String {
      var name = MachineText.crew(workers, placement: placement)
      if let team { name += ", team \(team)" }
      if let program { name += ", \(ShortText.cut(program, to: 60))" }
      return name
    }
  }

  package var skein = SkeinVersion.current
  @NullIfMissing package var machine: RunMachine?
  package var settings: BenchmarkSettings
  package var rounds: Int
  package var lines: [Line]
  /// Why nothing is concluded; empty where it is.
  package var disturbances: [String]
  /// What the user should know about the candidates.
  package var notes: [String]

  /// Whether all candidates computed the same bits.
  package var haveSameBits: Bool { Set(lines.map(\.fingerprint)).count <= 1 }
}

/// What is known of a candidate beside its rates.
package struct ComparedCandidate: Sendable {
  package var candidate: ComparisonCandidate
  /// The position of the candidate that it is compared with.
  package var base: Int
  package var fingerprint: String
  package var workers: [RunWorker]

  package init(
    _ candidate: ComparisonCandidate, base: Int, fingerprint: String, workers: [RunWorker]
  ) {
    self.candidate = candidate
    self.base = base
    self.fingerprint = fingerprint
    self.workers = workers
  }
}

extension ComparisonReport {
  /// - Parameter disturbances: beside the scatter of the rounds, which is found here.
  package init(
    _ candidates: [ComparedCandidate], rounds: ComparisonRounds, settings: BenchmarkSettings,
    machine: RunMachine?, disturbances: [String], notes: [String]
  ) {
    self.machine = machine
    self.settings = settings
    self.rounds = rounds.rates.map(\.count).min() ?? 0
    self.notes = notes
    let names = candidates.map(\.candidate.name)
    let all = disturbances + Disturbance.scatter(rounds, names: names)
    self.disturbances = all
    let compared = candidates.enumerated().count { $0.offset != $0.element.base }
    lines = candidates.enumerated().map { index, known in
      let rates = rounds.rates[index]
      let median = Quartiles(rates)?.median ?? 0
      let isBase = known.base == index
      let difference = isBase ? nil : rounds.difference(index, to: known.base)
      let interval = difference?.interval(miss: 0.05)
      return Line(
        workers: known.candidate.workers, placement: known.candidate.policy.description,
        team: known.candidate.team.map(\.description), program: known.candidate.program,
        base: known.base, samplesPerSecond: median,
        millisecondsPerStep: median > 0 ? 1000 * Double(settings.batchSize) / median : 0,
        ratio: difference?.ratio, interval: interval.map { [$0.lowerBound, $0.upperBound] },
        verdict: isBase
          ? .base
          : ComparisonVerdict(difference, candidates: compared, isDisturbed: !all.isEmpty),
        rounds: rates, fingerprint: known.fingerprint, workersRan: known.workers)
    }
  }
}
