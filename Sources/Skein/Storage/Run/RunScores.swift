/// Metrics that suit what the loss of a run tells of a target: R² of values, the pinball
/// loss and the coverage of quantiles, the ranked probability score of distributions, accuracy and F1 of classes.
package struct RunScores: Sendable, Encodable, Equatable {
  package struct Score: Sendable, Encodable, Equatable {
    /// As people read it: `pinball of 0.1`.
    package let name: String
    package let value: Double
  }

  /// The target's column.
  package let target: String
  package let scores: [Score]
}

extension StoredRun {
  /// The scores of each target over all rows that are predicted; none where there are no windows that
  /// count.
  ///
  /// - Parameter told: of the windows of `material`.
  package func scores(of told: ToldWindows, for material: Material) -> [RunScores] {
    // Units differ from series to series.
    if material.dataset.series.panel != nil { return [] }
    let windows = material.windows.filter(material.isMeasured)
    if windows.isEmpty { return [] }
    let dataset = material.dataset
    return dataset.series.targetColumns.enumerated().map { target, column in
      RunScores(
        target: dataset.series.columns[column],
        scores: ToldTarget(told, windows, target: target).scores.filter { $0.value.isFinite })
    }
  }
}

/// What a head has told of one target, beside what happened.
private struct ToldTarget {
  private let reading: HeadReading
  private let width: Int
  /// Of each row.
  private var actual: [Double] = []
  /// Of each row, the one number for it, in the target's units.
  private var points: [Double] = []
  /// [quantiles] of [rows], in the target's units.
  private var quantiles: [[Double]]
  /// Of each row, the continuous ranked probability score, where the head tells a distribution that has one.
  private var ranked: [Double] = []
  /// [rows, width], where the head tells probabilities.
  private var probabilities: [Float] = []

  private var count: Int { actual.count }

  /// - Parameter windows: those that count.
  init(_ told: ToldWindows, _ windows: [Int], target: Int) {
    reading = told.head.reading
    width = told.width
    let levels = reading.toldQuantiles
    quantiles = Array(repeating: [], count: levels.count)
    let dataset = told.dataset
    let targets = dataset.series.targetColumns
    for window in windows {
      let one = told[window]
      for (step, row) in dataset.windows.targetRows(window).enumerated() {
        let value = dataset.series.value(row: row, column: targets[target])
        let place = step * targets.count + target
        actual.append(value)
        points.append(one.point(place))
        for (index, level) in levels.enumerated() {
          quantiles[index].append(one.quantile(level, place))
        }
        if let score = one.rankedScore(value, place) { ranked.append(score) }
        if !reading.hasBands {
          probabilities += one.numbers.dropFirst(place * width).prefix(width)
        }
      }
    }
  }

  var scores: [RunScores.Score] {
    switch reading {
    case .value: valueScores
    case .quantiles, .distribution: valueScores + quantileScores + rankedScores
    case .probability: binaryScores
    case .probabilities: classScores
    }
  }

  private var valueScores: [RunScores.Score] {
    let part = ValueScores.determination(count: count) { (actual[$0], points[$0]) }
    return [RunScores.Score(name: "R²", value: part ?? .nan)]
  }

  private var rankedScores: [RunScores.Score] {
    ranked.isEmpty
      ? [] : [RunScores.Score(name: "CRPS", value: ranked.reduce(0, +) / Double(ranked.count))]
  }

  private var quantileScores: [RunScores.Score] {
    let levels = reading.toldQuantiles
    var scores = levels.enumerated().map { place, level in
      RunScores.Score(
        name: "pinball of \(level)",
        value: ValueScores.pinball(level, count: count) { (actual[$0], quantiles[place][$0]) })
    }
    if let first = levels.first, let last = levels.last, first < last {
      let part = ValueScores.coverage(count: count) { row in
        let low = quantiles[0][row]
        return (actual[row], low...max(low, quantiles[levels.count - 1][row]))
      }
      scores.append(RunScores.Score(name: "coverage from \(first) to \(last)", value: part))
    }
    return scores
  }

  private var binaryScores: [RunScores.Score] {
    let positive = actual.map { $0 >= 0.5 }
    let matrix = ConfusionMatrix(classes: 2, count: count) {
      (positive[$0] ? 1 : 0, probabilities[$0] >= 0.5 ? 1 : 0)
    }
    let area = ClassScores.areaUnderCurve(scores: probabilities, isPositive: positive)
    return [("accuracy", matrix.accuracy), ("F1", matrix.f1(of: 1)), ("AUC", area ?? .nan)]
      .map(RunScores.Score.init)
  }

  /// Of data whose targets are not classes of the model none.
  private var classScores: [RunScores.Score] {
    let own = actual.compactMap { Int(exactly: $0) }
    guard own.count == count, own.allSatisfy((0..<width).contains) else { return [] }
    let matrix = ConfusionMatrix(classes: width, count: count) {
      (own[$0], ClassScores.best(of: probabilities[$0 * width..<($0 + 1) * width]))
    }
    let top = ClassScores.topAccuracy(
      min(2, width), scores: probabilities, classes: width, actual: own)
    return [("accuracy", matrix.accuracy), ("macro F1", matrix.macroF1), ("top 2", top)]
      .map(RunScores.Score.init)
  }
}
