import Skein

/// The errors of a model over many series beside those of simple methods, and what to make of them, which
/// comes first.
struct PanelText {
  let text: String

  /// - Parameter subject: what was predicted, such as `test part`.
  init(_ targets: [RunPanelTarget], subject: String) {
    guard !targets.isEmpty else {
      text = "No \(TerminalText.plain(subject)), so nothing was measured.\n"
      return
    }
    text = targets.map { target in
      "\(target.sentence) (\(NumberText.count(target.predictions, "prediction"))).\n\n"
        + Self.table(target, subject) + Self.intervals(target) + Self.worst(target)
        + Self.unscaled(target)
    }.joined(separator: "\n")
  }

  private static func table(_ target: RunPanelTarget, _ subject: String) -> String {
    var table = TextTable(
      header: [
        "\(TerminalText.name(target.column)), \(TerminalText.plain(subject))", "RMSSE", "MASE",
        "model is better on",
      ])
    func number(_ value: Double?) -> String { value.map { NumberText.significant($0) } ?? "–" }
    table.append(["model", number(target.rmsse), number(target.mase), ""])
    for method in target.methods {
      table.append([
        TerminalText.plain(method.name), number(method.rmsse), number(method.mase),
        "\(NumberText.percent(method.share)) of the series",
      ])
    }
    return table.text
  }

  private static func intervals(_ target: RunPanelTarget) -> String {
    guard let all = target.intervals, !all.isEmpty else { return "" }
    let parts = all.map {
      "of \(NumberText.short($0.level)) % hold \(NumberText.share($0.coverage))"
    }
    return "\nIntervals \(parts.joined(separator: ", ")) of the actual values.\n"
  }

  private static func worst(_ target: RunPanelTarget) -> String {
    guard target.scaled > 1 else { return "" }
    var table = TextTable(
      header: ["worst series", "RMSSE", "MASE", "RMSE", "best simple method", "its RMSE"])
    for member in target.worst {
      table.append([
        TerminalText.name(member.series), NumberText.significant(member.rmsse),
        NumberText.significant(member.mase), NumberText.significant(member.rmse),
        TerminalText.plain(member.method), NumberText.significant(member.methodRmse),
      ])
    }
    return "\n" + table.text
  }

  private static func unscaled(_ target: RunPanelTarget) -> String {
    let count = target.series - target.scaled
    if count == 0 { return "" }
    return count == 1
      ? "\n1 series never changes in its training part, so nothing scales its errors, and the means leave it"
        + " out.\n"
      : "\n\(NumberText.grouped(count)) series never change in their training parts, so nothing scales their"
        + " errors, and the means leave them out.\n"
  }
}
