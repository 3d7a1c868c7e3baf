import Foundation
import Skein
import Testing

/// Golden/Forecasts/distributions.json, made by make_distributions.py there with scipy.
private struct GoldenDistributions: Decodable {
  struct Law: Decodable {
    let loss: String
    let numbers: [Float]
    let quantiles: [Double]
    /// Pairs of a value and its score.
    let scores: [[Double]]
  }

  let probabilities: [Double]
  let laws: [Law]
  let beta: [[Double]]
  let gamma: [[Double]]

  static func read() throws -> GoldenDistributions {
    let url = try #require(
      Bundle.module.url(forResource: "Golden/Forecasts/distributions", withExtension: "json"))
    return try JSONDecoder().decode(GoldenDistributions.self, from: Data(contentsOf: url))
  }
}

@Suite("Distributions that a head tells")
struct DistributionTests {
  private let golden: GoldenDistributions

  init() throws { golden = try GoldenDistributions.read() }

  private func isNear(_ value: Double, _ wanted: Double, _ tolerance: Double) -> Bool {
    abs(value - wanted) <= tolerance * max(abs(wanted), 1e-300)
  }

  @Test("quantiles are those of scipy: of counts exactly")
  func quantiles() throws {
    for law in golden.laws {
      let head = try HeadCatalog.head(of: law.loss)
      for (probability, wanted) in zip(golden.probabilities, law.quantiles) {
        let found = head.quantile(probability, of: law.numbers, count: law.numbers.count)
        let size = max(abs(wanted), Double(law.numbers.count > 1 ? law.numbers[1] : 0))
        let isSame = head.domain == .counts ? found == wanted : abs(found - wanted) <= 1e-9 * size
        #expect(isSame, "\(law.loss) \(law.numbers) \(probability): \(found), \(wanted)")
      }
    }
  }

  @Test("ranked probability scores are the integrals that they stand for")
  func scores() throws {
    for law in golden.laws {
      let head = try HeadCatalog.head(of: law.loss)
      for pair in law.scores {
        let found = try #require(head.rankedScore(pair[0], of: law.numbers))
        #expect(isNear(found, pair[1], 1e-6), "\(law.loss) \(law.numbers): \(found), \(pair)")
      }
    }
  }

  @Test("incomplete beta and gamma functions are those of scipy")
  func incomplete() {
    for case let (x, a, b, wanted) in golden.beta.map({ ($0[0], $0[1], $0[2], $0[3]) }) {
      #expect(isNear(Numerics.incompleteBeta(x, a, b), wanted, 1e-9), "\(x), \(a), \(b)")
    }
    for case let (a, x, lower, upper) in golden.gamma.map({ ($0[0], $0[1], $0[2], $0[3]) }) {
      let found = Numerics.incompleteGamma(a, x)
      let tolerance = a > 1000 ? 1e-8 : 1e-11
      #expect(
        abs(found.lower - lower) <= tolerance && abs(found.upper - upper) <= tolerance, "\(a), \(x)"
      )
    }
  }

  @Test("quantiles never fall as the probability rises, and hold what they promise")
  func rising() throws {
    for law in golden.laws {
      let head = try HeadCatalog.head(of: law.loss)
      var last = -Double.infinity
      for step in 1..<100 {
        let value = head.quantile(
          Double(step) / 100, of: law.numbers, count: law.numbers.count)
        #expect(value >= last)
        last = value
      }
    }
  }
}
