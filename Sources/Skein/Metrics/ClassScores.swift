/// Metrics of scores and probabilities that a model gives to classes.
public enum ClassScores {
  /// The class with the highest score; the first of several; 0 where all are NaN.
  ///
  /// - Parameter scores: at least one.
  public static func best(of scores: some Collection<Float>) -> Int {
    var (best, highest) = (0, -Float.infinity)
    for (index, score) in scores.enumerated() where score > highest {
      (best, highest) = (index, score)
    }
    return best
  }

  /// The part of the samples whose class is among the `k` with the highest scores; of equal scores the
  /// first class counts as higher.
  ///
  /// - Parameters:
  ///   - k: at least 1.
  ///   - scores: [samples, classes]
  ///   - classes: at least 1.
  ///   - actual: [samples], in 0..<classes.
  public static func topAccuracy(
    _ k: Int, scores: [Float], classes: Int, actual: [Int]
  ) -> Double {
    precondition(
      k >= 1 && classes >= 1 && scores.count == actual.count * classes,
      "the \(k) highest of \(scores.count) scores of \(actual.count) samples")
    var hits = 0
    for (sample, own) in actual.enumerated() {
      let first = sample * classes
      let score = scores[first + own]
      var higher = 0
      for other in 0..<classes {
        let rival = scores[first + other]
        if rival > score || (rival == score && other < own) { higher += 1 }
      }
      if higher < k { hits += 1 }
    }
    return Double(hits) / Double(actual.count)
  }

  /// The area under the receiver operating characteristic: the probability that a sample that is positive
  /// has a higher score than one that is not, equal ones counting half; nil without one of either.
  ///
  /// Source: Hanley and McNeil, Radiology 143 (1982). Cost: that of sorting the scores.
  public static func areaUnderCurve(scores: [Float], isPositive: [Bool]) -> Double? {
    precondition(scores.count == isPositive.count, "\(scores.count) scores of \(isPositive.count)")
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    var (wins, positives, below) = (0.0, 0, 0)
    var first = 0
    while first < order.count {
      var end = first
      var (equalPositives, equalOthers) = (0, 0)
      while end < order.count, scores[order[end]] == scores[order[first]] {
        if isPositive[order[end]] { equalPositives += 1 } else { equalOthers += 1 }
        end += 1
      }
      // A NaN equals nothing, itself neither.
      if end == first { return nil }
      wins += Double(equalPositives) * (Double(below) + 0.5 * Double(equalOthers))
      positives += equalPositives
      below += equalOthers
      first = end
    }
    return positives == 0 || below == 0 ? nil : wins / (Double(positives) * Double(below))
  }

  /// e to the mean cross-entropy: how many equally likely words the model hesitates between.
  public static func perplexity(crossEntropy: Double) -> Double { Numerics.exp(crossEntropy) }
}
