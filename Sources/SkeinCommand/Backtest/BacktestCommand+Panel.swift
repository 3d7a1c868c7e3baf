import Skein

extension BacktestCommand {
  /// A backtest of many series; nil where there is one.
  func preparedPanel(_ run: String?, refit: Int?) throws -> PanelBacktest? {
    guard let run else {
      let order = try options.settings().order
      guard order.wide || order.series.map({ !$0.contains("=") }) ?? false else { return nil }
      let (settings, plan, series) = try chosen(refit: refit)
      guard let panel = series.panel else { return nil }
      let chosen = options.chosen
      return try PanelBacktest(
        series, panel, settings: settings, plan: plan, isChosen: { chosen.contains($0) },
        findsWindow: options.findsWindow, findsCalendar: options.findsCalendar)
    }
    let record = try StoredRun.record(in: run)
    guard let known = record.panel else { return nil }
    let (settings, plan) = try settings(of: record, refit: refit)
    let other = options.data.isEmpty ? nil : settings
    guard refit == nil else {
      let series = try record.series(of: other)
      return try PanelBacktest(
        series, series.asPanel(named: series.name), settings: settings, plan: plan)
    }
    let stored = try StoredRun(path: run)
    let material = try stored.material(other: other?.data)
    for note in stored.notes + material.notes { say("note: \(TerminalText.plain(note))") }
    return try PanelBacktest(stored, known, on: material, plan: plan)
  }

  /// Does it, writes the files and tells the errors.
  func measure(_ backtest: PanelBacktest, _ run: String?) throws {
    let crew = try crew(backtest.settings)
    let files = try BacktestFiles(folder(run, backtest.settings))
    say(BacktestText.introduction(backtest, run: run, lanes: try backtest.mostAtOnce(crew)))
    let isQuiet = quiet
    let plan = backtest.plan
    let trained = Locked(0)
    let events = PanelBacktest.Events { fold, done, isBefore in
      trained.withLock { $0 += 1 }
      if isQuiet { return }
      let before = isBefore ? ", done before" : ""
      StandardError.write(BacktestText.line(fold, done, of: plan) + before + "\n")
    } notice: { fold, notice in
      if case .note = notice { return }
      StandardError.write("skein: warning: fold \(fold): \(Failure.sentence("\(notice)"))\n")
    }
    let (record, paths) = try StopSignals.watching(.measurement) { request in
      let done = try files.measure(
        backtest, run: run, crew: crew, stop: request, events: events)
      if let done { return done }
      let count = trained.withLock { $0 }
      throw Interruption(
        signal: request.code ?? 0,
        description: !backtest.trains
          ? "interrupted"
          : "interrupted after \(count) of \(NumberText.count(plan.trainings.count, "training")),"
            + " \(count == 1 ? "which is" : "which are") kept; the same command goes on")
    }
    if json {
      try StandardOutput.write(RunJSON.text(record))
    } else {
      try StandardOutput.tell(BacktestText.results(record))
    }
    say(FilesText.wrote(paths))
  }
}

extension BacktestText {
  /// - Parameter lanes: trainings that go on at once.
  static func introduction(_ backtest: PanelBacktest, run: String?, lanes: Int) -> String {
    let (plan, settings) = (backtest.plan, backtest.settings)
    let (series, partial) = backtest.extent
    var lines = [
      "\(NumberText.grouped(series)) series; \(extent(plan)), the last one at the end of each",
      backtest.trains
        ? trainings(plan, settings, lanes: lanes)
        : "the model of \(TerminalText.plain(run ?? "")), not trained anew",
    ]
    if partial > 0 {
      let rows =
        backtest.trains
        ? "since they have too few rows" : "since other rows trained the model, or are not there"
      lines.append("note: \(NumberText.grouped(partial)) of the series have fewer folds, \(rows)")
    }
    if plan.horizon > settings.farthest { lines.append("note: \(recursion(settings))") }
    return lines.joined(separator: "\n")
  }

  /// A training that was just done.
  static func line(
    _ fold: Int, _ training: BacktestFold.Training, of plan: BacktestPlan
  ) -> String {
    "fold \(fold) of \(plan.folds):" + (course(training) ?? "") + ", on"
      + " \(NumberText.count(training.known, "row"))"
  }

  /// The verdict over all folds of all series, and errors by row ahead.
  static func results(_ record: PanelBacktestRecord, of fold: String = "fold") -> String {
    PanelText(record.results.map(\.errors), subject: extent(record.plan, of: fold)).text
      + record.results.map { ahead($0) }.joined()
  }

  private static func ahead(_ target: PanelBacktestRecord.Target) -> String {
    let count = target.ahead.count
    if count == 1 { return "" }
    var table = TextTable(
      header: ["rows ahead", "mean RMSSE", "of each series' best simple method"])
    func number(_ value: Double?) -> String { value.map { NumberText.significant($0) } ?? "–" }
    for step in RunTarget.shown(of: count) {
      table.append(["\(step + 1)", number(target.ahead[step]), number(target.methodAhead[step])])
    }
    return "\n" + table.text
  }
}
