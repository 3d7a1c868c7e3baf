/// Metrics that suit what the loss of a run tells of a target: percentages and R² of values, the pinball
/// loss and the coverage of quantiles, accuracy and F1 of classes.
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
  /// The scores of each target; none where there are no windows that count.
  ///
  /// - Parameter predictions: those of `material`, [windows, targets], scaled.
  /// - Throws: what predicting throws, for a loss with more to tell than that.
  package func scores(of predictions: [Float], for material: Material) throws -> [RunScores] {
    let head = record.settings.loss.head
    let dataset = material.dataset
    let leavesOut = material.hasUnseen
    let windows = material.windows.filter {
      dataset.isMeasured($0) && !(leavesOut && material.fitted.contains($0))
    }
    if windows.isEmpty { return [] }
    let isValue = head.reading == .value
    let raw = isValue ? predictions : try model.unread.predict(material.windowSet)
    let targets = dataset.series.targetColumns
    let features = raw.count / material.windows.count
    let each = features / targets.count
    return targets.enumerated().map { index, column in
      let told = ToldTarget(
        head, width: each, count: windows.count,
        numbers: { window in
          let first = (windows[window] - material.windows.lowerBound) * features + index * each
          return raw[first..<first + each]
        },
        actual: {
          dataset.series.value(row: dataset.windows.targetRow(windows[$0]), column: column)
        },
        restore: { dataset.scaler.restore($0, column: column) })
      return RunScores(
        target: dataset.series.columns[column],
        scores: told.scores.filter { $0.value.isFinite })
    }
  }
}

/// What a head has told of one target, beside what happened.
private struct ToldTarget {
  private let reading: HeadReading
  private let width: Int
  private let count: Int
  /// [count, width], as the head reads them.
  private let numbers: [Float]
  private let actual: (Int) -> Double
  /// From the scale of the model to the target's units.
  private let restore: (Float) -> Double

  init(
    _ head: any Head, width: Int, count: Int, numbers: (Int) -> ArraySlice<Float>,
    actual: @escaping (Int) -> Double, restore: @escaping (Float) -> Double
  ) {
    reading = head.reading
    self.width = width
    self.count = count
    self.actual = actual
    self.restore = restore
    var all: [Float] = []
    for index in 0..<count { all += numbers(index) }
    all.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      for index in 0..<count { head.read(start + index * width, count: width) }
    }
    self.numbers = all
  }

  var scores: [RunScores.Score] {
    switch reading {
    case .value, .distribution: values(of: 0)
    case .quantiles(let quantiles): values(of: reading.point ?? 0) + quantileScores(quantiles)
    case .probability: binaryScores
    case .probabilities: classScores
    }
  }

  private func pair(_ index: Int, _ number: Int) -> (actual: Double, predicted: Double) {
    (actual(index), restore(numbers[index * width + number]))
  }

  private func values(of number: Int) -> [RunScores.Score] {
    let error = ValueScores.symmetricPercentageError(count: count) { pair($0, number) }
    let part = ValueScores.determination(count: count) { pair($0, number) }
    return [("sMAPE", error), ("R²", part ?? .nan)].map(RunScores.Score.init)
  }

  private func quantileScores(_ quantiles: [Double]) -> [RunScores.Score] {
    var scores = quantiles.enumerated().map { place, quantile in
      RunScores.Score(
        name: "pinball of \(quantile)",
        value: ValueScores.pinball(quantile, count: count) { pair($0, place) })
    }
    if let first = quantiles.first, let last = quantiles.last, first < last {
      let part = ValueScores.coverage(count: count) { index in
        let low = pair(index, 0).predicted
        return (actual(index), low...max(low, pair(index, quantiles.count - 1).predicted))
      }
      scores.append(RunScores.Score(name: "coverage from \(first) to \(last)", value: part))
    }
    return scores
  }

  private var binaryScores: [RunScores.Score] {
    let positive = (0..<count).map { actual($0) >= 0.5 }
    let matrix = ConfusionMatrix(classes: 2, count: count) {
      (positive[$0] ? 1 : 0, numbers[$0] >= 0.5 ? 1 : 0)
    }
    let area = ClassScores.areaUnderCurve(scores: numbers, isPositive: positive)
    return [("accuracy", matrix.accuracy), ("F1", matrix.f1(of: 1)), ("AUC", area ?? .nan)]
      .map(RunScores.Score.init)
  }

  /// Of data whose targets are not classes of the model none.
  private var classScores: [RunScores.Score] {
    let own = (0..<count).compactMap { Int(exactly: actual($0)) }
    guard own.count == count, own.allSatisfy((0..<width).contains) else { return [] }
    let matrix = ConfusionMatrix(classes: width, count: count) {
      (own[$0], ClassScores.best(of: numbers[$0 * width..<($0 + 1) * width]))
    }
    let top = ClassScores.topAccuracy(
      min(2, width), scores: numbers, classes: width, actual: own)
    return [("accuracy", matrix.accuracy), ("macro F1", matrix.macroF1), ("top 2", top)]
      .map(RunScores.Score.init)
  }
}
