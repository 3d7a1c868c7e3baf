import Skein
import Topology

/// The tuner's table and verdict, for people.
struct TuneText {
  private let outcome: Tuner.Outcome

  init(_ outcome: Tuner.Outcome) {
    self.outcome = outcome
  }

  var text: String {
    var table = TextTable(
      header: ["placement", "workers", "samples/s", "to default", "95 % interval", "passes", ""])
    for row in outcome.rows {
      let interval = row.isStandard ? nil : row.estimate.interval
      table.append([
        row.candidate.place, "\(row.workers)", NumberText.rounded(row.samplesPerSecond),
        row.isStandard ? "1" : Self.ratio(row.estimate.ratio),
        interval.map { "\(Self.ratio($0.lowerBound)) – \(Self.ratio($0.upperBound))" } ?? "–",
        "\(row.count)", Self.mark(row),
      ])
    }
    return table.text + "\n" + Self.sentence(outcome) + "\n"
  }

  private static func mark(_ row: Tuner.Row) -> String {
    switch (row.isChosen, row.isStandard) {
    case (true, true): "default, chosen"
    case (true, false): "chosen"
    case (false, true): "default"
    case (false, false): row.isFinalist ? "" : "dropped earlier"
    }
  }

  static func ratio(_ value: Double) -> String { NumberText.significant(value, digits: 4) }

  /// What was chosen and how sure that is.
  static func sentence(_ outcome: Tuner.Outcome) -> String {
    let chosen = outcome.chosen
    let name = MachineText.crew(chosen.workers, placement: chosen.place)
    let end = outcome.wasStopped ? " (stopped early)" : ""
    let isStandard = outcome.rows.contains { $0.isChosen && $0.isStandard }
    if isStandard { return "choice: the default, \(name); nothing is faster beyond doubt\(end)" }
    guard let estimate = outcome.verdict.estimate else { return "choice: \(name)\(end)" }
    guard outcome.verdict.isFaster, let interval = estimate.interval else {
      return "choice: \(name); in the last round the default was slower than one worker,"
        + " though not beyond doubt\(end)"
    }
    return "choice: \(name); \(ratio(estimate.ratio)) times as fast as the default"
      + " (\(ratio(interval.lowerBound)) to \(ratio(interval.upperBound)) in the last round)\(end)"
  }
}
