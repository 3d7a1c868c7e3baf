/// A backtest: a model is trained on what was known at each origin and forecasts what came, as if it
/// were yet to come; the errors are those of forecasts as they will be delivered.
package struct Backtest: Sendable {
  package let series: Series
  package let settings: RunSettings
  package let plan: BacktestPlan
  /// Rows that each fold knows.
  package let origins: [Int]
  /// A model that is there, where none is trained.
  let given: FoldModel?

  /// What is told while a backtest goes on.
  package struct Events: Sendable {
    /// Folds that were just done, and the record with them; one call at a time.
    package var done: @Sendable ([BacktestFold], BacktestRecord) throws -> Void
    package var notice: @Sendable (_ fold: Int, TrainingNotice) -> Void

    package init(
      done: @escaping @Sendable ([BacktestFold], BacktestRecord) throws -> Void,
      notice: @escaping @Sendable (_ fold: Int, TrainingNotice) -> Void
    ) {
      self.done = done
      self.notice = notice
    }
  }

  /// - Parameters:
  ///   - settings: how each fold's model is trained; nothing is kept for a test, which the folds are.
  ///   - given: a model that is not trained anew; nil trains.
  ///   - isChosen: whether an option was given: its name; what was not suits what the first fold knows. Nil
  ///     leaves the settings as they are.
  ///   - findsWindow: whether what the first fold knows decides about the window as well.
  ///   - findsCalendar: whether it decides about the calendar.
  /// - Throws: `SettingsError`, `BacktestError`, `ForecastError` or `DataError` where the folds do not fit
  ///   the series, before anything is trained.
  package init(
    _ series: Series, settings: RunSettings, plan: BacktestPlan, given: FoldModel? = nil,
    isChosen: ((String) -> Bool)? = nil, findsWindow: Bool = false, findsCalendar: Bool = false
  ) throws {
    try plan.validate()
    var (series, settings) = (series, settings)
    settings.testSplit = 0
    settings.keepBest = false
    if findsWindow {
      let known = series.prefix(try plan.origins(in: series, seen: 1)[0])
      settings.window =
        Windows.automaticLength(known, horizon: settings.farthest) ?? settings.window
    }
    origins = try plan.origins(in: series, seen: settings.rowsSeen)
    if given == nil {
      series = try settings.suit(
        firstFold: series.prefix(origins[0]), of: series, isChosen: isChosen,
        findsCalendar: findsCalendar)
    }
    self.settings = settings
    self.plan = plan
    self.given = given
    self.series = series
  }

  /// A record without folds.
  ///
  /// - Parameter run: the run whose settings these are.
  package func record(run: String?) -> BacktestRecord {
    BacktestRecord(
      run: run, model: given?.training.model, settings: settings, series: series, plan: plan,
      firstOrigin: origins[0])
  }

  /// Does the folds that are missing in a record.
  ///
  /// - Parameters:
  ///   - crew: whose workers the trainings share.
  ///   - most: trainings that may go on at once here, as `mostAtOnce` says.
  ///   - ranks: the processes that trainings are dealt to, each of which has the same record; nil for this one.
  ///   - stop: asks all trainings to stop; folds that are done stay in the record.
  /// - Throws: what training throws.
  package func run(
    from record: BacktestRecord, crew: Crew, most: Int, among ranks: (any RankTransport)? = nil,
    stop: StopRequest, events: Events
  ) throws -> BacktestRecord {
    let state = Locked(record)
    let known = Set(record.folds.map { $0.fold - 1 })
    let jobs = plan.trainings.filter { training in
      plan.folds(of: training).contains { !known.contains($0) }
    }
    let mayBeMixed = series.reading?.mayBeMixed ?? false
    // The last ones know the most rows and take longest.
    let lanes = TrainingLanes(crew, most: most)
    try lanes.run(Array(jobs.reversed()), among: ranks, stop: stop) {
      training, crew, stop -> [BacktestFold]? in
      guard let model = try given ?? self.model(training, crew, stop, events) else { return nil }
      return try plan.folds(of: training).filter { !known.contains($0) }.map { fold in
        try BacktestFold(fold, series, known: origins[fold], horizon: plan.horizon, by: model)
      }
    } told: { folds in
      try state.withLock { record in
        record.add(folds, mayBeMixed: mayBeMixed)
        try events.done(folds, record)
      }
    }
    return state.withLock { $0 }
  }

  private func model(
    _ training: Int, _ crew: Crew, _ stop: StopRequest, _ events: Events
  ) throws -> FoldModel? {
    try FoldModel(
      training: settings, on: series.prefix(origins[training]), horizon: plan.horizon,
      crew: crew, stop: stop
    ) { events.notice(training + 1, $0) }
  }

  /// How many trainings at once there are workers and memory for.
  ///
  /// - Parameter processes: those of this machine that train as many.
  /// - Throws: `MemoryError` where there is not the memory for one.
  package func mostAtOnce(_ crew: Crew, processes: Int = 1) throws -> Int {
    let last = plan.trainings.last ?? 0
    return try settings.mostAtOnce(
      given == nil ? plan.trainings.count : 1, crew, processes: processes
    ) {
      try settings.dataset(series.prefix(origins[last]))
    }
  }
}

extension RunSettings {
  /// Rows that a forecast looks at: a model of one row looks back from as many rows before its target.
  var rowsSeen: Int { window + farthest - predictedRows }
}
