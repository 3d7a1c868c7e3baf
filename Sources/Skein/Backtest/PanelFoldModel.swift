/// What a fold of many series is forecast with.
package struct PanelFoldModel: Sendable {
  let teller: PanelForecaster
  let training: BacktestFold.Training
  private let scaler: Scaler
  /// Of each series that trained the model the rows that did, counted from its first one.
  private let rows: [String: [Range<Int>]]
  /// Of each target, over all series.
  private let seasons: [Int?]
  private let isThorough: Bool

  private init(
    _ forecaster: Forecaster, _ known: RunPanel, _ dataset: Dataset, _ panel: Panel,
    _ training: BacktestFold.Training
  ) {
    teller = PanelForecaster(forecaster, known)
    self.training = training
    scaler = forecaster.preparation.scaler
    let runs = dataset.splits.scaledRuns(panel, of: dataset.series)
    let trained = dataset.windows.byMember(dataset.splits.training.windows, panel).map(\.member)
    rows = Dictionary(
      Set(trained).map { number in
        let first = panel.rows[number].lowerBound
        return (
          panel.names[number],
          runs[number].map { $0.lowerBound - first..<$0.upperBound - first }
        )
      }
    ) { first, _ in first }
    seasons = dataset.series.targetColumns.map {
      dataset.seen.season(column: $0, runs: dataset.splits.training.runs)
    }
    isThorough = panel.count <= WindowSet.mostThorough
  }

  /// The model of a run as it is.
  ///
  /// - Parameter material: the run's own data, or other data.
  /// - Throws: `RunError` when the record's parts do not fit each other.
  init(_ run: StoredRun, _ known: RunPanel, _ material: StoredRun.Material, _ panel: Panel) throws {
    self.init(
      try run.forecaster(), known, material.dataset, panel,
      BacktestFold.Training(
        known: known.members.reduce(0) { $0 + $1.rows }, epochs: nil, seconds: nil,
        model: try run.model.weights.digest()))
  }

  /// Trains a model on the rows that are known, to the bytes of a run that is trained on them alone.
  ///
  /// - Returns: nil where `stop` was asked for.
  /// - Throws: what preparing the data and training throw.
  init?(
    training settings: RunSettings, on known: Series, crew: Crew, stop: StopRequest,
    notice: @escaping @Sendable (TrainingNotice) -> Void
  ) throws {
    let dataset = try settings.dataset(known)
    guard
      let trained = try FoldTraining(
        settings, on: dataset, known: known.rows, crew: crew, stop: stop, notice: notice),
      let panel = known.panel, let record = RunPanel(dataset)
    else { return nil }
    self.init(
      try Forecaster(trained.model, preparation: trained.dataset.preparation), record, dataset,
      panel, trained.training)
  }

  /// A model that was trained on the rows that are known.
  ///
  /// - Throws: what preparing the data throws.
  init?(
    _ forecaster: Forecaster, _ training: BacktestFold.Training, _ settings: RunSettings,
    on known: Series
  ) throws {
    let dataset = try settings.dataset(known)
    guard let panel = known.panel, let record = RunPanel(dataset) else { return nil }
    self.init(forecaster, record, dataset, panel, training)
  }

  /// The simple methods for each target of one of the series, fitted to the rows that trained the model; of one
  /// that did not, to all.
  func company(of past: Series, steps: ClosedRange<Int>) -> [[SimpleMethod]] {
    zip(past.targetColumns, seasons).map { column, season in
      SimpleMethod.all(
        fittedTo: rows(of: past).map { past.values(of: column, rows: $0) }, season: season,
        steps: steps, isThorough: isThorough)
    }
  }

  /// What the errors of one of the series are scaled by, of each target.
  func naiveSteps(of past: Series) -> [NaiveSteps] {
    teller.member(past.name)?.steps
      ?? past.targetColumns.map { NaiveSteps(past, column: $0, runs: rows(of: past)) }
  }

  private func rows(of past: Series) -> [Range<Int>] {
    let own = (rows[past.name] ?? past.runs).map { $0.clamped(to: 0..<past.rows) }
    return own.filter { !$0.isEmpty }
  }

  /// A fold of one of the series.
  ///
  /// - Throws: what `PanelForecaster.future` throws.
  func fold(
    _ fold: Int, _ own: Series, past: Series, horizon: Int, company: [[SimpleMethod]]
  ) throws -> BacktestFold {
    BacktestFold(
      fold, own, past: past, values: try teller.future(of: past, steps: horizon).values,
      scaler: scaler, company: company, training: training)
  }
}
