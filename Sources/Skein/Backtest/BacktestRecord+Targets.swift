extension BacktestRecord {
  /// Folds from which on each counts as one in the test of significance.
  private static let manyFolds = 8

  /// The errors over all folds, of each target, with a verdict.
  func targets(mayBeMixed: Bool) -> [RunTarget] {
    data.targets.indices.compactMap { target in
      metrics(target, mayBeMixed: mayBeMixed).map { RunTarget($0) }
    }
  }

  /// The same of one target, as they are measured; nil where nothing that came is known.
  func metrics(_ place: Int, mayBeMixed: Bool) -> ForecastMetrics? {
    let targets = folds.map { $0.targets[place] }
    let model = Pooled(targets.map { ($0.actual, $0.predicted) }, horizon: plan.horizon)
    guard model.all.count > 0 else { return nil }
    // What some folds know nothing of, such as a season, cannot be compared over all.
    let families = SimpleMethod.Family.allCases.filter { family in
      targets.allSatisfy { $0.methods.contains { $0.family == family } }
    }
    let methods = families.map { family in
      targets.compactMap { target in target.methods.first { $0.family == family } }
    }
    let pooled = methods.map { ofFolds in
      Pooled(zip(targets, ofFolds).map { ($0.actual, $1.predicted) }, horizon: plan.horizon)
    }
    func chance(_ one: Pooled, _ other: Pooled) -> Double? {
      one.chance(beside: other, stride: plan.stride, manyFolds: Self.manyFolds)
    }
    let naive = pooled[0]
    let rivals = methods.indices.map { method -> ForecastMetrics.Rival in
      let (ofFolds, family) = (methods[method], families[method])
      let isSame = Set(ofFolds.map(\.name)).count == 1
      return ForecastMetrics.Rival(
        name: isSame ? ofFolds[0].name : family.rawValue,
        phrase: isSame ? ofFolds[0].phrase : family.phrase,
        errors: ErrorMetrics(pooled[method].all), againstModel: chance(model, pooled[method]),
        againstLastValue: method == 0 ? nil : chance(pooled[method], naive))
    }
    // Of equally good ones the simpler.
    let order = rivals.indices.sorted { (rivals[$0].errors.mse, $0) < (rivals[$1].errors.mse, $1) }
    let errors = ErrorMetrics(model.all)
    return ForecastMetrics(
      column: data.targets[place], model: errors, naive: ErrorMetrics(naive.all),
      mase: naiveStepErrors[place].map { errors.mae / $0 }, rivals: order.map { rivals[$0] },
      steps: model.steps.map { ErrorMetrics($0) },
      rivalSteps: pooled[order[0]].steps.map { ErrorMetrics($0) },
      againstLastValue: chance(model, naive),
      copiesLastValue: copied(targets) < 0.2 * ErrorMetrics(naive.all).rmse,
      mayBeMixed: mayBeMixed)
  }

  /// How far the predictions are from the last values, in the root of the mean square.
  private func copied(_ targets: [BacktestFold.Target]) -> Double {
    var sum = ErrorSum()
    for target in targets {
      for (last, predicted) in zip(target.methods[0].predicted, target.predicted) {
        sum.add(last, predicted)
      }
    }
    return ErrorMetrics(sum).rmse
  }
}

/// The errors of one forecaster over all folds.
private struct Pooled {
  private(set) var all = ErrorSum()
  /// Of each row ahead.
  private(set) var steps: [ErrorSum]
  /// The squared errors that are known, row by row, of each fold.
  private var losses: [[Double]] = []

  init(_ folds: [(actual: [Double?], predicted: [Double])], horizon: Int) {
    steps = [ErrorSum](repeating: ErrorSum(), count: horizon)
    for (actual, predicted) in folds {
      var ofFold: [Double] = []
      for step in 0..<horizon {
        guard let actual = actual[step] else { continue }
        all.add(actual, predicted[step])
        ofFold.append(steps[step].add(actual, predicted[step]))
      }
      losses.append(ofFold)
    }
  }

  /// The probability that two forecasters which are equally good differ so much; nil for few rows.
  ///
  /// Of many folds each is one pair of losses, and those whose rows overlap hang together. Of few folds
  /// each row is a pair, and all rows of a fold hang together.
  func chance(beside other: Pooled, stride: Int, manyFolds: Int) -> Double? {
    let isMany = losses.count >= manyFolds
    let horizon = steps.count
    var difference = LossDifference(
      horizon: isMany ? (horizon + stride - 1) / stride : horizon)
    for (one, other) in zip(losses, other.losses) where !one.isEmpty {
      if isMany {
        let count = Double(one.count)
        difference.add(one.reduce(0, +) / count, other.reduce(0, +) / count)
      } else {
        for (one, other) in zip(one, other) { difference.add(one, other) }
      }
    }
    return difference.probability
  }
}
