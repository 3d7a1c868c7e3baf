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
    let copies = target.copiesLastValue ?? false
    return comparison(target)
      + (copies ? "; it nearly copies the last value, and adds little to it" : "")
  }

  private static func comparison(_ target: RunTarget) -> String {
    if let seasonal = target.seasonal, seasonal.rmse < target.naive.rmse {
      let percent = NumberText.share(1 - target.test.rmse / seasonal.rmse)
      let other = "copying the value of \(NumberText.count(target.season ?? 0, "row")) before"
      switch target.verdict {
      case .clearlyBetter: return "Clearly better than \(other): the RMSE is \(percent) lower"
      case .barelyBetter: return "Hardly better than \(other): the RMSE is only \(percent) lower"
      case .noBetter: return "No better than \(other): do not use this model for forecasts"
      }
    }
    let percent = NumberText.share(1 - target.test.rmse / target.naive.rmse)
    switch target.verdict {
    case .clearlyBetter:
      return "Clearly better than copying the last value: the RMSE is \(percent) lower"
    case .barelyBetter:
      return "Hardly better than copying the last value: the RMSE is only \(percent) lower"
    case .noBetter:
      return "No better than copying the last value: do not use this model for forecasts"
    }
  }
}
