import Foundation

/// What several candidates reached in the same rounds.
package struct ComparisonRounds: Sendable, Equatable {
  /// Samples a second, by candidate and round.
  package private(set) var rates: [[Double]]

  package init(candidates: Int) {
    rates = [[Double]](repeating: [], count: candidates)
  }

  /// How many rounds a measurement of about `seconds` a candidate has: many short ones tell more than few
  /// long ones, and fewer than twenty too little.
  package static func count(seconds: Double, stepSeconds: Double) -> Int {
    guard stepSeconds > 0 else { return 30 }
    let most = seconds / (6 * stepSeconds)
    // An even number, so that each candidate is first as often as it is last.
    return most >= 30 ? 30 : most <= 20 ? 20 : Int(most) / 2 * 2
  }

  /// Measures every candidate once a round, in turn.
  ///
  /// - Parameters:
  ///   - progress: told what is measured next: the round and the candidate.
  ///   - measure: samples a second of a candidate, above 0.
  /// - Throws: what `measure` throws.
  package static func measured(
    candidates: Int, rounds: Int, progress: (Int, Int) -> Void = { _, _ in },
    measure: (Int) throws -> Double
  ) rethrows -> ComparisonRounds {
    var result = ComparisonRounds(candidates: candidates)
    for round in 0..<rounds {
      for candidate in Turns.order(Array(0..<candidates), round: round) {
        progress(round, candidate)
        let rate = try measure(candidate)
        precondition(rate > 0 && rate.isFinite, "\(rate) samples a second")
        result.rates[candidate].append(rate)
      }
    }
    return result
  }

  /// A candidate beside another, from the rounds that both have; nil for too few.
  package func difference(_ candidate: Int, to base: Int) -> PairedDifference? {
    PairedDifference(logarithms: zip(rates[candidate], rates[base]).map { log($0 / $1) })
  }
}
