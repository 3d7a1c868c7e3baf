import Foundation
import Skein

/// A machine whose throughputs are known, with a drift and with noise, for the search to find out.
struct SimulatedMachine {
  /// The true throughput of each candidate.
  var truth: [Double]
  /// The relative noise of one measurement.
  var noise = 0.0
  /// The machine's speed after a number of seconds, against the start.
  var drift: (Double) -> Double = { _ in 1 }
  var seed: UInt64 = 0
  /// Seconds that a measurement takes besides those asked for.
  var overhead = 0.01

  struct Step: Equatable {
    let candidate: Int
    let seconds: Double
  }

  /// Runs a search to its end, or to `stopAfter` measurements.
  func run(_ search: inout TuningSearch, stopAfter: Int = .max) -> [Step] {
    let random = RandomStream(seed: seed, purpose: .noise, stream: 77)
    var steps: [Step] = []
    var time = 0.0
    while steps.count < stopAfter, let (candidate, seconds) = search.next() {
      let error = noise * random.normal(at: UInt64(steps.count))
      let throughput = truth[candidate] * drift(time) * exp(error)
      time += seconds + overhead
      search.record(throughput: throughput, seconds: seconds + overhead)
      steps.append(Step(candidate: candidate, seconds: seconds))
    }
    return steps
  }
}

extension TuningCandidates {
  /// `count` candidates; the first is the default, the second (or the only) one worker.
  static func imagined(_ count: Int) -> TuningCandidates {
    TuningCandidates(
      all: (0..<count).map { TuningCandidate(workers: $0 + 1, policy: .compact) }, standard: 0,
      single: count > 1 ? 1 : 0)
  }
}
