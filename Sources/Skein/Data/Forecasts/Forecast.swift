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
  /// - Parameters:
  ///   - coming: what is known ahead; nil takes what the series' own table holds.
  ///   - pads: whether the first row stands for those before it, where there are too few.
  package func forecast(
    _ series: Series, _ preparation: Preparation, steps: Int, coming: ComingRows? = nil,
    pads: Bool = false
  ) throws -> [Double] {
    try future(
      series, preparation, ForecastBands(), steps: steps, coming: coming, pads: pads
    ).values
  }

  /// The same with what is told around the rows that are said at once.
  func future(
    _ series: Series, _ preparation: Preparation, _ bands: ForecastBands, steps: Int,
    coming: ComingRows?, pads: Bool = false
  ) throws -> FutureRows {
    var future = try start(
      series, preparation, bands, steps: steps, coming: coming, pads: pads)
    while future.told.count < steps { try future.goOn { window, place in window.point(place) } }
    return future.told.prefix(steps)
  }

  /// Courses that the rows after a series may take, each number drawn from the distribution that the model
  /// tells; beyond the rows that it says at once, each course goes on from its own numbers.
  ///
  /// Numbers of one course that are told at once are drawn independently of each other. Returns [paths] of
  /// [steps, targets].
  ///
  /// - Throws: `ForecastError.noDistribution` unless the head tells one.
  func paths(
    _ series: Series, _ preparation: Preparation, steps: Int, count: Int, seed: UInt64,
    coming: ComingRows?, pads: Bool = false
  ) throws -> [[Double]] {
    guard case .distribution = reader?.reading else {
      throw ForecastError.noDistribution(loss: (reader ?? MeanSquaredError()).specification)
    }
    let begun = try start(
      series, preparation, ForecastBands(), steps: steps, coming: coming, pads: pads)
    return try (0..<count).map { path in
      let stream = RandomStream(seed: seed, purpose: .samplePaths, stream: UInt64(path))
      var future = begun
      while future.told.count < steps {
        let first = UInt64(future.told.values.count)
        try future.goOn { window, place in
          window.draw(stream.uniform(at: first + UInt64(place)), place)
        }
      }
      return future.told.prefix(steps).values
    }
  }

  private func start(
    _ series: Series, _ preparation: Preparation, _ bands: ForecastBands, steps: Int,
    coming: ComingRows?, pads: Bool = false
  ) throws -> Future {
    precondition(steps >= 1, "a forecast of \(steps) steps")
    if let names = series.panel?.names ?? series.times?.names, names.count > 1 {
      throw ForecastError.severalSeries(names)
    }
    guard preparation.inputShape == input, preparation.outputs == output.features else {
      throw TrainingError.wrongInput(model: input, data: preparation.inputShape)
    }
    let run = series.runs.last ?? 0..<series.rows
    // A model of one row looks back from as many rows before its target.
    let needed = (pads ? 1 : preparation.window) + preparation.horizon - preparation.steps
    if run.count < needed {
      throw series.runs.count > 1
        ? ForecastError.gap(rows: run.count, needed: needed)
        : ForecastError.tooFewRows(rows: series.rows, needed: needed)
    }
    let targets = Set(
      preparation.targets + preparation.future + preparation.statics.flatMap(\.columns))
    let strangers = preparation.inputs.filter { !targets.contains($0) }
    if steps > preparation.horizon, !strangers.isEmpty {
      throw ForecastError.unknownInputs(strangers)
    }
    // All rows of the last block are looked at, also where fewer are asked for.
    let blocks = (steps + preparation.steps - 1) / preparation.steps
    let known = try KnownFuture(
      of: series, preparation, rows: blocks * preparation.steps, coming: coming)
    return try futures(preparation, bands)(series, run, known)
  }

  /// Makes forecasts that begin after the rows of a run, with weights that are packed once.
  func futures(
    _ preparation: Preparation, _ bands: ForecastBands
  ) throws -> (Series, Range<Int>, KnownFuture) -> Future {
    let predictor = Predictor(unread, kernels: try KernelSelection.preferred())
    let head = reader ?? MeanSquaredError()
    return { Future($0, $1, $2, preparation, bands, predictor, head: head) }
  }
}

