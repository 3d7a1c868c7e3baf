import Foundation

/// Successive halving over candidates whose throughput can only be measured with noise, within a
/// budget of seconds.
///
/// A value without clock or machine: it says what to measure next and is told the outcome. Rounds
/// are made of passes; a pass measures every survivor once, in an order that turns around from pass
/// to pass, so that a drift meets all alike. After a round the better half of the challengers goes
/// on. The default and the single worker are in every pass. The last round is between these two and
/// the best challenger, and the verdict rests on its passes alone: they were not used to pick.
/// Source: Karnin, Koren and Somekh, "Almost optimal exploration in multi-armed bandits", 2013.
package struct TuningSearch: Sendable {
  package let candidates: TuningCandidates
  package let budget: Double
  /// Seconds spent so far.
  package private(set) var spent = 0.0
  /// Logarithms of the throughput, by pass and candidate.
  private var passes: [[Int: Double]] = []
  /// The pass where the last round begins; nil before it.
  private var finalPass: Int?
  private var challengers: [Int]
  private var queue: [Int] = []
  private var rounds: Int
  private var roundStart = 0.0
  private var isOver = false

  /// The part of the budget for the last round.
  private static let finalShare = 0.45
  private static let passesOfRound = 2.0
  private static let passesOfFinal = 10.0
  private static let slices = 0.05...3.0

  /// - Parameter budget: seconds; not more than one measurement goes beyond it.
  package init(_ candidates: TuningCandidates, budget: Double) {
    precondition(budget > 0 && budget.isFinite, "a budget of \(budget) seconds")
    self.candidates = candidates
    self.budget = budget
    challengers = candidates.all.indices.filter {
      $0 != candidates.standard && $0 != candidates.single
    }
    rounds = 0
    var left = challengers.count
    while left > 1 {
      left = (left + 1) / 2
      rounds += 1
    }
  }

  /// The candidate to measure next and for how many seconds, nil when the search is over.
  package mutating func next() -> (candidate: Int, seconds: Double)? {
    if isOver || spent >= budget { return nil }
    if queue.isEmpty { beginPass() }
    guard !isOver, let candidate = queue.first else { return nil }
    let passesWanted = finalPass == nil ? Self.passesOfRound : Self.passesOfFinal
    let slice = roundBudget / passesWanted / Double(survivors.count)
    let seconds = min(max(slice, Self.slices.lowerBound), Self.slices.upperBound)
    return (candidate, min(seconds, max(budget - spent, Self.slices.lowerBound)))
  }

  /// Tells the outcome of what `next` asked for.
  ///
  /// - Parameters:
  ///   - throughput: nil when nothing could be measured.
  ///   - seconds: what it took, warm-up included.
  package mutating func record(throughput: Double?, seconds: Double) {
    precondition(!queue.isEmpty, "a measurement that nobody asked for")
    let candidate = queue.removeFirst()
    spent += max(seconds, 1e-6)
    guard let throughput, throughput > 0, throughput.isFinite else { return }
    passes[passes.count - 1][candidate] = log(throughput)
  }

  /// Everyone in the current round.
  private var survivors: [Int] {
    Set(challengers + [candidates.standard, candidates.single]).sorted()
  }

  private var roundBudget: Double {
    if finalPass != nil || rounds == 0 { return budget - roundStart }
    return budget * (1 - Self.finalShare) / Double(rounds)
  }

  private mutating func beginPass() {
    if finalPass == nil, challengers.count <= 1 {
      finalPass = passes.count
      roundStart = spent
    } else if finalPass == nil, !passes.isEmpty, spent - roundStart >= roundBudget {
      halve()
      if challengers.count <= 1 { finalPass = passes.count }
      roundStart = spent
    }
    // Alone there is nothing to compare.
    if survivors.count == 1, finalPass.map({ passes.count - $0 >= 3 }) ?? false {
      isOver = true
      return
    }
    queue = Turns.order(survivors, round: passes.count)
    passes.append([:])
  }

  private mutating func halve() {
    let ranked = challengers.sorted { (score($0), $1) > (score($1), $0) }
    challengers = ranked.prefix((ranked.count + 1) / 2).sorted()
  }

  private func score(_ candidate: Int) -> Double {
    estimate(candidate)?.ratio ?? 0
  }

  /// How many times as fast as the default the candidate is, by all passes that have both.
  package func estimate(_ candidate: Int) -> TuningEstimate? { estimate(candidate, from: 0) }

  /// The same by the passes that the verdict rests on.
  package func decidingEstimate(_ candidate: Int) -> TuningEstimate? {
    estimate(candidate, from: finalPass ?? 0)
  }

  private func estimate(_ candidate: Int, from first: Int) -> TuningEstimate? {
    TuningEstimate(
      logarithms: passes.dropFirst(first).compactMap { pass in
        guard let own = pass[candidate], let standard = pass[candidates.standard] else {
          return nil
        }
        return own - standard
      })
  }

  /// The geometric mean of the candidate's own throughputs.
  package func throughput(_ candidate: Int) -> Double? { throughput(candidate, from: 0) }

  private func throughput(_ candidate: Int, from first: Int) -> Double? {
    let logarithms = passes.dropFirst(first).compactMap { $0[candidate] }
    guard !logarithms.isEmpty else { return nil }
    return exp(logarithms.reduce(0, +) / Double(logarithms.count))
  }

  /// How often the candidate was measured.
  package func count(_ candidate: Int) -> Int { count(candidate, from: 0) }

  private func count(_ candidate: Int, from first: Int) -> Int {
    passes.dropFirst(first).count { $0[candidate] != nil }
  }

  /// What a table says of a candidate: of one in the last round by that round's passes alone, as the
  /// verdict does; of one that was dropped before by all that it has.
  package func line(
    _ candidate: Int
  ) -> (estimate: TuningEstimate, count: Int, isFinalist: Bool)? {
    if let finalPass, let estimate = decidingEstimate(candidate) {
      return (estimate, count(candidate, from: finalPass), true)
    }
    return estimate(candidate).map { ($0, count(candidate), false) }
  }

  /// The geometric mean of the default's throughputs in the last round, or so far.
  package var standardThroughput: Double? {
    throughput(candidates.standard, from: finalPass ?? 0) ?? throughput(candidates.standard)
  }
}

