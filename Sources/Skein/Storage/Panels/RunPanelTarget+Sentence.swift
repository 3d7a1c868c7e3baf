extension RunPanelTarget {
  /// What to make of the errors: whether the model is worth having, and by how much.
  package var sentence: String {
    let series = "\(NumberText.grouped(scaled)) series"
    guard let best = methods.first, let own = rmsse, verdict != .unknown else {
      return "No verdict, since the rows trained the model, or no series has a scale"
    }
    let name = TerminalText.plain(best.name)
    let ratio = own / best.rmsse
    let part = "lower on \(NumberText.percent(best.share)) of them"
    switch verdict {
    case .clearlyBetter:
      return
        "Clearly better than \(name), the best simple method, over \(series): the mean RMSSE is"
        + " \(NumberText.share(1 - ratio)) lower, and it is \(part)"
    case .barelyBetter:
      return "Hardly better than \(name), the best simple method, over \(series): the mean RMSSE is"
        + " \(NumberText.share(1 - ratio)) lower, which may be chance, and it is \(part)"
    case .noBetter, .unknown:
      let size =
        ratio.isFinite
        ? "the mean RMSSE is \(RunTarget.excess(ratio))" : "its errors have no size"
      if best.isChance {
        return "No better than \(name) over \(series): \(size), which may be chance, and it is"
          + " \(part); take the simpler one"
      }
      return "Worse than \(name) over \(series): \(size), and it is \(part); do not use this model"
        + " for forecasts"
    }
  }
}
