/// One shape measured on several pools in turn.
package struct BenchmarkRun: Sendable {
  /// How the batch follows the number of workers.
  package enum Scaling: String, Sendable, Codable, CaseIterable {
    /// The batch stays: the workers share it.
    case strong
    /// Each worker adds a batch of its own.
    case weak
  }

  /// What one pool did.
  package struct Entry: Sendable {
    package var pool: Crew
    package var problem: BenchmarkProblem
    package var flopsPerStep: Int
    package var measurement = StepMeasurement()
  }

  package let problem: BenchmarkProblem
  package let scaling: Scaling
  /// In the order in which the pools were given.
  package private(set) var entries: [Entry]
  /// The fingerprint of the result on each pool: one if the promise holds.
  package let fingerprints: [UInt64]
  /// Processors that other programs kept busy meanwhile; nil where the system does not tell.
  package private(set) var othersProcessors: Double?

  /// Rounds in which each pool has had its turn.
  package let rounds: Int

  /// Five rounds, and fewer, but at least two, where a step takes so long that warming up in each
  /// would take longer than asked for.
  package static func rounds(seconds: Double, stepSeconds: Double) -> Int {
    guard stepSeconds > 0 else { return 5 }
    return Int(min(max(seconds / (2 * stepSeconds), 2), 5))
  }

  /// Checks that all pools give the same bits, then measures each for about `seconds`.
  ///
  /// The pools take turns, in rounds that run forwards and backwards, so that whatever drifts on the
  /// machine meets all of them alike.
  ///
  /// - Parameters:
  ///   - pools: with ascending numbers of workers, no more than the batch has shards.
  ///   - checked: called once the bits are known, before anything is timed.
  /// - Throws: what making a model throws, and `BenchmarkError.interrupted`.
  package init(
    _ problem: BenchmarkProblem, pools: [Crew], scaling: Scaling = .strong, seconds: Double,
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    checked: (_ fingerprints: [UInt64]) throws -> Void = { _ in }
  ) throws {
    precondition(!pools.isEmpty, "no pool to measure")
    self.problem = problem
    self.scaling = scaling
    let watch = ProcessorWatch()
    let problems = try pools.map { pool in
      scaling == .weak ? try problem.with(batchSize: problem.batchSize * pool.count) : problem
    }
    let shared = try StepSession(problem, isInterrupted: isInterrupted)
    let sessions = try problems.map {
      $0.batchSize == problem.batchSize
        ? shared : try StepSession($0, isInterrupted: isInterrupted)
    }
    entries = zip(pools, sessions).map {
      Entry(
        pool: $0, problem: $1.problem, flopsPerStep: $1.problem.flopsPerStep($1.model))
    }
    // One batch for all, also when each is timed on a batch of its own.
    let common = sessions[sessions.count - 1]
    let checks = try pools.map { try common.check($0) }
    fingerprints = checks.map(\.fingerprint)
    try checked(fingerprints)

    rounds = Self.rounds(
      seconds: seconds, stepSeconds: checks.map(\.stepSeconds).max() ?? 0)
    for round in 0..<rounds {
      let turns = round.isMultiple(of: 2) ? Array(pools.indices) : pools.indices.reversed()
      for index in turns {
        try sessions[index].measure(
          pools[index], seconds: seconds / Double(rounds),
          stepSeconds: checks[index].stepSeconds, into: &entries[index].measurement)
      }
    }
    othersProcessors = watch.othersProcessors()
  }

  package var haveSameBits: Bool { Set(fingerprints).count <= 1 }
}
