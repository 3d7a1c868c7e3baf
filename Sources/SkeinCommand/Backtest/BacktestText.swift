import Skein

/// What `skein backtest` tells.
enum BacktestText {
  /// More folds than this would hide the worst ones.
  private static let mostFolds = 30
  private static let worstFolds = 10

  /// `5 folds of 24 rows, 24 rows apart`.
  static func extent(_ plan: BacktestPlan, of fold: String = "fold") -> String {
    "\(NumberText.count(plan.folds, fold)) of \(NumberText.count(plan.horizon, "row"))"
      + (plan.folds == 1 ? "" : ", \(NumberText.count(plan.stride, "row")) apart")
  }

  /// - Parameters:
  ///   - lanes: trainings that go on at once in a process.
  ///   - ranks: processes that share them.
  static func introduction(
    _ backtest: Backtest, _ record: BacktestRecord, lanes: Int, ranks: Int
  ) -> String {
    let (series, plan) = (backtest.series, backtest.plan)
    let first = TerminalText.name(series.rowLabel(backtest.origins[0] - 1))
    var lines = [
      "\(TerminalText.plain(series.name)): \(NumberText.count(series.rows, "row")); \(extent(plan)), the"
        + " first one after \(series.hasTimeLabels ? "" : "row ")\(first)"
    ]
    let settings = backtest.settings
    if record.model != nil {
      lines.append("the model of \(TerminalText.plain(record.run ?? "")), not trained anew")
    } else {
      lines.append(trainings(plan, settings, lanes: lanes, ranks: ranks))
    }
    if plan.horizon > settings.farthest {
      lines.append("note: \(recursion(settings))")
    }
    return lines.joined(separator: "\n")
  }

  /// What is trained.
  static func trainings(
    _ plan: BacktestPlan, _ settings: RunSettings, lanes: Int, ranks: Int = 1
  ) -> String {
    let vectors = settings.seriesEmbedding.map {
      " behind a vector of \(NumberText.count($0, "number")) for each series"
    }
    return
      "\(NumberText.count(plan.trainings.count, "training")) of \(settings.model)\(vectors ?? ""), window"
      + " \(settings.window), up to \(NumberText.count(settings.epochs, "epoch"))"
      + (lanes > 1 || ranks > 1 ? "; \(lanes) at a time" : "")
      + (ranks > 1 ? " at each of \(ranks) ranks" : "")
  }

  /// How a training went; nil for none.
  static func course(_ training: BacktestFold.Training) -> String? {
    guard let epochs = training.epochs, let seconds = training.seconds else { return nil }
    return " \(NumberText.count(epochs, "epoch")) in \(NumberText.duration(seconds))"
  }

  /// What becomes of rows beyond those that a model is trained for.
  static func recursion(_ settings: RunSettings) -> String {
    "the model is trained for \(NumberText.count(settings.farthest, "row")) ahead; beyond those"
      + " it goes on from its own predictions"
  }

  /// A fold that was just done.
  static func line(_ fold: BacktestFold, of plan: BacktestPlan) -> String {
    var line = "fold \(fold.fold) of \(plan.folds), after \(TerminalText.name(fold.origin)):"
    for target in fold.targets {
      let errors = target.errors.map { NumberText.significant($0.rmse) } ?? "–"
      line +=
        " \(fold.targets.count > 1 ? TerminalText.name(target.column) + " " : "")RMSE \(errors)"
    }
    if let course = course(fold.training), fold.training.known == fold.known {
      line += "," + course
    }
    return line
  }

  /// The verdict over all folds, errors by row ahead and by fold.
  static func results(_ record: BacktestRecord) -> String {
    let targets = record.results ?? []
    let (folds, plan) = (record.folds, record.plan)
    let text = ResultsText(
      targets, subject: NumberText.count(folds.count, "fold"), 0..<folds.count * plan.horizon)
    return text.text + targets.map { "\n" + table($0, folds) }.joined()
  }

  private static func table(_ target: RunTarget, _ folds: [BacktestFold]) -> String {
    let best = target.methods?.first?.name ?? ""
    var table = TextTable(
      header: [
        TerminalText.name(target.column), "known until", "rows", "RMSE", TerminalText.plain(best),
      ])
    func number(_ errors: RunErrors?) -> String {
      errors.map { NumberText.significant($0.rmse) } ?? "–"
    }
    let rows = folds.compactMap { fold in
      fold.targets.first { $0.column == target.column }.map { (fold: fold, target: $0) }
    }
    let isLong = rows.count > mostFolds
    let shown =
      isLong
      ? rows.sorted { $0.target.errors?.rmse ?? 0 > $1.target.errors?.rmse ?? 0 }.prefix(worstFolds)
      : rows[...]
    for (fold, target) in shown {
      let rival = target.methods.first { $0.name == best || $0.family.rawValue == best }
      table.append([
        "fold \(fold.fold)", TerminalText.name(fold.origin), NumberText.grouped(fold.known),
        number(target.errors), number(rival?.errors),
      ])
    }
    let note =
      isLong ? "The \(worstFolds) worst of \(rows.count) folds; backtest.json has all.\n" : ""
    return table.text + note
  }
}
