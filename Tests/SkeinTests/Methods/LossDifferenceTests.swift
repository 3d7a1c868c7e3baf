import Skein
import Testing

@Suite("Whether one forecast is better by more than chance")
struct LossDifferenceTests {
  @Test("scipy has the same probabilities of Student's t distribution")
  func student() throws {
    for golden in try GoldenMethods.read().student {
      let found = StudentDistribution(freedom: golden.freedom).probability(beyond: golden.statistic)
      #expect(abs(found - golden.probability) <= 1e-9 + 1e-6 * golden.probability, "\(golden)")
    }
  }

  @Test("numpy and scipy come to the same test of Diebold and Mariano")
  func dieboldMariano() throws {
    for golden in try GoldenMethods.read().cases {
      for wanted in golden.difference {
        var difference = LossDifference(horizon: wanted.ahead)
        let season = golden.season
        let back = (wanted.ahead + season - 1) / season * season
        for row in golden.training..<golden.values.count {
          let last = golden.values[row - wanted.ahead] - golden.values[row]
          let seasonal = golden.values[row - back] - golden.values[row]
          difference.add(last * last, seasonal * seasonal)
        }
        guard let probability = wanted.probability else {
          #expect(difference.probability == nil)
          continue
        }
        let found = try #require(difference.probability)
        #expect(
          abs(found - probability) <= 1e-6,
          "\(golden.name), \(wanted.ahead): \(found), not \(probability)")
      }
    }
  }

  @Test("losses that are the same, or too few, say nothing")
  func nothing() {
    var same = LossDifference(horizon: 2)
    for _ in 0..<50 { same.add(1, 1) }
    #expect(same.probability == nil && same.mean == 0)
    var few = LossDifference(horizon: 1)
    for row in 0..<7 { few.add(Double(row % 3), 2) }
    #expect(few.probability == nil)
  }

  @Test("the order of the two turns the mean round and keeps the probability")
  func order() throws {
    var (one, other) = (LossDifference(horizon: 3), LossDifference(horizon: 3))
    for row in 0..<90 {
      let (a, b) = (Double(row * row % 13), Double(row * 5 % 11) + 0.5)
      one.add(a, b)
      other.add(b, a)
    }
    #expect(abs(one.mean + other.mean) < 1e-12)
    #expect(abs(try #require(one.probability) - (try #require(other.probability))) < 1e-12)
  }
}
