extension RunTarget {
  /// Whether the model is worth having, in a sentence without its point.
  package var sentence: String {
    let isTold = verdict == .unknown || nothingBeatsLastValue ?? false
    let copies = copiesLastValue ?? false && !isTold
    return comparison
      + (copies ? "; it nearly copies the last value, and adds little to it" : "")
  }

  private var comparison: String {
    let best = methods?.first
    let phrase = TerminalText.plain(best?.phrase ?? "copying the last value")
    let (model, other) = (test.rmse, best?.errors.rmse ?? naive.rmse)
    switch verdict {
    case .clearlyBetter:
      return "Clearly better than \(phrase), the best simple method: the RMSE is"
        + " \(NumberText.share(1 - model / other)) lower"
    case .barelyBetter:
      return "Hardly better than \(phrase), the best simple method: the RMSE is"
        + " \(NumberText.share(1 - model / other)) lower, which may be chance"
    case .noBetter:
      if nothingBeatsLastValue ?? false, model.isFinite {
        return
          "Nothing is better than copying the last value, by more than chance: this model's RMSE"
          + " is \(NumberText.significant(model)), that of copying"
          + " \(NumberText.significant(naive.rmse))"
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

  /// By how much an error is larger than another: their ratio.
  package static func excess(_ ratio: Double) -> String {
    if ratio < 2 { return "\(NumberText.share(ratio - 1)) higher" }
    // Where the other one is as good as perfect, the number says nothing.
    guard ratio <= 1000 else { return "more than 1,000 times as high" }
    let times =
      ratio < 9.95
      ? NumberText.significant(ratio, digits: 2) : NumberText.grouped(Int(ratio.rounded()))
    return "\(times) times as high"
  }

  /// Rows ahead of which a table tells, by their places in `steps`: some of them where there are many.
  package var shownSteps: [Int] { Self.shown(of: steps?.count ?? 0) }

  /// Those of so many.
  package static func shown(of count: Int) -> [Int] {
    if count == 0 { return [] }
    return [0, 1, 2, 5, 11, 23, 47, 95, 167].filter { $0 < count - 1 } + [count - 1]
  }
}
