import Skein
import Testing

@Suite("Scaling fit") struct ScalingFitTests {
  private func speedup(_ n: Int, serial: Double, pair: Double) -> Double {
    let n = Double(n)
    return n / (1 + serial * (n - 1) + pair * n * (n - 1))
  }

  @Test(
    "a law's own speed-ups give its parameters back",
    arguments: [0.0, 0.01, 0.125, 0.5, 1.0], [0.0, 1e-5, 0.001, 0.03])
  func recovery(serial: Double, pair: Double) throws {
    for counts in [[1, 2, 3], [1, 2, 4, 8], [2, 5, 64], [1, 3, 9, 27, 81]] {
      let points = counts.map { (workers: $0, speedup: speedup($0, serial: serial, pair: pair)) }
      let fit = try #require(ScalingFit(points))
      #expect(fit.law == .universal)
      #expect(abs(fit.serialFraction - serial) < 1e-9, "\(counts): \(fit)")
      #expect(abs(fit.pairCost - pair) < 1e-9, "\(counts): \(fit)")
    }
  }

  @Test("two worker counts can tell Amdahl's serial fraction, and no more")
  func amdahl() throws {
    // 4 / (1 + 3/7) = 2.8
    let fit = try #require(ScalingFit([(workers: 1, speedup: 1), (workers: 4, speedup: 2.8)]))
    #expect(fit.law == .amdahl && fit.pairCost == 0)
    #expect(abs(fit.serialFraction - 1.0 / 7) < 1e-15)
  }

  @Test("nothing is fitted without a count above one or a speed-up above zero")
  func nothing() {
    #expect(ScalingFit([]) == nil)
    #expect(ScalingFit([(workers: 1, speedup: 1)]) == nil)
    #expect(ScalingFit([(workers: 1, speedup: 1), (workers: 2, speedup: 0)]) == nil)
    #expect(ScalingFit([(workers: 2, speedup: .nan), (workers: 3, speedup: .infinity)]) == nil)
  }

  @Test("speed-ups beyond the ideal, or below one, stay within the law's bounds")
  func bounds() throws {
    for points in [[(2, 2.5)], [(2, 0.5)], [(2, 2.2), (4, 5.0), (8, 12.0)], [(2, 0.5), (4, 0.1)]] {
      let fit = try #require(ScalingFit(points.map { (workers: $0.0, speedup: $0.1) }))
      #expect((0...1).contains(fit.serialFraction) && fit.pairCost >= 0, "\(fit)")
    }
    let better = try #require(ScalingFit([(workers: 2, speedup: 2.5)]))
    #expect(better.serialFraction == 0 && better.lastUsefulWorkers() == nil)
  }

  @Test("no other pair of parameters fits better than the fitted one")
  func leastSquares() throws {
    for points in [
      [(2, 1.9), (3, 2.4), (4, 3.5), (8, 4.0)], [(2, 1.5), (4, 3.9), (8, 7.0)],
      [(2, 2.0), (4, 3.0), (6, 2.5)],
    ] {
      let fit = try #require(ScalingFit(points.map { (workers: $0.0, speedup: $0.1) }))
      func error(_ serial: Double, _ pair: Double) -> Double {
        points.reduce(0) { sum, point in
          let n = Double(point.0)
          let residual = (n / point.1 - 1) / (n - 1) - serial - pair * n
          return sum + residual * residual
        }
      }
      let best = error(fit.serialFraction, fit.pairCost)
      for serial in 0...100 {
        for pair in 0...100 {
          #expect(best <= error(Double(serial) / 100, Double(pair) / 1000) + 1e-12)
        }
      }
    }
  }

  @Test(
    "the last useful worker adds half of one worker's speed, and the next one less",
    arguments: [0.001, 0.01, 0.1, 0.5, 1.0], [0.0, 0.0001, 0.01])
  func lastUseful(serial: Double, pair: Double) throws {
    let fit = ScalingFit(law: .universal, serialFraction: serial, pairCost: pair)
    let last = try #require(fit.lastUsefulWorkers())
    let gains = (2...200).map { speedup($0, serial: serial, pair: pair) }
    let all = [1.0] + gains
    let expected = zip(all.dropFirst(), all).enumerated().first { $1.0 - $1.1 < 0.5 }?.offset
    #expect(last == expected.map { $0 + 1 } ?? last)
    #expect(last <= 500)
  }
}
