import Foundation
import Skein
import Testing

@Suite("Metrics")
struct MetricsTests {
  /// Golden/Metrics/metrics.json, made by make-golden.py there.
  private struct Golden: Decodable {
    var actual: [Int]
    var scores: [Float]
    var positive: [Int]
    var binary: [Float]
    var y: [Double]
    var z: [Double]
    var low: [Double]
    var high: [Double]
    var confusion: [Int]
    var accuracy: Double
    var precision: [Double]
    var recall: [Double]
    var f1: [Double]
    var macroF1: Double
    var weightedF1: Double
    var top2: Double
    var top3: Double
    var auc: Double
    var crossEntropy: Double
    var perplexity: Double
    var smape: Double
    var r2: Double
    var pinball: Double
    var coverage: Double

    static func read() throws -> Golden {
      let url = try #require(
        Bundle.module.url(forResource: "Golden/Metrics/metrics", withExtension: "json"))
      return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: url))
    }
  }

  private func isNear(_ a: Double?, _ b: Double) -> Bool {
    ((a ?? .nan) - b).magnitude <= 1e-12 * max(b.magnitude, 1)
  }

  @Test("of classes are scikit-learn's")
  func classes() throws {
    let golden = try Golden.read()
    let classes = golden.precision.count
    let predicted = golden.actual.indices.map {
      ClassScores.best(of: golden.scores[$0 * classes..<($0 + 1) * classes])
    }
    let matrix = ConfusionMatrix(classes: classes, count: predicted.count) {
      (golden.actual[$0], predicted[$0])
    }
    #expect(matrix.counts == golden.confusion && matrix.total == golden.actual.count)
    #expect(isNear(matrix.accuracy, golden.accuracy))
    for one in 0..<classes {
      #expect(isNear(matrix.precision(of: one), golden.precision[one]))
      #expect(isNear(matrix.recall(of: one), golden.recall[one]))
      #expect(isNear(matrix.f1(of: one), golden.f1[one]))
    }
    #expect(isNear(matrix.macroF1, golden.macroF1))
    #expect(isNear(matrix.weightedF1, golden.weightedF1))
    for (k, wanted) in [(1, golden.accuracy), (2, golden.top2), (3, golden.top3), (5, 1)] {
      let found = ClassScores.topAccuracy(
        k, scores: golden.scores, classes: classes, actual: golden.actual)
      #expect(isNear(found, wanted), "the \(k) highest")
    }
    #expect(isNear(ClassScores.perplexity(crossEntropy: golden.crossEntropy), golden.perplexity))
  }

  @Test("the area under the curve is scikit-learn's, with equal scores too")
  func area() throws {
    let golden = try Golden.read()
    let found = ClassScores.areaUnderCurve(
      scores: golden.binary, isPositive: golden.positive.map { $0 == 1 })
    #expect(isNear(found, golden.auc))
    #expect(ClassScores.areaUnderCurve(scores: [1, 2], isPositive: [true, true]) == nil)
    #expect(ClassScores.areaUnderCurve(scores: [1, 1], isPositive: [true, false]) == 0.5)
    #expect(ClassScores.areaUnderCurve(scores: [.nan, 1], isPositive: [true, false]) == nil)
  }

  @Test("of values are numpy's and scikit-learn's")
  func values() throws {
    let golden = try Golden.read()
    let count = golden.y.count
    func pair(_ index: Int) -> (actual: Double, predicted: Double) {
      (golden.y[index], golden.z[index])
    }
    let smape = ErrorMetrics(count: count, pair: pair).smape
    #expect(isNear(100 * smape, golden.smape))
    #expect(isNear(ValueScores.determination(count: count, pair: pair), golden.r2))
    #expect(isNear(ValueScores.pinball(0.3, count: count, pair: pair), golden.pinball))
    let coverage = ValueScores.coverage(count: count) {
      (golden.y[$0], golden.low[$0]...golden.high[$0])
    }
    #expect(isNear(coverage, golden.coverage))
    #expect(ValueScores.determination(count: 3) { (2, Double($0)) } == nil)
  }

  @Test("classes that nobody has or tells do not count")
  func empty() {
    let matrix = ConfusionMatrix(classes: 3, count: 2) { ($0, 0) }
    #expect(matrix.accuracy == 0.5 && matrix.recall(of: 1) == 0 && matrix.precision(of: 1) == 0)
    #expect(matrix.f1(of: 2) == 0 && matrix.macroF1 == (2.0 / 3 + 0) / 2)
    #expect(ConfusionMatrix(classes: 2, count: 0) { _ in (0, 0) }.accuracy.isNaN)
  }
}
