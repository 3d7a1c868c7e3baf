extension Model {
  /// The values that follow a dataset's last row: the model says as many rows at once as it was trained
  /// for, and goes on from those.
  ///
  /// A model of one row at step h has a prediction for the next h rows from what is known, and goes on
  /// from those. Returns [steps, targets] in the series' own units. The dataset must be prepared as that of
  /// the training, `Dataset(newSeries, like: data)`, which a `Forecaster` sees to.
  ///
  /// - Throws: `ForecastError` when an input is no target and the forecast goes on from itself, or there
  ///   are too few rows; `TokenError` when the model reads tokens and the numbers are none.
  public func forecast(_ dataset: Dataset, steps: Int) throws -> [Double] {
    if dataset.inputShape != input {
      throw TrainingError.wrongInput(model: input, data: dataset.inputShape)
    }
    return try forecast(dataset.series, dataset.preparation, steps: steps)
  }

  /// The same for a series, which may have no whole window with its target: the rows that the model looks
  /// at are enough.
  ///
  /// - Parameter coming: what is known ahead; nil takes what the series' own table holds.
  package func forecast(
    _ series: Series, _ preparation: Preparation, steps: Int, coming: ComingRows? = nil
  ) throws -> [Double] {
    precondition(steps >= 1, "a forecast of \(steps) steps")
    if let names = series.times?.names, names.count > 1 {
      throw ForecastError.severalSeries(names)
    }
    guard preparation.inputShape == input, preparation.outputs == output.features else {
      throw TrainingError.wrongInput(model: input, data: preparation.inputShape)
    }
    let run = series.runs.last ?? 0..<series.rows
    // A model of one row looks back from as many rows before its target.
    let needed = preparation.window + preparation.horizon - preparation.steps
    if run.count < needed {
      throw series.runs.count > 1
        ? ForecastError.gap(rows: run.count, needed: needed)
        : ForecastError.tooFewRows(rows: series.rows, needed: needed)
    }
    let targets = Set(preparation.targets + preparation.future)
    let strangers = preparation.inputs.filter { !targets.contains($0) }
    if steps > preparation.horizon, !strangers.isEmpty {
      throw ForecastError.unknownInputs(strangers)
    }
    // All rows of the last block are looked at, also where fewer are asked for.
    let blocks = (steps + preparation.steps - 1) / preparation.steps
    let known = try KnownFuture(
      of: series, preparation, rows: blocks * preparation.steps, coming: coming)
    let kernels = try KernelSelection.preferred()
    var future = Future(series, run, known, preparation, Predictor(self, kernels: kernels))
    while future.count < steps { try future.goOn() }
    return Array(future.values.prefix(steps * preparation.targets.count))
  }
}

/// The rows that are known, and those that a model says will follow.
private struct Future {
  private let preparation: Preparation
  private let predictor: Predictor
  private let columns: Int
  /// Places of the targets among the columns.
  private let targets: [Int]
  /// [rows, columns]: the last ones that are known, then those to come, with what is known ahead and what
  /// was predicted.
  private var rows: [Double]
  /// Of the rows that a model looks at, the last one.
  private var origin: Int
  private let input: [Float]
  /// [steps, targets]
  private(set) var values: [Double] = []

  init(
    _ series: Series, _ run: Range<Int>, _ future: KnownFuture, _ preparation: Preparation,
    _ predictor: Predictor
  ) {
    self.preparation = preparation
    self.predictor = predictor
    columns = series.columns.count
    targets = series.targetColumns
    let gap = preparation.horizon - preparation.steps
    let kept = min(preparation.reach + gap, run.count)
    var known: [Double] = []
    series.forEachBlock(of: run.upperBound - kept..<run.upperBound) { block, values in
      known += UnsafeBufferPointer(start: values, count: block.count * series.columns.count)
    }
    rows = known + future.values
    origin = kept - 1 - gap
    input = [Float](repeating: 0, count: preparation.inputShape.vectors * preparation.inputs.count)
  }

  var count: Int { values.count / targets.count }

  /// Adds the rows that the model says at once.
  ///
  /// - Throws: `TokenError` where the model reads tokens and does not predict them.
  mutating func goOn() throws {
    let first = max(origin + 1 - preparation.reach, 0)
    let (columns, origin) = (columns, self.origin)
    var input = input
    let next = try rows.withUnsafeBufferPointer { [preparation, predictor] rows -> [Double] in
      guard let base = rows.baseAddress else { return [] }
      let past = Past(base + origin * columns, columns: columns, count: origin + 1 - first)
      input.withUnsafeMutableBufferPointer { input in
        if let target = input.baseAddress { preparation.fill(past, into: target) }
      }
      try predictor.check(input)
      return preparation.restored(predictor.predict(input), past)
    }
    values += next
    let end = origin + preparation.horizon - preparation.steps + 1
    for step in 0..<preparation.steps {
      for (place, column) in targets.enumerated() {
        rows[(end + step) * columns + column] = next[step * targets.count + place]
      }
    }
    self.origin += preparation.steps
  }
}