/// What is said about the rows that follow a series' last one, in the units of the series.
package struct FutureRows: Sendable {
  package let targets: Int
  /// [steps, targets]
  package internal(set) var values: [Double] = []
  /// [steps, targets]: the narrowest first; none for rows that rest on rows that were said.
  package internal(set) var bounds: [[PredictionInterval]] = []
  /// [steps, targets]: rising; none for rows that rest on rows that were said.
  package internal(set) var quantiles: [[Double]] = []

  package var count: Int { values.count / targets }

  init(targets: Int) { self.targets = targets }

  /// The same with what is told around rows that have nothing.
  func completed(_ far: FarErrors, _ bands: ForecastBands) -> FutureRows {
    var all = self
    for (place, value) in values.enumerated() {
      if bounds[place].isEmpty, let intervals = bands.intervals {
        all.bounds[place] = far.bounds(intervals.levels, around: value, place)
      }
      if quantiles[place].isEmpty, let quantiles = bands.quantiles {
        all.quantiles[place] = far.values(quantiles.all, around: value, place)
      }
    }
    return all
  }

  func prefix(_ steps: Int) -> FutureRows {
    var first = self
    first.values = Array(values.prefix(steps * targets))
    first.bounds = Array(bounds.prefix(steps * targets))
    first.quantiles = Array(quantiles.prefix(steps * targets))
    return first
  }
}

/// The rows that are known, and those that a model says will follow.
struct Future {
  private let preparation: Preparation
  private let bands: ForecastBands
  private let predictor: Predictor
  private let head: any Head
  private let columns: Int
  /// Places of the targets among the columns.
  private let targets: [Int]
  /// [rows, columns]: the last ones that are known, then those to come, with what is known ahead and what
  /// was predicted.
  private var rows: [Double]
  /// Of the rows that a model looks at, the last one.
  private var origin: Int
  private let input: [Float]
  private(set) var told: FutureRows

  init(
    _ series: Series, _ run: Range<Int>, _ future: KnownFuture, _ preparation: Preparation,
    _ bands: ForecastBands, _ predictor: Predictor, head: any Head
  ) {
    self.preparation = preparation
    self.bands = bands
    self.predictor = predictor
    self.head = head
    told = FutureRows(targets: series.targetColumns.count)
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

  /// Adds the rows that the model says at once.
  ///
  /// - Parameter choose: the number for a place among the outputs.
  /// - Throws: `TokenError` where the model reads tokens and does not predict them.
  mutating func goOn(_ choose: (ToldWindow, Int) -> Double) throws {
    let first = max(origin + 1 - preparation.reach, 0)
    let (columns, origin) = (columns, self.origin)
    var input = input
    let window = try rows.withUnsafeBufferPointer { [preparation, predictor, head] rows in
      try rows.baseAddress.map { base in
        let past = Past(base + origin * columns, columns: columns, count: origin + 1 - first)
        input.withUnsafeMutableBufferPointer { input in
          if let target = input.baseAddress { preparation.fill(past, into: target) }
        }
        return preparation.told(try predictor.predict(input), past, by: head)
      }
    }
    guard let window else { return }
    let places = 0..<preparation.outputs
    let next = places.map { choose(window, $0) }
    // A model of one row at step h says h rows from what is known.
    let isKnown = told.count < preparation.horizon
    told.values += next
    told.bounds += places.map { isKnown ? bands.intervals?.bounds(of: window, $0) ?? [] : [] }
    told.quantiles += places.map { isKnown ? bands.quantiles?.values(of: window, $0) ?? [] : [] }
    let end = origin + preparation.horizon - preparation.steps + 1
    for step in 0..<preparation.steps {
      for (place, column) in targets.enumerated() {
        rows[(end + step) * columns + column] = next[step * targets.count + place]
      }
    }
    self.origin += preparation.steps
  }
}
