import Foundation
import Skein
import Testing
import Topology

@Suite("Comparisons") struct ComparisonTests {
  private func verdict(_ rounds: ComparisonRounds) -> ComparisonVerdict {
    ComparisonVerdict(rounds.difference(1, to: 0), candidates: 1, isDisturbed: false)
  }

  @Test(
    "of 100 comparisons of a candidate with itself at most 5 call the difference real",
    arguments: ComparedNoise.Kind.allCases, [20, 30])
  func alike(_ kind: ComparedNoise.Kind, rounds: Int) {
    for series in 0..<3 {
      let wrong = (0..<100).count {
        let seed = UInt64(series * 1000 + $0)
        let verdict = verdict(ComparedNoise.rounds(kind, seed: seed, count: rounds))
        return verdict == .faster || verdict == .slower
      }
      #expect(wrong <= 5, "\(kind), series \(series)")
    }
  }

  @Test("a slowdown by 3 % on a quiet machine is found in at least 9 of 10", arguments: [20, 30])
  func slower(rounds: Int) {
    let found = (0..<100).count {
      verdict(
        ComparedNoise.rounds(.quiet, seed: UInt64($0), count: rounds, slowdown: 0.03)) == .slower
    }
    #expect(found >= 90, "\(found)")
  }

  @Test("a large slowdown is found on machines that wander, drift or warm up as well")
  func slowerInNoise() {
    for kind in [ComparedNoise.Kind.wandering, .walk, .drift, .spiky, .bursts] {
      let found = (0..<20).count {
        verdict(ComparedNoise.rounds(kind, seed: UInt64($0), slowdown: 0.2)) == .slower
      }
      #expect(found >= 18, "\(kind): \(found)")
    }
  }

  @Test("the 95 % interval holds the true ratio in about 95 of 100, and never far fewer")
  func coverage() {
    for kind in [ComparedNoise.Kind.quiet, .spiky, .drift] {
      let inside = (0..<200).count { seed in
        let rounds = ComparedNoise.rounds(kind, seed: UInt64(seed), slowdown: 0.1)
        let interval = rounds.difference(1, to: 0)?.interval(miss: 0.05)
        return interval?.contains(0.9) ?? false
      }
      #expect(inside >= 184, "\(kind): \(inside) of 200")
    }
  }

  @Test("the estimate is the median of the pairs' means, and the cut that of the tables")
  func estimate() throws {
    // By hand: the means of 1, 2, 4, 8, 16, 32 and of their pairs are 21, of which the middle is 6.
    let values = [1.0, 2, 4, 8, 16, 32].map { $0 / 100 }
    var means: [Double] = []
    for i in values.indices { for j in i..<6 { means.append((values[i] + values[j]) / 2) } }
    let difference = try #require(PairedDifference(logarithms: values))
    #expect(abs(log(difference.ratio) - means.sorted()[10]) < 1e-15)
    // Hollander, Wolfe and Chicken, table A.4: P(T ≤ 2) = 0.047 for six, P(T ≤ 8) = 0.024 for ten.
    #expect(PairedDifference.cut(rounds: 6, tail: 0.047) == 2)
    #expect(PairedDifference.cut(rounds: 10, tail: 0.025) == 8)
    #expect(PairedDifference.cut(rounds: 6, tail: 0.015) == nil)
    #expect(PairedDifference(logarithms: [0, 0, 0, 0, 0]) == nil)
    #expect(PairedDifference(logarithms: [Double](repeating: 0.5, count: 8))?.ratio == exp(0.5))
  }

  @Test("rounds that resemble each other widen the interval, and others hardly do")
  func widening() throws {
    let steps = (0..<30).map { $0 < 15 ? 0.0 : 1 + Double($0) / 1000 }
    #expect(PairedDifference.correlation(steps) > 0.8)
    let turns = (0..<30).map { Double($0 % 2) + Double($0) / 1e6 }
    #expect(PairedDifference.correlation(turns) == 0)
  }

  @Test("candidates are measured once a round, forwards and backwards")
  func turns() {
    var order: [Int] = []
    let rounds = ComparisonRounds.measured(candidates: 3, rounds: 4) { candidate in
      order.append(candidate)
      return Double(candidate + 1)
    }
    #expect(order == [0, 1, 2, 2, 1, 0, 0, 1, 2, 2, 1, 0])
    #expect(rounds.rates == [[1, 1, 1, 1], [2, 2, 2, 2], [3, 3, 3, 3]])
    #expect(ComparisonRounds.count(seconds: 3, stepSeconds: 0.001) == 30)
    #expect(ComparisonRounds.count(seconds: 3, stepSeconds: 1) == 20)
    #expect(ComparisonRounds.count(seconds: 3, stepSeconds: 0.02) == 24)
  }
}
