/// One shape measured on several crews in turn.
package struct BenchmarkRun: Sendable {
  /// How the batch follows the number of workers.
  package enum Scaling: String, Sendable, Codable, CaseIterable {
    /// The batch stays: the workers share it.
    case strong
    /// Each worker adds a batch of its own.
    case weak
  }

  /// What one crew did.
  package struct Entry: Sendable {
    package var crew: Crew
    package var problem: BenchmarkProblem
    package var flopsPerStep: Int
    package var measurement = StepMeasurement()
  }

  package let problem: BenchmarkProblem
  package let scaling: Scaling
  /// In the order in which the crews were given.
  package private(set) var entries: [Entry]
  /// The fingerprint of the result on each crew: one if the promise holds.
  package let fingerprints: [UInt64]
  /// Processors that other programs kept busy meanwhile; nil where the system does not tell.
  package private(set) var othersProcessors: Double?

  /// Rounds in which each crew has had its turn.
  package let rounds: Int

  /// Five rounds, and fewer, but at least two, where a step takes so long that warming up in each
  /// would take longer than asked for.
  package static func rounds(seconds: Double, stepSeconds: Double) -> Int {
    guard stepSeconds > 0 else { return 5 }
    return Int(min(max(seconds / (2 * stepSeconds), 2), 5))
  }

  /// Checks that all crews give the same bits, then measures each for about `seconds`.
  ///
  /// The crews take turns, in rounds that run forwards and backwards, so that whatever drifts on the
  /// machine meets all of them alike.
  ///
  /// - Parameters:
  ///   - crews: with ascending numbers of workers, no more than the batch has shards.
  ///   - checked: called once the bits are known, before anything is timed.
  /// - Throws: what making a model throws, and `BenchmarkError.interrupted`.
  package init(
    _ problem: BenchmarkProblem, crews: [Crew], scaling: Scaling = .strong, seconds: Double,
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    checked: (_ fingerprints: [UInt64]) throws -> Void = { _ in }
  ) throws {
    precondition(!crews.isEmpty, "no crew to measure")
    self.problem = problem
    self.scaling = scaling
    let watch = ProcessorWatch()
    let problems = try crews.map { crew in
      scaling == .weak ? try problem.with(batchSize: problem.batchSize * crew.count) : problem
    }
    let shared = try StepSession(problem, isInterrupted: isInterrupted)
    let sessions = try problems.map {
      $0.batchSize == problem.batchSize
        ? shared : try StepSession($0, isInterrupted: isInterrupted)
    }
    entries = zip(crews, sessions).map {
      Entry(
        crew: $0, problem: $1.problem, flopsPerStep: $1.problem.flopsPerStep($1.model))
    }
    // One batch for all, also when each is timed on a batch of its own.
    let common = sessions[sessions.count - 1]
    let checks = try crews.map { try common.check($0) }
    fingerprints = checks.map(\.fingerprint)
    try checked(fingerprints)

    rounds = Self.rounds(
      seconds: seconds, stepSeconds: checks.map(\.stepSeconds).max() ?? 0)
    for round in 0..<rounds {
      let turns = round.isMultiple(of: 2) ? Array(crews.indices) : crews.indices.reversed()
      for index in turns {
        try sessions[index].measure(
          crews[index], seconds: seconds / Double(rounds),
          stepSeconds: checks[index].stepSeconds, into: &entries[index].measurement)
      }
    }
    othersProcessors = watch.othersProcessors()
  }

  package var haveSameBits: Bool { Set(fingerprints).count <= 1 }
}
