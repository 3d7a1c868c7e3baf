import Skein

/// The errors of a model beside those of simple methods, and what to make of them, which comes first.
struct ResultsText {
  let text: String

  /// - Parameters:
  ///   - subject: what was predicted, such as `test part`.
  ///   - windows: how many windows that are; none says so.
  init(_ targets: [RunTarget], subject: String, _ windows: Range<Int>) {
    guard !targets.isEmpty else {
      text = "No \(TerminalText.plain(subject)), so nothing was measured.\n"
      return
    }
    let count = NumberText.count(windows.count, "prediction")
    text = targets.map { target in
      "\(target.sentence) (\(count)).\n\n" + Self.table(target, subject)
        + Self.steps(target) + Self.intervals(target)
    }.joined(separator: "\n")
  }

  private static func table(_ target: RunTarget, _ subject: String) -> String {
    var table = TextTable(
      header: [
        "\(TerminalText.name(target.column)), \(TerminalText.plain(subject))", "RMSE", "MAE",
        "MASE", "sMAPE",
      ])
    func row(_ name: String, _ errors: RunErrors) {
      table.append(
        [name]
          + [errors.rmse, errors.mae, errors.mase].map {
            $0.map { NumberText.significant($0) } ?? "–"
          } + [errors.smape.map(Self.part) ?? "–"])
    }
    row("model", target.test)
    for method in target.methods ?? [] {
      row(TerminalText.plain(method.name), method.errors)
    }
    if target.methods == nil { row("last value", target.naive) }
    return table.text
  }

  /// The errors by step ahead, some of them where there are many.
  private static func steps(_ target: RunTarget) -> String {
    guard let steps = target.steps, let others = target.methodSteps,
      let best = target.methods?.first
    else { return "" }
    var table = TextTable(header: ["rows ahead", "model", TerminalText.plain(best.name)])
    for step in target.shownSteps {
      table.append(
        ["\(step + 1)"]
          + [steps[step], others[step]].map { NumberText.significant($0.rmse) })
    }
    return "\n" + table.text
  }

  /// How often intervals held what happened, in one line.
  private static func intervals(_ target: RunTarget) -> String {
    guard let scores = target.intervals, !scores.isEmpty else { return "" }
    let parts = scores.map { score in
      "of \(NumberText.short(score.level)) % hold \(NumberText.share(score.coverage)) (mean width"
        + " \(NumberText.significant(score.width, digits: 3)))"
    }
    return "\nIntervals \(parts.joined(separator: ", ")) of the actual values.\n"
  }

  /// A part that may be more than the whole.
  private static func part(_ fraction: Double) -> String {
    fraction <= 1 ? NumberText.share(fraction) : NumberText.percent(fraction)
  }
}
