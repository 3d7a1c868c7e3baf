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
      "\(Self.verdict(target)) (\(count)).\n\n" + Self.table(target, subject)
        + Self.steps(target)
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
    let shown =
      [0, 1, 2, 5, 11, 23, 47, 95, 167].filter { $0 < steps.count - 1 } + [steps.count - 1]
    for step in shown {
      table.append(
        ["\(step + 1)"]
          + [steps[step], others[step]].map { NumberText.significant($0.rmse) })
    }
    return "\n" + table.text
  }

  /// A part that may be more than the whole.
  private static func part(_ fraction: Double) -> String {
    fraction <= 1 ? NumberText.share(fraction) : NumberText.percent(fraction)
  }

  private static func excess(_ ratio: Double) -> String {
    ratio < 2
      ? "\(NumberText.share(ratio - 1)) higher"
      : "\(NumberText.significant(ratio, digits: 2)) times as high"
  }

  private static func verdict(_ target: RunTarget) -> String {
    let isTold = target.verdict == .unknown || target.nothingBeatsLastValue ?? false
    let copies = target.copiesLastValue ?? false && !isTold
    return comparison(target)
      + (copies ? "; it nearly copies the last value, and adds little to it" : "")
  }

  private static func comparison(_ target: RunTarget) -> String {
    let best = target.methods?.first
    let phrase = TerminalText.plain(best?.phrase ?? "copying the last value")
    let (model, other) = (target.test.rmse, best?.errors.rmse ?? target.naive.rmse)
    switch target.verdict {
    case .clearlyBetter:
      return "Clearly better than \(phrase), the best simple method: the RMSE is"
        + " \(NumberText.share(1 - model / other)) lower"
    case .barelyBetter:
      return "Hardly better than \(phrase), the best simple method: the RMSE is"
        + " \(NumberText.share(1 - model / other)) lower, which may be chance"
    case .noBetter:
      if target.nothingBeatsLastValue ?? false, model.isFinite {
        return
          "Nothing is better than copying the last value, by more than chance: this model's RMSE"
          + " is \(NumberText.significant(model)), that of copying"
          + " \(NumberText.significant(target.naive.rmse))"
      }
      let size = model.isFinite && other > 0 ? ": the RMSE is \(Self.excess(model / other))" : ""
      if best?.isChance ?? false {
        return "No better than \(phrase)\(size), which may be chance; take the simpler one"
      }
      return "Worse than \(phrase)\(size); do not use this model for forecasts"
    case .unknown:
      return "No verdict, since the rows may be of several series, or trained the model"
    }
  }
}
