import ArgumentParser
import Foundation
import Skein
import Topology

/// `skein backtest`: how good forecasts would have been.
struct BacktestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest",
    abstract: "Measure forecasts from several origins, each by a model that knows no more.",
    discussion: """
      EXAMPLES:
        skein backtest runs/temps --folds 5
            Trains the model of runs/temps anew at five origins, and forecasts what follows.
        skein backtest --data temps.csv --horizon 24 --folds 10 --refit every 5
            Without a run, with options of train: ten forecasts of 24 rows by two models.
        skein backtest runs/temps --folds 20 --refit never
            The model of the run as it is, on rows that did not train it.
        mpirun -n 4 --bind-to none skein backtest runs/temps --folds 20
            Each process trains some of the models.

      The last fold ends with the series, and each one begins --stride rows before the
      next. A fold's model is that of `skein train --test-split 0` on the rows before its
      origin, byte for byte; its digest is in backtest.json. What the data decides, such as
      the number of epochs, the rows before the first origin decide for all folds. Trainings
      go on side by side, one a worker. After Ctrl-C the same command goes on: folds that
      are done are kept.

      Each of many series has its folds, counted from its own end; errors are scaled as
      those of train. When such a backtest is stopped, its models are kept.
      """)

  @Argument(
    help: ArgumentHelp(
      "The folder of a run whose settings are taken (default: those of the options).",
      valueName: "run"), completion: .run)
  var path: String?

  @OptionGroup var options: TrainOptions

  @OptionGroup var config: ConfigOption

  @Option(parsing: .unconditional, help: "Origins from which is forecast.")
  var folds = 5

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Train anew every so many folds, or never: with a run, its model as it is (default: every 1).",
      valueName: "every folds|never"))
  var refit: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Rows from an origin to the next (default: as many as a fold forecasts).", valueName: "rows"))
  var stride: Int?

  @Option(
    help: ArgumentHelp(
      "The folder for backtest.json, .csv and .svg (default: the run's, or runs/<data>-backtest).",
      valueName: "dir"), completion: .directory)
  var output: String?

  @OptionGroup var ranks: RankOptions

  @Flag(help: "Print backtest.json on standard output.")
  var json = false

  @Flag(help: "Say nothing but results and what goes wrong.")
  var quiet = false

  func run() throws {
    if let ranks = try ranks.joined(split: options.crew.place.limits.split) {
      return try ranks.run(self) { try run(among: ranks) }
    }
    try run(among: nil)
  }

  /// - Parameter ranks: the processes that share the trainings, of which the first writes.
  private func run(among ranks: MPIRanks?) throws {
    let (refit, run) = try choice()
    if let many = try preparedPanel(run, refit: refit) {
      if ranks != nil {
        throw UsageError("a backtest of many series is the work of one process; start one of them")
      }
      return try measure(many, run)
    }
    let backtest = try run.map { try prepared($0, refit: refit) } ?? prepared(refit: refit)
    let crew = try crew(backtest.settings, among: ranks)
    let most = try backtest.mostAtOnce(crew, processes: ranks?.neighbours ?? 1)
    var record = backtest.record(run: run)
    if let ranks, ranks.rank > 0 {
      record = try record.agreed(among: ranks)
      _ = try train(backtest, from: record, crew, most, among: ranks, nil)
      return
    }
    let files = try BacktestFiles(folder(run, backtest.settings))
    let (begun, note) = try files.begin(record)
    record = try ranks.map { try begun.agreed(among: $0) } ?? begun
    if let note { say("note: \(note)") }
    say(BacktestText.introduction(backtest, record, lanes: most, ranks: ranks?.count ?? 1))
    let done = try train(backtest, from: record, crew, most, among: ranks, files)
    let paths = try files.finish(done, of: backtest)
    if json {
      try StandardOutput.write(RunJSON.text(done))
    } else {
      try StandardOutput.tell(BacktestText.results(done))
    }
    say(FilesText.wrote(paths))
  }

  func crew(_ settings: RunSettings, among ranks: MPIRanks? = nil) throws -> Crew {
    var limits = settings.limits
    let machine = try Machine.discover()
    if let ranks { limits.split = try RankPlace(ranks, machine, given: limits.split).split }
    return try Crew(
      workers: settings.workers, policy: PlacementPolicy(parsing: settings.placement),
      machine: machine.narrowed(by: limits), team: settings.team)
  }

  /// The folder of the files.
  func folder(_ run: String?, _ settings: RunSettings) throws(UsageError) -> String {
    let folder = output ?? run ?? "runs/\(settings.runName)-backtest"
    if folder.isEmpty { throw UsageError("--output is empty; give the path of a folder") }
    return folder
  }

  func say(_ text: String) {
    if !quiet { StandardError.write(text + "\n") }
  }

  /// After how many folds the model is trained anew, nil for never; and the run, which may stand behind
  /// that.
  private func choice() throws(UsageError) -> (refit: Int?, run: String?) {
    var words = refit[...]
    if words.first == "every" { words = words.dropFirst() }
    var count: Int? = 1
    if !refit.isEmpty {
      let text = words.popFirst() ?? ""
      count = text == "never" && refit.first != "every" ? nil : Int(text)
      if count == nil, text != "never" || refit.first == "every" {
        throw UsageError(
          "--refit cannot be '\(refit.joined(separator: " "))'; give `every` and a number of folds, or"
            + " `never`")
      }
    }
    let runs = [path].compactMap(\.self) + words
    if runs.count > 1 {
      throw UsageError("a backtest is of one run, not of \(runs.joined(separator: " and "))")
    }
    return (count, runs.first.map(StoredRun.folder))
  }

  /// What the options alone say, and the data of it.
  func chosen(refit: Int?) throws -> (settings: RunSettings, plan: BacktestPlan, series: Series) {
    let others = [
      ("test-split", options.testSplit != nil, "tests the rows after each origin"),
      ("keep-best", options.callbacks.keepBest, "keeps no weights"),
    ]
    for (name, isGiven, reason) in others where isGiven {
      throw UsageError("a backtest \(reason); leave out --\(name)")
    }
    var settings = try options.settings()
    let plan = plan(horizon: settings.farthest, refit: refit)
    try plan.validate()
    let series = try DataSource.load(settings.data.names, options: settings.dataOptions)
    // How many targets a pattern stands for is known now.
    if options.model == nil {
      settings.model = TrainOptions.usualModel(settings, targets: series.targetColumns.count)
    }
    return (settings, plan, series)
  }

  /// By the options alone.
  private func prepared(refit: Int?) throws -> Backtest {
    let (settings, plan, series) = try chosen(refit: refit)
    let chosen = options.chosen
    return try Backtest(
      series, settings: settings, plan: plan, isChosen: { chosen.contains($0) },
      findsWindow: options.findsWindow, findsCalendar: options.findsCalendar)
  }

  /// What a run says; the horizon may be another.
  func settings(
    of record: RunRecord, refit: Int?
  ) throws -> (settings: RunSettings, plan: BacktestPlan) {
    var others = options
    others.horizon = nil
    let settings = try others.settings(resuming: record.settings)
    let plan = plan(horizon: options.horizon ?? settings.farthest, refit: refit)
    try plan.validate()
    return (settings, plan)
  }

  /// By the settings of a run.
  private func prepared(_ run: String, refit: Int?) throws -> Backtest {
    let record = try StoredRun.record(in: run)
    let (settings, plan) = try settings(of: record, refit: refit)
    guard refit != nil else { return try prepared(StoredRun(path: run), settings, plan) }
    let series = try record.series(of: options.data.isEmpty ? nil : settings)
    return try Backtest(series, settings: settings, plan: plan)
  }

  /// By the model of a run, which must not have seen the rows.
  private func prepared(
    _ stored: StoredRun, _ settings: RunSettings, _ plan: BacktestPlan
  ) throws -> Backtest {
    for note in stored.notes { say("note: \(TerminalText.plain(note))") }
    let material = try stored.material(other: options.data.isEmpty ? nil : settings.data)
    if material.isOwn, material.windows.isEmpty { throw RunError.noTestPart(path: stored.path) }
    let series = material.dataset.series
    let backtest = try Backtest(
      series, settings: settings, plan: plan, given: FoldModel(stored))
    let free = material.firstUnseenRow
    if backtest.origins[0] < free {
      throw BacktestError.seenRows(
        run: stored.path, first: series.rowLabel(backtest.origins[0]),
        free: free < series.rows ? series.rowLabel(free) : "\(series.rows + 1)")
    }
    return backtest
  }

  func plan(horizon: Int, refit: Int?) -> BacktestPlan {
    BacktestPlan(folds: folds, horizon: horizon, stride: stride ?? horizon, refit: refit)
  }

  /// - Parameter files: where folds are kept; nil at a rank that writes none.
  private func train(
    _ backtest: Backtest, from record: BacktestRecord, _ crew: Crew, _ most: Int,
    among ranks: MPIRanks?, _ files: BacktestFiles?
  ) throws -> BacktestRecord {
    let isQuiet = quiet
    let events = Backtest.Events { folds, record in
      guard let files else { return }
      try files.write(record)
      if isQuiet { return }
      for fold in folds { StandardError.write(BacktestText.line(fold, of: record.plan) + "\n") }
    } notice: { fold, notice in
      if case .note = notice { return }
      StandardError.write("skein: warning: fold \(fold): \(Failure.sentence("\(notice)"))\n")
    }
    return try StopSignals.watching(.measurement) { request in
      let done = try backtest.run(
        from: record, crew: crew, most: most, among: ranks, stop: request, events: events)
      if done.results == nil, let signal = request.code {
        throw Interruption(
          signal: signal,
          description: "interrupted after \(done.folds.count) of"
            + " \(NumberText.count(backtest.plan.folds, "fold")), which are kept; the same command goes on"
        )
      }
      return done
    }
  }
}
