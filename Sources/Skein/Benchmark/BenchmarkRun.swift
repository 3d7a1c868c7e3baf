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
  /// What the last crew's workers did, where it was traced.
  package private(set) var trace: [TraceLane] = []

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
  ///   - traceSteps: how many steps of the last crew to trace, the last ones; `Int.max` as many as are
  ///     measured, within limits; nil traces none.
  ///   - counting: what is counted for each worker.
  ///   - checked: called once the bits are known, before anything is timed.
  /// - Throws: what making a model throws, and `BenchmarkError.interrupted`.
  package init(
    _ problem: BenchmarkProblem, crews: [Crew], scaling: Scaling = .strong, seconds: Double,
    traceSteps: Int? = nil, counting: CounterScope = .system,
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
    let book = traceSteps.map { Self.book(steps: $0, crew: crews[crews.count - 1]) }
    for round in 0..<rounds {
      for index in Turns.order(Array(crews.indices), round: round) {
        try sessions[index].measure(
          crews[index], seconds: seconds / Double(rounds),
          stepSeconds: checks[index].stepSeconds,
          watching: StepWatching(
            trace: index == crews.count - 1 ? book : nil, counting: counting),
          into: &entries[index].measurement)
      }
    }
    othersProcessors = watch.othersProcessors()
    trace = book?.lanes() ?? []
  }

  /// A book for as many steps as are asked for, or for so many that the file can still be read.
  private static func book(steps: Int, crew: Crew) -> TraceBook {
    let phasesInStep = 6
    let most = max(mostTraced / (phasesInStep * crew.count), 1)
    return TraceBook(
      steps: steps == .max ? most : steps, hasTeams: crew.fixedTeams.mostMembers > 1)
  }

  /// Phases of all workers in a trace that nobody has limited: some hundred megabytes of JSON.
  private static let mostTraced = 1_000_000

  package var haveSameBits: Bool { Set(fingerprints).count <= 1 }
}