/// What to use, and how sure that is.
package struct TuningVerdict: Sendable, Equatable {
  package let candidate: Int
  /// The choice against the default, by the passes of the last round; nil without any.
  package let estimate: TuningEstimate?
  /// Whether the choice is faster than the default beyond doubt: its whole interval is above 1.
  package let isFaster: Bool
}

extension TuningSearch {
  /// The choice by what has been measured so far.
  ///
  /// The default, unless another finalist is faster beyond doubt, or one worker alone is faster than
  /// the default; then the fastest finalist. So the choice is never slower than one worker by these
  /// measurements.
  package var verdict: TuningVerdict {
    let finalists = Set((finalPass == nil ? [] : challengers) + [candidates.single])
    let rivals = finalists.subtracting([candidates.standard]).sorted()
    let estimates = rivals.compactMap { rival in
      decidingEstimate(rival).map { (candidate: rival, estimate: $0) }
    }
    let standard = TuningVerdict(
      candidate: candidates.standard, estimate: decidingEstimate(candidates.standard),
      isFaster: false)
    guard let best = estimates.max(by: { $0.estimate.ratio < $1.estimate.ratio }) else {
      return standard
    }
    let alone = estimates.first { $0.candidate == candidates.single }?.estimate.ratio ?? 0
    guard best.estimate.isFaster || alone > 1 else { return standard }
    return TuningVerdict(
      candidate: best.candidate, estimate: best.estimate, isFaster: best.estimate.isFaster)
  }
}
