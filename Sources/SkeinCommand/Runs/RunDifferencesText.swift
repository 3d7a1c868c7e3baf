import Skein

/// What `skein compare` prints.
struct RunDifferencesText {
  let text: String

  init(
    _ runs: [StoredRun], _ differences: RunDifferences, _ contest: RunContest?,
    notCompared reason: String?
  ) {
    let names = runs.map { TerminalText.plain($0.path, limit: 40) }
    var parts: [String] = []
    if differences.settings.isEmpty {
      parts.append("All settings are the same.\n")
    } else {
      var table = TextTable(header: ["setting"] + names)
      for setting in differences.settings {
        table.append(
          [setting.name] + setting.values.map { TerminalText.plain($0, limit: 40) })
      }
      parts.append(table.text)
    }
    parts.append(Self.results(runs, names))
    for target in contest?.targets ?? [] { parts.append(Self.target(target, names)) }
    for target in contest?.panel ?? [] { parts.append(Self.target(target, names)) }
    if differences.haveSameModel ?? false {
      parts.append("The models are the same, bit for bit.\n")
    } else if let reason {
      parts.append("Not compared: \(reason).\n")
    } else if let contest {
      let told = contest.targets.map { Standing($0) } + (contest.panel ?? []).map { Standing($0) }
      parts.append(told.map { Self.verdict($0, names) }.joined())
    }
    text = parts.joined(separator: "\n")
  }

  private static func results(_ runs: [StoredRun], _ names: [String]) -> String {
    var table = TextTable(header: ["result"] + names)
    func row(_ name: String, _ value: (RunRecord) -> String?) {
      table.append([name] + runs.map { value($0.record) ?? "–" })
    }
    func number(_ value: Double?) -> String? { value.map { NumberText.significant($0) } }
    row("parameters") { NumberText.grouped($0.model.parameters) }
    row("epochs") { record in
      record.results?.epochs.map { "\($0)/\(record.settings.epochs)" }
    }
    row("loss") { number($0.results?.loss) }
    row("validation loss") { number($0.results?.validationLoss) }
    row("training") { $0.results.map { NumberText.duration($0.seconds) } }
    row("samples/s") { $0.results.map { NumberText.rounded($0.samplesPerSecond) } }
    row("workers") { "\($0.workers.count)" }
    row("verdict") { record in
      let verdicts = Set(
        (record.results?.targets.map(\.verdict.rawValue) ?? [])
          + (record.results?.panel?.map(\.verdict.rawValue) ?? []))
      return verdicts.count > 1 ? "mixed" : verdicts.first
    }
    return table.text
  }

  private static func target(_ target: RunContest.Target, _ names: [String]) -> String {
    var table = TextTable(
      header: ["\(TerminalText.name(target.column)), \(NumberText.count(target.rows, "row"))"]
        + names)
    func row(_ name: String, _ value: (RunErrors) -> Double) {
      table.append([name] + target.errors.map { NumberText.significant(value($0)) })
    }
    row("RMSE", \.rmse)
    row("MAE", \.mae)
    table.append(["as good as the best"] + chances(target.chances, best: target.best))
    return table.text
  }

  private static func target(_ target: RunContest.PanelTarget, _ names: [String]) -> String {
    var table = TextTable(
      header: [
        "\(TerminalText.name(target.column)), \(NumberText.grouped(target.series)) series"
      ] + names)
    table.append(["mean RMSSE"] + target.rmsse.map { NumberText.significant($0) })
    table.append(
      ["better than the best on"]
        + target.shares.enumerated().map { $0 == target.best ? "best" : NumberText.percent($1) })
    table.append(["as good as the best"] + chances(target.chances, best: target.best))
    return table.text
  }

  private static func chances(_ all: [Double?], best: Int) -> [String] {
    all.enumerated().map { run, chance in
      run == best ? "best" : chance.map { probability($0) } ?? "–"
    }
  }

  private static func probability(_ chance: Double) -> String {
    chance < 0.001 ? "p < 0.001" : "p = \(NumberText.significant(chance, digits: 2))"
  }

  /// What a verdict rests on.
  private struct Standing {
    let column: String
    /// What is compared, its size in each run, and what it was measured on.
    let measure: String
    let errors: [Double]
    let sample: String
    let best: Int
    let chances: [Double?]

    init(_ target: RunContest.Target) {
      (column, measure, sample) = (target.column, "RMSE", "rows")
      errors = target.errors.map(\.rmse)
      (best, chances) = (target.best, target.chances)
    }

    init(_ target: RunContest.PanelTarget) {
      (column, measure, sample) = (target.column, "mean RMSSE", "series")
      errors = target.rmsse
      (best, chances) = (target.best, target.chances)
    }
  }

  private static func verdict(_ target: Standing, _ names: [String]) -> String {
    let column = TerminalText.name(target.column)
    let best = target.errors[target.best]
    let others = target.errors.indices.filter { $0 != target.best }
    let second = others.min { target.errors[$0] < target.errors[$1] } ?? target.best
    let share = NumberText.share(1 - best / target.errors[second])
    let equals = others.filter { target.errors[$0] == best }
    if !equals.isEmpty {
      return "\(column): \(names[target.best]) and \(names[equals[0]]) are equally good.\n"
    }
    let beginning =
      "\(column): \(names[target.best]) is the best, its \(target.measure) \(share) lower than that of"
      + " \(names[second])"
    guard let chance = target.chances[second] else {
      return beginning + "; there are too few \(target.sample) to tell that from chance.\n"
    }
    return beginning
      + (chance <= 0.05 ? ", by more than chance.\n" : ", which may be chance.\n")
  }
}
