import ArgumentParser
import Skein

/// `skein evaluate`: how good a stored model is.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure a run's model on its test part, or on other data.",
    discussion: """
      EXAMPLES:
        skein evaluate runs/sine
            The test part: the same numbers as at the end of training.
        skein evaluate runs/temps --data next-year.csv
            Every window of other data with the same columns.
        skein evaluate runs/temps --steps 48
            What forecast --steps 48 delivers: forecasts that go on from their own
            predictions, from up to 200 origins evenly over the test part.

      Errors are in the units of the target, beside those of simple methods that were
      fitted to the training part; the first line says whether the model is better than
      the best of them by more than chance. MASE is the model's MAE divided by the mean
      step between neighbouring rows of the training data. A last line for each target
      has what suits the run's loss: R² of values, the pinball loss and the coverage of
      quantiles, accuracy and F1 of classes. A run of --task tells accuracy,
      F1 and the confusion matrix, or perplexity and bits per character.
      """)

  @OptionGroup var options: StoredRunOptions

  @OptionGroup var quantiles: QuantileOption

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Measure forecasts of so many rows instead, which go on from their own predictions beyond the rows"
        + " that the model says at once, by row ahead.", valueName: "rows"))
  var steps: Int?

  /// What `--json` prints.
  private struct Report: Encodable {
    let run: String
    let data: String
    let predictions: Int
    @NullIfMissing var test: RunErrors?
    @NullIfMissing var naive: RunErrors?
    let targets: [RunTarget]
    @NullIfMissing var panel: [RunPanelTarget]?
    let scores: [RunScores]
    /// With `--quantiles`.
    @NullIfMissing var quantiles: [RunQuantileScores]?
    /// With `--steps`: rows of each forecast, how many forecasts, and rows from an origin to the next.
    @NullIfMissing var forecasts: Forecasts?
  }

  private struct Forecasts: Codable, Equatable, Sendable {
    let rows: Int
    let origins: Int
    let stride: Int
  }

  func run() throws {
    if let task = try TaskRun(options) {
      if steps != nil {
        throw UsageError("--steps is about forecasts, and \(options.run) makes none")
      }
      try quantiles.refuse(options.run)
      return try task.evaluate()
    }
    let (stored, material) = try options.load()
    if let steps {
      if quantiles.quantiles != nil {
        throw UsageError(
          "--quantiles are those of the rows that the model says at once; leave out --steps")
      }
      return try evaluate(steps, stored, material)
    }
    let told = try options.told(stored, material)
    let panel = stored.panelTargets(of: told, for: material)
    let targets = panel == nil ? stored.targets(of: told, for: material) : []
    let scores = stored.scores(of: told, for: material)
    let fits = try quantiles.learnt(stored).map {
      stored.quantileScores($0, of: told, for: material)
    }
    let count =
      material.windows.count - (material.hasUnseen ? material.fitted.count : 0)
    if options.json {
      let report = Report(
        run: stored.path, data: options.dataName(stored), predictions: count,
        test: RunErrors.mean(targets.map(\.test)), naive: RunErrors.mean(targets.map(\.naive)),
        targets: targets, panel: panel, scores: scores, quantiles: fits)
      try StandardOutput.write(RunJSON.text(report))
    } else {
      let subject = material.isOwn ? "test part" : material.dataset.series.name
      let text =
        panel.map { PanelText($0, subject: subject).text }
        ?? ResultsText(targets, subject: subject, 0..<count).text
      try StandardOutput.tell(
        text + Self.text(scores) + (fits ?? []).map { Self.text($0, panel != nil) }.joined())
    }
  }

  /// The errors of forecasts of some rows, which go on from themselves.
  private func evaluate(
    _ steps: Int, _ stored: StoredRun, _ material: StoredRun.Material
  ) throws {
    if material.windows.isEmpty { throw RunError.noTestPart(path: stored.path) }
    if let known = stored.record.panel { return try evaluate(steps, stored, known, material) }
    let backtest = try Backtest(of: stored, on: material, steps: steps)
    let plan = backtest.plan
    let record = try backtest.measured(scaledBy: stored.record.data.naiveStepErrors)
    let targets = record.results ?? []
    let forecasts = Forecasts(rows: steps, origins: plan.folds, stride: plan.stride)
    let count = plan.folds * steps
    if options.json {
      let report = Report(
        run: stored.path, data: options.dataName(stored), predictions: count,
        test: RunErrors.mean(targets.map(\.test)), naive: RunErrors.mean(targets.map(\.naive)),
        targets: targets, scores: [], forecasts: forecasts)
      try StandardOutput.write(RunJSON.text(report))
      return
    }
    let extent = BacktestText.extent(plan, of: "forecast")
    options.say(
      "\(extent)\(steps > backtest.settings.farthest ? "; \(BacktestText.recursion(backtest.settings))" : "")"
    )
    try StandardOutput.tell(ResultsText(targets, subject: extent, 0..<count).text)
  }

  /// The same of many series.
  private func evaluate(
    _ steps: Int, _ stored: StoredRun, _ known: RunPanel, _ material: StoredRun.Material
  ) throws {
    let backtest = try PanelBacktest(of: stored, known, on: material, steps: steps)
    guard let record = try backtest.measured(by: stored) else { return }
    let (plan, panel) = (record.plan, record.results.map(\.errors))
    if options.json {
      let report = Report(
        run: stored.path, data: options.dataName(stored),
        predictions: record.members.reduce(0) { $0 + $1.folds } * steps, targets: [],
        panel: panel, scores: [],
        forecasts: Forecasts(rows: steps, origins: plan.folds, stride: plan.stride))
      try StandardOutput.write(RunJSON.text(report))
      return
    }
    let isFar = steps > backtest.settings.farthest
    options.say(
      "of each series \(BacktestText.extent(plan, of: "forecast"))"
        + (isFar ? "; \(BacktestText.recursion(backtest.settings))" : ""))
    try StandardOutput.tell(BacktestText.results(record, of: "forecast"))
  }

  private static func text(_ fit: RunQuantileScores, _ isPanel: Bool) -> String {
    var table = TextTable(
      header: [
        "\(TerminalText.name(fit.target)), quantile", "values not above",
        isPanel ? "mean scaled pinball loss" : "pinball loss",
      ])
    for score in fit.scores {
      table.append([
        "\(score.quantile)", NumberText.share(score.coverage),
        score.pinball.map { NumberText.significant($0) } ?? "–",
      ])
    }
    return "\n" + table.text
  }

  /// A line for each target.
  private static func text(_ scores: [RunScores]) -> String {
    scores.map { target in
      let words = target.scores.map { "\($0.name) \(NumberText.significant($0.value))" }
      return "\(TerminalText.name(target.target)): \(words.joined(separator: ", ")).\n"
    }.joined()
  }
}
