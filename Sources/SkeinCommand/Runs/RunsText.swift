import Foundation
import Skein

/// The table of `skein runs`.
struct RunsText {
  let text: String

  init(_ runs: [RunSummary]) {
    var table = TextTable(
      header: [
        "run", "state", "epochs", "model", "target", "validation loss", "RMSE", "MASE", "verdict",
        "changed",
      ])
    for run in runs {
      let results = run.record?.results
      let targets = run.record?.data.targets ?? []
      let test = results?.test
      table.append([
        TerminalText.plain(run.path), run.state.rawValue, Self.epochs(run),
        TerminalText.plain(run.record?.model.layers ?? "–", limit: 40),
        targets.isEmpty ? "–" : TerminalText.plain(targets.joined(separator: ","), limit: 24),
        Self.number(run.validationLoss),
        // Of several targets, the mean of errors in different units says nothing.
        Self.number(targets.count == 1 ? test?.rmse : nil),
        Self.number(test?.mase ?? results?.panel?.first?.mase),
        Self.verdict(results), Self.time(run.changed),
      ])
    }
    var text = table.text
    for run in runs {
      guard let problem = run.problem else { continue }
      text += "\(TerminalText.plain(run.path)): \(TerminalText.plain(problem, limit: 300))\n"
    }
    self.text = text
  }

  private static func epochs(_ run: RunSummary) -> String {
    guard let record = run.record else { return "–" }
    return "\(run.epochs.map { "\($0)" } ?? "–")/\(record.settings.epochs)"
  }

  private static func number(_ value: Double?) -> String {
    value.map { NumberText.significant($0) } ?? "–"
  }

  private static func verdict(_ results: RunResults?) -> String {
    let verdicts = Set(
      (results?.targets.map(\.verdict.rawValue) ?? [])
        + (results?.panel?.map(\.verdict.rawValue) ?? []))
    return verdicts.isEmpty ? "–" : verdicts.count == 1 ? verdicts.first ?? "–" : "mixed"
  }

  /// In the time of this place, as 2026-11-29 15:03.
  private static func time(_ date: Date) -> String {
    guard date.timeIntervalSince1970 > 0 else { return "–" }
    let style = Date.VerbatimFormatStyle(
      format:
        "\(year: .padded(4))-\(month: .twoDigits)-\(day: .twoDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits)",
      timeZone: .current, calendar: Calendar(identifier: .gregorian))
    return date.formatted(style)
  }
}
