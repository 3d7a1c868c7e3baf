/// A model and simple methods on their way along the same windows, with their errors so far.
struct Judgement {
  /// Rows before the first window that a method may learn from.
  static let leadIn = 20_000

  private let dataset: Dataset
  private let target: Int
  private let column: Int
  private let methods: [SimpleMethod]
  private let ahead: ClosedRange<Int>
  private var model = ErrorSum()
  private var steps: [ErrorSum]
  /// How far the predictions are from the last values.
  private var copied = ErrorSum()
  private var rivals: [Standing]

  /// One method's errors, and its losses beside others'.
  private struct Standing {
    var errors = ErrorSum()
    var steps: [ErrorSum]
    var fromModel: LossDifference
    var fromLastValue: LossDifference

    /// - Returns: the mean squared error of the window.
    mutating func add(_ forecast: [Double], _ actual: [Double]) -> Double {
      var loss = 0.0
      for step in actual.indices {
        errors.add(actual[step], forecast[step])
        loss += steps[step].add(actual[step], forecast[step])
      }
      return loss / Double(actual.count)
    }
  }

  /// - Parameter methods: the first is the last value.
  init(_ dataset: Dataset, target: Int, _ methods: [SimpleMethod]) {
    self.dataset = dataset
    self.target = target
    self.methods = methods
    column = dataset.series.targetColumns[target]
    ahead = dataset.windows.ahead
    steps = [ErrorSum](repeating: ErrorSum(), count: ahead.count)
    let test = LossDifference(horizon: ahead.upperBound)
    rivals = methods.map { _ in
      Standing(
        steps: [ErrorSum](repeating: ErrorSum(), count: dataset.windows.steps),
        fromModel: test, fromLastValue: test)
    }
  }

  /// Goes along windows in the order of their rows.
  ///
  /// - Parameter restore: gives what the model says for a window, [steps, targets].
  mutating func walk(
    _ evaluated: Range<Int>, _ isMeasured: (Int) -> Bool,
    _ restore: (Int, inout [Double]) -> Void
  ) {
    let windows = dataset.windows
    if windows.areInRowOrder {
      go(along: evaluated, isMeasured, restore)
    } else {
      go(along: evaluated.sorted { windows.lastRow($0) < windows.lastRow($1) }, isMeasured, restore)
    }
  }

  private mutating func go(
    along order: some Sequence<Int>, _ isMeasured: (Int) -> Bool,
    _ restore: (Int, inout [Double]) -> Void
  ) {
    let (series, windows) = (dataset.series, dataset.windows)
    var run = 0..<0
    var first = 0
    var values: [Double] = []
    var walks: [any MethodWalk] = []
    var predicted = [Double](repeating: 0, count: dataset.outputs)
    var actual = [Double](repeating: 0, count: windows.steps)
    var forecast = actual
    for window in order where isMeasured(window) {
      let last = windows.lastRow(window)
      if !run.contains(last) {
        run = series.run(of: last)
        first = max(run.lowerBound, last - Self.leadIn)
        values = series.values(of: column, rows: first..<run.upperBound)
        walks = methods.map { $0.walk(along: values) }
      }
      let origin = last - first
      for (place, step) in ahead.enumerated() { actual[place] = values[origin + step] }
      restore(window, &predicted)
      let loss = addModel(predicted, actual, last: values[origin])
      var lastLoss = 0.0
      for index in walks.indices {
        walks[index].advance(to: origin, of: values)
        walks[index].forecast(ahead, of: values, into: &forecast)
        let own = rivals[index].add(forecast, actual)
        if index == 0 { lastLoss = own }
        rivals[index].fromModel.add(loss, own)
        rivals[index].fromLastValue.add(own, lastLoss)
      }
    }
  }

  /// - Returns: the mean squared error of the window.
  private mutating func addModel(
    _ predicted: [Double], _ actual: [Double], last: Double
  ) -> Double {
    var loss = 0.0
    let targets = dataset.series.targetColumns.count
    for step in actual.indices {
      let value = predicted[step * targets + target]
      model.add(actual[step], value)
      copied.add(last, value)
      loss += steps[step].add(actual[step], value)
    }
    return loss / Double(actual.count)
  }

  /// The metrics; nil where no window was measured.
  ///
  /// - Parameter step: what the MASE is scaled by.
  func metrics(step: Double?) -> ForecastMetrics? {
    guard model.count > 0 else { return nil }
    let series = dataset.series
    let errors = ErrorMetrics(model)
    let naive = ErrorMetrics(rivals[0].errors)
    let named = zip(methods, rivals).enumerated().map { index, pair in
      ForecastMetrics.Rival(
        name: pair.0.name, phrase: pair.0.phrase, errors: ErrorMetrics(pair.1.errors),
        againstModel: pair.1.fromModel.probability,
        againstLastValue: index == 0 ? nil : pair.1.fromLastValue.probability)
    }
    // Of equally good ones the simpler.
    let order = named.indices.sorted {
      (named[$0].errors.mse, $0) < (named[$1].errors.mse, $1)
    }
    return ForecastMetrics(
      column: series.columns[column], model: errors, naive: naive,
      mase: step.map { errors.mae / $0 }, rivals: order.map { named[$0] },
      steps: steps.map { ErrorMetrics($0) },
      rivalSteps: rivals[order[0]].steps.map { ErrorMetrics($0) },
      againstLastValue: rivals[0].fromModel.probability,
      copiesLastValue: ErrorMetrics(copied).rmse < 0.2 * naive.rmse,
      mayBeMixed: series.reading?.mayBeMixed ?? false)
  }
}
