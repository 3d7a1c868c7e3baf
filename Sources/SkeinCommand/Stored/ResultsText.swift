import Skein

/// The errors of a model beside the naive forecast's, and what to make of them.
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
      var header = [
        "\(TerminalText.name(target.column)), \(TerminalText.plain(subject))", "model",
        "naive forecast",
      ]
      if let season = target.season { header.append("\(NumberText.count(season, "row")) before") }
      var table = TextTable(header: header)
      func row(_ name: String, _ value: (RunErrors) -> Double?) {
        table.append(
          [name]
            + ([target.test, target.naive] + (target.seasonal.map { [$0] } ?? [])).map {
              value($0).map { NumberText.significant($0) } ?? "–"
            })
      }
      row("MSE", \.mse)
      row("RMSE", \.rmse)
      row("MAE", \.mae)
      row("MASE", \.mase)
      return table.text + Self.verdict(target) + " (\(count)).\n"
    }.joined(separator: "\n")
  }

  private static func verdict(_ target: RunTarget) -> String {
    let copies = target.copiesLastValue ?? false && target.verdict != .unknown
    return comparison(target)
      + (copies ? "; it nearly copies the last value, and adds little to it" : "")
  }

  private static func comparison(_ target: RunTarget) -> String {
    let last = (target.test, target.naive, "copying the last value")
    var (model, naive, other) = last
    if let seasonal = target.seasonal {
      let own = target.seasonalTest ?? target.test
      // The one that the model is less far from counts.
      if own.rmse * last.1.rmse >= seasonal.rmse * last.0.rmse {
        (model, naive) = (own, seasonal)
        other = "copying the value of \(NumberText.count(target.season ?? 0, "row")) before"
      }
    }
    let percent = NumberText.share(1 - model.rmse / naive.rmse)
    switch target.verdict {
    case .clearlyBetter: return "Clearly better than \(other): the RMSE is \(percent) lower"
    case .barelyBetter: return "Hardly better than \(other): the RMSE is only \(percent) lower"
    case .noBetter: return "No better than \(other): do not use this model for forecasts"
    case .unknown:
      return "No verdict, since the rows may be of several series, or trained the model"
    }
  }
}
