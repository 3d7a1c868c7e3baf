import Foundation

extension TrainingLanes {
  /// What a rank tells the others each time they meet.
  private struct Letter<Outcome: Codable & Sendable>: Codable, Sendable {
    var outcomes: [Outcome] = []
    /// Why the rank stops; nil while nobody asked it to.
    var stop: Int32?
    var hasEnded = false
    var failure: String?
  }

  /// How often ranks meet, in seconds: what the last outcome waits for at most.
  private static var interval: Double { 0.1 }

  /// Runs all jobs, each at one rank, dealt in turn; every rank hears of all outcomes, in the same order.
  ///
  /// - Parameters:
  ///   - jobs: the same ones at every rank, those that take longest first.
  ///   - ranks: nil does all here.
  ///   - stop: no job begins at any rank after it was requested at one.
  ///   - body: one job on one of the crews; nil where it was stopped.
  ///   - told: an outcome of any rank; one call at a time.
  /// - Throws: the first error of this rank; where another one failed, `RankError.failed`; what `told` throws.
  package func run<Job: Sendable, Outcome: Codable & Sendable>(
    _ jobs: [Job], among ranks: (any RankTransport)?, stop: StopRequest,
    _ body: @escaping @Sendable (Job, Crew, StopRequest) throws -> Outcome?,
    told: @escaping @Sendable (Outcome) throws -> Void
  ) throws {
    guard let ranks else {
      let turn = NSLock()
      return try run(jobs, stop: stop) { job, crew, stop in
        guard let outcome = try body(job, crew, stop) else { return }
        try turn.withLock { try told(outcome) }
      }
    }
    let own = StopRequest(or: stop)
    let next = Locked(Letter<Outcome>())
    let failure = Locked<(any Error)?>(nil)
    let share = jobs.indices.filter { $0 % ranks.count == ranks.rank }.map { jobs[$0] }
    let work: @Sendable () -> Void = {
      do {
        try run(share, stop: own) { job, crew, stop in
          guard let outcome = try body(job, crew, stop) else { return }
          next.withLock { $0.outcomes.append(outcome) }
        }
      } catch {
        failure.withLock { $0 = error }
        next.withLock { $0.failure = "\(error)" }
      }
      next.withLock { $0.hasEnded = true }
    }
    // Without a thread the others wait until this rank's jobs are done.
    if !SystemThread.run(work) { work() }
    try Self.meet(ranks, next, stop, told) { own.request() }
    if let error = failure.withLock({ $0 }) { throw error }
  }

  /// Exchanges letters until every rank has ended.
  ///
  /// - Parameter giveUp: stops what goes on here, since a rank has failed.
  private static func meet<Outcome: Codable & Sendable>(
    _ ranks: any RankTransport, _ next: Locked<Letter<Outcome>>, _ stop: StopRequest,
    _ told: (Outcome) throws -> Void, giveUp: () -> Void
  ) throws {
    var failed: RankError?
    var letters: [Letter<Outcome>]
    repeat {
      Thread.sleep(forTimeInterval: interval)
      var letter = next.withLock { letter in
        defer { letter.outcomes = [] }
        return letter
      }
      letter.stop = stop.code
      letters = try ranks.gather(RunJSON.text(letter)).map {
        try RunJSON.value(of: Letter<Outcome>.self, from: Array($0.utf8))
      }
      for (rank, letter) in letters.enumerated() {
        for outcome in letter.outcomes { try told(outcome) }
        if let code = letter.stop { stop.request(code: code) }
        if let reason = letter.failure {
          giveUp()
          if rank != ranks.rank, failed == nil { failed = .failed(rank: rank, reason) }
        }
      }
    } while !letters.allSatisfy(\.hasEnded)
    if let failed, letters[ranks.rank].failure == nil { throw failed }
  }
}
