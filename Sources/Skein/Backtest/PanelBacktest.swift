/// A backtest of many series: from origins of each of them on, the rows that follow are forecast as `forecast`
/// would by a model that knows no more of any, and compared with what came.
///
/// Rows are counted from the end of each series: the last fold ends with it, and the origins of earlier ones lie
/// a stride apart. A series takes part in a fold for which it has enough rows without a gap, that did not train
/// a model which is there already.
package struct PanelBacktest: Sendable {
  package let plan: BacktestPlan
  package let settings: RunSettings
  let series: Series
  let panel: Panel
  /// [folds, series]: the rows that are known; 0 for a series that takes no part.
  private let known: [[Int]]
  /// A model that is there, where none is trained.
  private let given: PanelFoldModel?

  /// With a model that is trained anew.
  ///
  /// - Parameters: as of `Backtest`.
  /// - Throws: `SettingsError`, and `BacktestError` or `DataError` where the folds do not fit the series.
  package init(
    _ series: Series, _ panel: Panel, settings: RunSettings, plan: BacktestPlan,
    isChosen: ((String) -> Bool)? = nil, findsWindow: Bool = false, findsCalendar: Bool = false
  ) throws {
    try plan.validate()
    var settings = settings
    settings.testSplit = 0
    settings.keepBest = false
    let known = try plan.known(in: series, panel, settings) { _ in 0 }
    // A model is trained on the series that are there.
    guard plan.trainings.allSatisfy({ known[$0].contains { $0 > 0 } }) else {
      let longest = panel.rows.map(\.count).max() ?? 0
      let least = Windows.leastKnown + settings.farthest - settings.predictedRows
      throw BacktestError.tooFewRows(
        rows: longest, plan: plan, most: max(longest - plan.horizon - least + 1, 0))
    }
    let first = try series.known(known[0], of: panel)
    if findsWindow {
      settings.window =
        Windows.automaticLength(first, horizon: settings.farthest) ?? settings.window
    }
    self.series = try settings.suit(
      firstFold: first, of: series, isChosen: isChosen, findsCalendar: findsCalendar)
    self.panel = panel
    self.settings = settings
    self.plan = plan
    self.known = known
    given = nil
  }

  /// With the model of a run as it is; rows that trained or validated it are in no fold.
  ///
  /// - Parameters:
  ///   - material: the run's own data, or other data for it.
  ///   - plan: one without trainings.
  /// - Throws: `SettingsError`, and `BacktestError.noOrigin` where no series has a fold.
  package init(
    _ run: StoredRun, _ members: RunPanel, on material: StoredRun.Material, plan: BacktestPlan
  ) throws {
    try plan.validate()
    let series = material.dataset.series
    let panel = series.asPanel(named: series.name)
    let places = members.places
    known = try plan.known(in: series, panel, run.record.settings) { number in
      places[panel.names[number]].map {
        series.fittedRows(of: members.members[$0], in: panel.rows[number])
      } ?? 0
    }
    self.series = series
    self.panel = panel
    settings = run.record.settings
    self.plan = plan
    given = try PanelFoldModel(run, members, material, panel)
  }

  /// The forecasts of a run's model as it delivers them, from origins that lie evenly over the rows of each series that
  /// did not train it, as those of `Backtest`.
  ///
  /// - Throws: `SettingsError`, and `BacktestError.noOrigin` where too few rows are left.
  package init(
    of run: StoredRun, _ members: RunPanel, on material: StoredRun.Material, steps: Int
  ) throws {
    var plan = BacktestPlan(folds: 1, horizon: steps, stride: 1, refit: nil)
    try plan.validate()
    let (series, places) = (material.dataset.series, members.places)
    let panel = series.asPanel(named: series.name)
    let free = zip(panel.names, panel.rows).map { name, rows in
      rows.count
        - (places[name].map { series.fittedRows(of: members.members[$0], in: rows) } ?? 0)
    }
    let count = (free.max() ?? 0) - steps + 1
    if count > 0 {
      let most = max(min(Backtest.mostForecast / steps / panel.count, Backtest.mostOrigins), 1)
      plan.stride = (count + most - 1) / most
      plan.folds = (count - 1) / plan.stride + 1
    }
    try self.init(run, members, on: material, plan: plan)
  }

  /// Whether a model is trained.
  package var trains: Bool { given == nil }

  /// How many series take part, and how many of them in some of the folds alone.
  package var extent: (series: Int, partial: Int) {
    let counts = panel.names.indices.map { number in known.count { $0[number] > 0 } }
    return (counts.count { $0 > 0 }, counts.count { $0 > 0 && $0 < plan.folds })
  }

  /// How many trainings at once there are workers and memory for.
  ///
  /// - Throws: `MemoryError` where there is not the memory for one.
  package func mostAtOnce(_ crew: Crew) throws -> Int {
    let last = plan.trainings.last ?? 0
    return try settings.mostAtOnce(trains ? plan.trainings.count : 1, crew) {
      try settings.dataset(series.known(known[last], of: panel))
    }
  }

  /// What is told while a backtest goes on, from any thread; folds are counted from 1.
  package struct Events: Sendable {
    /// A training that is done, or was done before.
    let done: @Sendable (_ fold: Int, BacktestFold.Training, _ before: Bool) -> Void
    let notice: @Sendable (_ fold: Int, TrainingNotice) -> Void

    package init(
      done: @escaping @Sendable (_ fold: Int, BacktestFold.Training, _ before: Bool) -> Void,
      notice: @escaping @Sendable (_ fold: Int, TrainingNotice) -> Void
    ) {
      self.done = done
      self.notice = notice
    }
  }

  /// Trains what is to be trained, makes all forecasts, writes them to a table, and measures them.
  ///
  /// Each model that is trained stays in a file of the folder until there are all results, so that the same
  /// backtest goes on from those that were done.
  ///
  /// Cost: the trainings, and a forecast for each series and fold, one after the other.
  ///
  /// - Parameters:
  ///   - run: whose settings, or whose model, are taken.
  ///   - folder: where models are kept, and the table is written.
  /// - Returns: nil where `stop` was asked for.
  /// - Throws: what training, forecasting and writing throw.
  package func measured(
    run: String?, in folder: Folder, crew: Crew, stop: StopRequest, events: Events
  ) throws -> PanelBacktestRecord? {
    let place = FilePlace(RunFolder.File.backtestRows.rawValue, in: folder)
    let record = PanelBacktestRecord(run: run, self)
    let rows = series.rowsDigest(panel)
    let models =
      try given.map { [$0] }
      ?? self.models(crew, stop, events) {
        PanelFoldFile(fold: $0, backtest: record, rows: rows, folder: folder)
      }
    guard let models else { return nil }
    return try measured(by: models, run: run, rows: place, stop: stop)
  }

  /// The forecasts of a model that is there.
  ///
  /// - Throws: what forecasting throws.
  package func measured(by run: StoredRun) throws -> PanelBacktestRecord? {
    try given.flatMap { try measured(by: [$0], run: run.path, rows: nil, stop: StopRequest()) }
  }

  private func measured(
    by models: [PanelFoldModel], run: String?, rows place: FilePlace?, stop: StopRequest
  ) throws -> PanelBacktestRecord? {
    let targets = series.targetColumns
    var found = targets.map { _ in PanelFolds() }
    var members: [PanelBacktestRecord.Member] = []
    let header = [panel.column ?? "series"] + BacktestRecord.header(of: series)
    var table = try place.map { try CSVWriter(replacing: $0, columns: header) }
    for number in panel.names.indices {
      if stop.isRequested { return nil }
      guard let own = try forecast(number, by: models) else { continue }
      if var writer = table.take() {
        for fold in own.record.folds {
          for step in fold.rows.indices {
            try writer.append([.text(panel.names[number])] + fold.fields(step))
          }
        }
        table = consume writer
      }
      for target in targets.indices {
        guard let metrics = own.record.metrics(target, mayBeMixed: false) else { continue }
        found[target].add(panel.names[number], own.methods[target], metrics, own.steps[target])
      }
      members.append(
        PanelBacktestRecord.Member(
          series: panel.names[number], folds: own.record.folds.count,
          known: own.record.folds[0].known))
    }
    if let writer = table.take() { _ = try writer.commit() }
    return PanelBacktestRecord(
      run: run, self, trainings: models.map(\.training), members: members,
      results: targets.indices.compactMap { target in
        found[target].result(series.columns[targets[target]], horizon: plan.horizon)
      })
  }

  /// The folds of a series, with the methods of the last of them and what errors are scaled by, of each target;
  /// nil where it has none.
  private func forecast(
    _ number: Int, by models: [PanelFoldModel]
  ) throws -> (record: BacktestRecord, methods: [[SimpleMethod]], steps: [NaiveSteps])? {
    let folds = (0..<plan.folds).filter { known[$0][number] > 0 }
    guard let first = folds.first else { return nil }
    let own = series.member(number, of: panel)
    let perModel = plan.refit ?? plan.folds
    var record = BacktestRecord(
      run: nil, model: nil, settings: settings, series: own, plan: plan,
      firstOrigin: known[first][number])
    record.plan.folds = folds.count
    // Methods are fitted where the model is.
    var fitted = (training: -1, methods: [[SimpleMethod]]())
    for fold in folds {
      let (training, past) = (fold / perModel, own.prefix(known[fold][number]))
      let model = models[training]
      if fitted.training != training {
        fitted = (training, model.company(of: past, steps: 1...plan.horizon))
      }
      record.folds.append(
        try model.fold(fold, own, past: past, horizon: plan.horizon, company: fitted.methods))
    }
    let steps = models[first / perModel].naiveSteps(of: own.prefix(known[first][number]))
    return (record, fitted.methods, steps)
  }

  /// That of each training; nil where `stop` was asked for.
  ///
  /// - Parameter file: what keeps the model of a fold.
  private func models(
    _ crew: Crew, _ stop: StopRequest, _ events: Events,
    file: @escaping @Sendable (_ fold: Int) -> PanelFoldFile
  ) throws -> [PanelFoldModel]? {
    let trained = Locked([Int: PanelFoldModel]())
    for fold in plan.trainings where !stop.isRequested {
      let kept = try file(fold).model { try series.known(known[fold], of: panel) }
      guard let model = kept else { continue }
      trained.withLock { $0[fold] = model }
      events.done(fold + 1, model.training, true)
    }
    // The last ones know the most rows and take longest.
    let lanes = TrainingLanes(crew, most: try mostAtOnce(crew))
    let left = plan.trainings.reversed().filter { fold in trained.withLock { $0[fold] == nil } }
    try lanes.run(left, stop: stop) { fold, crew, stop in
      let model = try PanelFoldModel(
        training: settings, on: series.known(known[fold], of: panel), crew: crew, stop: stop
      ) { events.notice(fold + 1, $0) }
      guard let model else { return }
      try file(fold).write(model)
      trained.withLock { $0[fold] = model }
      events.done(fold + 1, model.training, false)
    }
    let all = trained.withLock { $0 }
    let models = plan.trainings.compactMap { all[$0] }
    return models.count == plan.trainings.count ? models : nil
  }
}

extension BacktestPlan {
  /// [folds, series]: the rows of each that are known.
  ///
  /// - Parameter seen: of a series, its first rows, in which no forecast may lie.
  fileprivate func known(
    in series: Series, _ panel: Panel, _ settings: RunSettings, seen: (Int) -> Int
  ) throws(BacktestError) -> [[Int]] {
    // A model of one row looks back from as many rows before its target.
    let least = Windows.leastKnown + settings.farthest - settings.predictedRows
    var known = [[Int]](repeating: [Int](repeating: 0, count: panel.count), count: folds)
    var free = 0
    for (number, rows) in panel.rows.enumerated() {
      let seen = seen(number)
      free = max(free, rows.count - seen)
      for fold in 0..<folds {
        let origin = rows.count - horizon - (folds - 1 - fold) * stride
        let fits = series.runs(within: rows).contains { run in
          let first = run.lowerBound - rows.lowerBound
          return first + least <= origin && origin + horizon <= first + run.count
        }
        if fits, origin >= seen { known[fold][number] = origin }
      }
    }
    guard known.contains(where: { $0.contains { $0 > 0 } }) else {
      throw .noOrigin(steps: horizon, rows: free)
    }
    return known
  }
}
