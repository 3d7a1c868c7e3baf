import Foundation
import Skein

/// The rates of candidates that do not differ, on machines of several kinds, from a seed.
///
/// What is made here stands in the order of measurement, so that a drift meets the candidates as it does
/// in a real comparison.
struct ComparedNoise {
  enum Kind: String, CaseIterable {
    /// One hundredth, independent.
    case quiet
    /// One measurement of seven is slower by a third on average.
    case spiky
    /// The machine wanders, and neighbouring measurements resemble each other.
    case wandering
    /// A random walk, which never comes back.
    case walk
    /// It warms up: every measurement is slower than the last.
    case drift
    /// Others come and go for some measurements at a time, and take a quarter of the speed.
    case bursts
    /// Each candidate wanders by itself.
    case ownWandering
  }

  private var random: UInt64
  private var state = 0.0
  private var isBusy = false
  private var own: [Double]
  private let kind: Kind
  private var sequence = 0.0

  init(_ kind: Kind, candidates: Int, seed: UInt64) {
    self.kind = kind
    // Another multiplier than the generator's step, or seeds would be places in one sequence.
    random = seed &* 0xD1B5_4A32_D192_ED03 &+ 1
    own = [Double](repeating: 0, count: candidates)
  }

  /// Between 0 and 1, both left out. SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom
  /// number generators", 2014.
  private mutating func uniform() -> Double {
    random &+= 0x9E37_79B9_7F4A_7C15
    var bits = random
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    bits ^= bits >> 31
    return (Double(bits >> 11) + 0.5) / 9_007_199_254_740_992
  }

  private mutating func normal() -> Double {
    (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform())
  }

  /// Samples a second of the candidate that is measured next; 1,000 without noise.
  mutating func rate(_ candidate: Int) -> Double {
    sequence += 1
    var error = 0.01 * normal()
    switch kind {
    case .quiet: break
    case .spiky: if uniform() < 0.15 { error += 0.3 * log(uniform()) }
    case .wandering:
      state = 0.9 * state + 0.02 * normal()
      error += state
    case .walk:
      state += 0.02 * normal()
      error += state
    case .drift: error -= 0.003 * sequence
    case .bursts:
      if uniform() < 0.2 { isBusy.toggle() }
      if isBusy { error -= 0.3 }
    case .ownWandering:
      own[candidate] = 0.5 * own[candidate] + 0.03 * normal()
      error += own[candidate]
    }
    return 1000 * exp(error)
  }

  /// Rounds of candidates of which the last ones are slower by the factor.
  static func rounds(
    _ kind: Kind, seed: UInt64, count: Int = 30, slowdown: Double = 0
  ) -> ComparisonRounds {
    var noise = ComparedNoise(kind, candidates: 2, seed: seed)
    return ComparisonRounds.measured(candidates: 2, rounds: count) { candidate in
      noise.rate(candidate) * (candidate == 1 ? 1 - slowdown : 1)
    }
  }
}
