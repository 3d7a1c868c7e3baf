/// What limits the speed-up, fitted to measured ones.
///
/// The Universal Scalability Law, C(n) = n / (1 + σ(n − 1) + κn(n − 1)): σ is the serial fraction,
/// κ the cost of each pair of workers that must agree. With κ = 0 it is Amdahl's law, which is all
/// that fewer than three worker counts can tell.
/// Source: Gunther, "A General Theory of Computational Scalability Based on Rational Functions",
/// 2008; Amdahl, 1967.
package struct ScalingFit: Sendable, Codable, Equatable {
  package enum Law: String, Sendable, Codable {
    case amdahl = "Amdahl"
    case universal = "Universal Scalability Law"
  }

  package var law: Law
  /// σ, from 0 to 1.
  package var serialFraction: Double
  /// κ, at least 0.
  package var pairCost: Double

  package init(law: Law, serialFraction: Double, pairCost: Double) {
    self.law = law
    self.serialFraction = serialFraction
    self.pairCost = pairCost
  }

  /// The least-squares fit of (n / C − 1) / (n − 1) = σ + κn, in which neither may be negative.
  ///
  /// - Parameter points: worker counts with the speed-up over one worker. Nil unless some count is
  ///   above 1; a speed-up that is not above 0 is left out.
  package init?(_ points: [(workers: Int, speedup: Double)]) {
    let usable = points.filter { $0.workers > 1 && $0.speedup > 0 && $0.speedup.isFinite }
    if usable.isEmpty { return nil }
    let n = usable.map { Double($0.workers) }
    let y = zip(n, usable).map { ($0 / $1.speedup - 1) / ($0 - 1) }
    let count = Double(n.count)
    let (meanN, meanY) = (n.reduce(0, +) / count, y.reduce(0, +) / count)
    let variance = n.reduce(0) { $0 + ($1 - meanN) * ($1 - meanN) }
    let amdahl = ScalingFit(
      law: .amdahl, serialFraction: min(max(meanY, 0), 1), pairCost: 0)
    guard variance > 0 else {
      self = amdahl
      return
    }
    let slope = zip(n, y).reduce(0) { $0 + ($1.0 - meanN) * ($1.1 - meanY) } / variance
    let intercept = meanY - slope * meanN
    self = amdahl
    law = .universal
    // Where the free fit leaves the allowed quarter, the best one lies on its edge.
    if slope > 0, intercept >= 0 {
      serialFraction = min(intercept, 1)
      pairCost = slope
    } else if slope > 0 {
      let squares = n.reduce(0) { $0 + $1 * $1 }
      serialFraction = 0
      pairCost = max(zip(n, y).reduce(0) { $0 + $1.0 * $1.1 } / squares, 0)
    }
  }

  /// The predicted speed-up of `workers` over one.
  package func speedup(_ workers: Int) -> Double { speedup(Double(workers)) }

  /// The same between whole numbers, for curves.
  package func speedup(_ n: Double) -> Double {
    n / (1 + serialFraction * (n - 1) + pairCost * n * (n - 1))
  }

  /// The largest number of workers of which the last still adds half of one worker's speed; nil if
  /// that is more than `limit`.
  package func lastUsefulWorkers(limit: Int = 65_536) -> Int? {
    var workers = 1
    while workers < limit {
      if speedup(workers + 1) - speedup(workers) < 0.5 { return workers }
      workers += 1
    }
    return nil
  }
}
