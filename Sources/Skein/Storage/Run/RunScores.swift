/// Metrics that suit what the loss of a run tells of a target: R² of values, the pinball
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
  /// The scores of each target over all rows that are predicted; none where there are no windows that
  /// count.
  ///
  /// - Parameter predictions: those of `material`, [windows, steps, targets], scaled.
  /// - Throws: what predicting throws, for a loss with more to tell than that.
  package func scores(of predictions: [Float], for material: Material) throws -> [RunScores] {
    let head = record.settings.loss.head
    let dataset = material.dataset
    let leavesOut = material.hasUnseen
    let windows = material.windows.filter {
      dataset.isMeasured($0) && !(leavesOut && material.fitted.contains($0))
    }
    if windows.isEmpty { return [] }
    let raw =
      head.reading == .value ? predictions : try model.unread.predict(material.windowSet)
    let places = material.windows.count * dataset.outputs
    var numbers = raw
    let width = numbers.count / places
    numbers.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      for place in 0..<places { head.read(start + place * width, count: width) }
    }
    let told = ToldWindows(
      dataset: dataset, windows: windows, first: material.windows.lowerBound, width: width,
      numbers: numbers)
    return dataset.series.targetColumns.enumerated().map { target, column in
      RunScores(
        target: dataset.series.columns[column],
        scores: ToldTarget(told, target: target, reading: head.reading).scores
          .filter { $0.value.isFinite })
    }
  }
}

/// What a head has told of some windows.
private struct ToldWindows {
  let dataset: Dataset
  /// Those that count.
  let windows: [Int]
  /// The one that `numbers` begin with.
  let first: Int
  /// Numbers that stand for one target of one row.
  let width: Int
  /// [windows from `first` on, steps, targets, width], as the head reads them.
  let numbers: [Float]

  /// The numbers at `place` of their width for all outputs of a window.
  func outputs(of window: Int, place: Int) -> [Float] {
    let outputs = dataset.outputs
    return (0..<outputs).map { numbers[((window - first) * outputs + $0) * width + place] }
  }
}

/// What a head has told of one target, beside what happened.
private struct ToldTarget {
  private let reading: HeadReading
  private let width: Int
  /// Of each row.
  private var actual: [Double] = []
  /// [width] of [rows], in the target's units; nothing where the head tells probabilities.
  private var values: [[Double]]
  /// [rows, width], where the head tells probabilities.
  private var probabilities: [Float] = []

  private var count: Int { actual.count }

  init(_ told: ToldWindows, target: Int, reading: HeadReading) {
    self.reading = reading
    width = told.width
    values = Array(repeating: [], count: width)
    let dataset = told.dataset
    let targets = dataset.series.targetColumns
    let areProbabilities = reading == .probability || reading == .probabilities
    var restored = [Double](repeating: 0, count: dataset.outputs)
    for window in told.windows {
      for row in dataset.windows.targetRows(window) {
        actual.append(dataset.series.value(row: row, column: targets[target]))
      }
      let places = Swift.stride(from: target, to: dataset.outputs, by: targets.count)
      if areProbabilities {
        let all = (0..<width).map { told.outputs(of: window, place: $0) }
        for place in places { probabilities += all.map { $0[place] } }
        continue
      }
      for number in 0..<width {
        let outputs = told.outputs(of: window, place: number)
        dataset.restore(outputs[...], window: window, into: &restored)
        values[number] += places.map { restored[$0] }
      }
    }
  }

  var scores: [RunScores.Score] {
    switch reading {
    case .value, .distribution: valueScores(of: 0)
    case .quantiles(let quantiles): valueScores(of: reading.point ?? 0) + quantileScores(quantiles)
    case .probability: binaryScores
    case .probabilities: classScores
    }
  }

  private func pair(_ index: Int, _ number: Int) -> (actual: Double, predicted: Double) {
    (actual[index], values[number][index])
  }

  private func valueScores(of number: Int) -> [RunScores.Score] {
    let part = ValueScores.determination(count: count) { pair($0, number) }
    return [RunScores.Score(name: "R²", value: part ?? .nan)]
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
        return (actual[index], low...max(low, pair(index, quantiles.count - 1).predicted))
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
