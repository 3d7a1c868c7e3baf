/// How well the samples of a part were told apart.
package struct ClassResults: Codable, Sendable, Equatable {
  package var samples: Int
  /// The mean loss of a sample.
  package var loss: Double
  package var accuracy: Double
  /// That of always saying the class that is most frequent in the part.
  package var mostFrequent: Double
  package var macroF1: Double
  package var weightedF1: Double
  /// The area under the curve of two classes; null for more, and where one is absent.
  @NullIfMissing package var areaUnderCurve: Double?
  /// [class, told class]
  package var confusion: [[Int]]
  package var precision: [Double]
  package var recall: [Double]
  package var f1: [Double]

  /// - Parameters:
  ///   - probabilities: [samples, classes]
  ///   - actual: the class of each sample.
  package init(probabilities: [Float], classes: Int, actual: [Int]) {
    precondition(
      !actual.isEmpty && probabilities.count == actual.count * classes,
      "\(probabilities.count) probabilities of \(actual.count) samples")
    func row(_ sample: Int) -> ArraySlice<Float> {
      probabilities[sample * classes..<(sample + 1) * classes]
    }
    let matrix = ConfusionMatrix(classes: classes, count: actual.count) {
      (actual[$0], ClassScores.best(of: row($0)))
    }
    samples = actual.count
    // A probability that is no more than 0 in single precision counts as the least one.
    loss =
      actual.indices.reduce(0.0) {
        let own = probabilities[$1 * classes + actual[$1]]
        return $0 - Numerics.log(Double(max(own, Float.leastNormalMagnitude)))
      } / Double(actual.count)
    accuracy = matrix.accuracy
    mostFrequent =
      Double((0..<classes).map { matrix.samples(of: $0) }.max() ?? 0) / Double(actual.count)
    macroF1 = matrix.macroF1
    weightedF1 = matrix.weightedF1
    let area =
      classes == 2
      ? ClassScores.areaUnderCurve(
        scores: actual.indices.map { probabilities[2 * $0 + 1] },
        isPositive: actual.map { $0 == 1 }) : nil
    _areaUnderCurve = NullIfMissing(wrappedValue: area)
    confusion = (0..<classes).map { one in (0..<classes).map { matrix[one, $0] } }
    precision = (0..<classes).map { matrix.precision(of: $0) }
    recall = (0..<classes).map { matrix.recall(of: $0) }
    f1 = (0..<classes).map { matrix.f1(of: $0) }
  }
}
