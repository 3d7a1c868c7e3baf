/// What a fold is forecast with.
package struct FoldModel: Sendable {
  let forecaster: Forecaster
  /// The simple methods that were fitted to the same rows.
  let company: Company
  let training: BacktestFold.Training
}

extension FoldModel {
  /// The model of a run as it is.
  ///
  /// - Throws: `RunError` when the record's parts do not fit each other.
  package init(_ run: StoredRun) throws {
    forecaster = try run.forecaster()
    company = run.record.company ?? Company(targets: run.record.data.targets.count)
    training = BacktestFold.Training(
      known: run.record.data.trained?.fittedEnd ?? run.record.data.rows, epochs: nil,
      seconds: nil, model: try run.model.weights.digest())
  }

  /// Trains a model on the rows that are known, to the bytes of a run that is trained on them alone.
  ///
  /// - Parameters:
  ///   - horizon: rows that the simple methods are fitted to forecast.
  /// - Returns: nil where `stop` was asked for.
  /// - Throws: what preparing the data and training throw.
  init?(
    training settings: RunSettings, on known: Series, horizon: Int, crew: Crew, stop: StopRequest,
    notice: @escaping @Sendable (TrainingNotice) -> Void
  ) throws {
    let dataset = try settings.dataset(known)
    guard
      let trained = try FoldTraining(
        settings, on: dataset, known: known.rows, crew: crew, stop: stop, notice: notice)
    else { return nil }
    forecaster = try Forecaster(trained.model, trainedOn: trained.dataset)
    company = Company(
      dataset.series,
      windows: try Windows(
        of: dataset.series, length: settings.window, horizon: horizon, steps: horizon),
      trainingRuns: dataset.splits.training.runs)
    training = trained.training
  }
}
