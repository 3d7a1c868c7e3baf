/// A model with what its data was prepared with: what is saved after a training and asked later,
/// with numbers in the units of the series on both sides.
///
/// ```swift
/// let forecaster = try Forecaster(trainer.model, trainedOn: data)
/// try forecaster.save(to: "load.safetensors")
/// let rows = try Forecaster(contentsOf: "load.safetensors").forecast(newSeries, steps: 24)
/// ```
public struct Forecaster: Sendable {
  public let model: Model
  public let preparation: Preparation
  /// What makes intervals of its forecasts; nil where none were learnt.
  public let intervals: Intervals?

  /// - Throws: `PreparationError.otherModel` when the model has other inputs or outputs, or the intervals
  ///   are not those of such a model.
  public init(
    _ model: Model, preparation: Preparation, intervals: Intervals? = nil
  ) throws {
    guard model.input == preparation.inputShape, model.output.steps == nil,
      model.output.features == preparation.outputs,
      intervals?.isUsable(outputs: preparation.outputs) ?? true
    else {
      throw PreparationError.otherModel(
        input: model.input, outputs: model.output.vectors * model.output.features,
        needed: preparation)
    }
    self.model = model
    self.preparation = preparation
    self.intervals = intervals
  }

  /// - Parameters:
  ///   - model: as the training left it.
  ///   - dataset: that of the training.
  ///   - levels: of intervals, per cent, which are learnt from the validation part; those that it has too
  ///     few windows for are left out.
  ///   - crew: of the predictions of the validation part.
  /// - Throws: what `init(_:preparation:intervals:)` throws, and `PreparationError.manySeries` for a dataset of
  ///   many.
  public init(
    _ model: Model, trainedOn dataset: Dataset, intervals levels: [Double] = [],
    crew: Crew? = nil
  ) throws {
    precondition(levels.allSatisfy { $0 > 0 && $0 < 100 }, "intervals of \(levels) %")
    if dataset.scales != nil { throw PreparationError.manySeries(source: dataset.series.name) }
    let intervals =
      levels.isEmpty
      ? nil : Intervals(levels, from: try model.told(dataset.validation, crew: crew))
    try self.init(model, preparation: dataset.preparation, intervals: intervals)
  }

  /// One labelled prediction for each window of a series, in its own units, beside what happened.
  ///
  /// - Throws: `PreparationError.otherColumns` for other columns, `DataError.tooFewRows` when there
  ///   is no whole window.
  public func predictions(for series: Series, crew: Crew? = nil) throws -> [Prediction] {
    try predictions(for: Dataset(series, preparedAs: preparation).all, crew: crew)
  }

  /// The same for windows of a dataset.
  ///
  /// - Throws: `PreparationError` unless the dataset was prepared as that of the training.
  public func predictions(for windows: WindowSet, crew: Crew? = nil) throws -> [Prediction] {
    try check(windows.dataset)
    return try model.told(windows, crew: crew).predictions(intervals)
  }

  /// The labelled values that follow a series' last row, in its own units: as many rows at once as the
  /// model was trained for, and after those each prediction becomes an input. Labels go on where they are evenly spaced; otherwise rows have numbers.
  ///
  /// - Parameters:
  ///   - series: with the columns of the training.
  ///   - steps: rows to come, at least 1.
  ///   - future: a series whose inputs are columns that are known ahead; nil takes what `series` itself
  ///     holds behind its last target.
  /// - Throws: `PreparationError.otherColumns` for other columns, `ForecastError` when an input is no
  ///   target, there are too few rows, or columns are not known ahead.
  public func forecast(
    _ series: Series, steps: Int, future: Series? = nil
  ) throws -> [Prediction] {
    let series = try preparation.suited(series)
    return series.future(
      try self.future(series, steps: steps, coming: future.map { ComingRows($0) }))
  }

  /// The same for a dataset's series.
  ///
  /// - Throws: `PreparationError` unless the dataset was prepared as that of the training.
  public func forecast(_ dataset: Dataset, steps: Int) throws -> [Prediction] {
    try check(dataset)
    return dataset.series.future(try future(dataset.series, steps: steps))
  }

  /// Courses that a series may take after its last row, each number drawn from the distribution that the model
  /// tells: the same for a seed on every machine, and the first ones of more.
  ///
  /// Beyond the rows that the model says at once, each course goes on from its own numbers; those that are said
  /// at once are drawn independently of each other.
  ///
  /// - Parameters:
  ///   - series: with the columns of the training.
  ///   - steps: rows to come, at least 1.
  ///   - count: of courses, at least 1.
  ///   - seed: of the random numbers.
  ///   - future: as of `forecast`.
  /// - Returns: [count] of [steps, targets], in the targets' units.
  /// - Throws: `ForecastError.noDistribution` unless the loss is a likelihood; what `forecast` throws.
  public func paths(
    _ series: Series, steps: Int, count: Int, seed: UInt64 = 0, future: Series? = nil
  ) throws -> [[Double]] {
    try paths(
      preparation.suited(series), steps: steps, count: count, seed: seed,
      coming: future.map { ComingRows($0) })
  }

  /// The same for a series as the model takes it.
  package func paths(
    _ series: Series, steps: Int, count: Int, seed: UInt64, coming: ComingRows?,
    pads: Bool = false
  ) throws -> [[Double]] {
    precondition(count >= 1, "\(count) courses")
    return try model.paths(
      series, preparation, steps: steps, count: count, seed: seed, coming: coming, pads: pads)
  }

  /// The same as numbers.
  ///
  /// - Parameters:
  ///   - coming: what is known ahead; nil takes what the series' own table holds.
  ///   - quantiles: what is told beside the intervals.
  ///   - known: what the model was trained with; from its later parts is learnt what is told around rows beyond
  ///     those that the model says at once.
  ///   - pads: whether the first row stands for those before it, where there are too few.
  package func future(
    _ series: Series, steps: Int, coming: ComingRows? = nil,
    quantiles: ForecastQuantiles? = nil, learningFrom known: Dataset? = nil, pads: Bool = false
  ) throws -> FutureRows {
    let bands = ForecastBands(intervals: intervals, quantiles: quantiles)
    let told = try model.future(
      series, preparation, bands, steps: steps, coming: coming, pads: pads)
    guard let known, steps > preparation.horizon, intervals != nil || quantiles != nil else {
      return told
    }
    return told.completed(try FarErrors(self, steps: steps, from: known), bands)
  }

  private func check(_ dataset: Dataset) throws(PreparationError) {
    let name = dataset.series.name
    try preparation.check(dataset.series)
    guard
      dataset.windows.length == preparation.window,
      dataset.windows.horizon == preparation.horizon,
      dataset.windows.steps == preparation.steps
    else {
      throw .otherWindow(
        source: name, window: dataset.windows.length, horizon: dataset.windows.horizon,
        needed: preparation)
    }
    if dataset.scaler != preparation.scaler { throw .otherScaler(source: name) }
    var recipe = dataset.recipe
    // How much of the network's part counts is decided after the training.
    if let shares = preparation.recipe?.shares { recipe?.shares = shares }
    if recipe != preparation.recipe { throw .otherScaler(source: name) }
  }
}
