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

  /// - Throws: `PreparationError.otherModel` when the model has other inputs or outputs.
  public init(_ model: Model, preparation: Preparation) throws {
    guard model.input == preparation.inputShape, model.output.steps == nil,
      model.output.features == preparation.outputs
    else {
      throw PreparationError.otherModel(
        input: model.input, outputs: model.output.vectors * model.output.features,
        needed: preparation)
    }
    self.model = model
    self.preparation = preparation
  }

  /// - Parameters:
  ///   - model: as the training left it.
  ///   - dataset: that of the training.
  /// - Throws: what `init(_:preparation:)` throws.
  public init(_ model: Model, trainedOn dataset: Dataset) throws {
    try self.init(model, preparation: dataset.preparation)
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
    return try model.predictions(for: windows, crew: crew)
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
      try model.forecast(
        series, preparation, steps: steps, coming: future.map { ComingRows($0) }))
  }

  /// The same for a dataset's series.
  ///
  /// - Throws: `PreparationError` unless the dataset was prepared as that of the training.
  public func forecast(_ dataset: Dataset, steps: Int) throws -> [Prediction] {
    try check(dataset)
    return dataset.series.future(
      try model.forecast(dataset.series, preparation, steps: steps))
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
