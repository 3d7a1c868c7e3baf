import Skein

/// A comparison for people.
struct CompareText {
  let report: ComparisonReport

  var text: String {
    let several = report.lines.contains { $0.program != nil }
    var table = TextTable(
      header: ["placement", "workers", "team"] + (several ? ["program"] : [])
        + ["ms/step", "samples/s", "ratio", "95 % interval", "verdict"])
    for line in report.lines {
      table.append(
        [line.placement, "\(line.workers)", line.team ?? "auto"]
          + (several ? [ShortText.cut(line.program ?? "–", to: 40)] : [])
          + [
            NumberText.significant(line.millisecondsPerStep, digits: 4),
            NumberText.rounded(line.samplesPerSecond), line.ratio.map(Self.ratio) ?? "1",
            line.interval.map { "\(Self.ratio($0[0])) – \(Self.ratio($0[1]))" } ?? "–",
            Self.word(line.verdict),
          ])
    }
    var text = "\n" + table.text + "\n"
    if !report.haveSameBits { text += "the candidates computed DIFFERENT bits\n" }
    if report.disturbances.isEmpty {
      text += report.lines.compactMap(sentence).map { $0 + "\n" }.joined()
    } else {
      text += "nothing can be concluded on this machine as it is now:\n"
      text += report.disturbances.map { "  \($0)\n" }.joined()
    }
    return text
  }

  private static func ratio(_ value: Double) -> String { NumberText.significant(value, digits: 4) }

  private static func word(_ verdict: ComparisonVerdict) -> String {
    switch verdict {
    case .base: "base"
    case .faster: "faster"
    case .slower: "slower"
    case .alike: "no difference seen"
    case .undecided: "undecided"
    }
  }

  private func sentence(_ line: ComparisonReport.Line) -> String? {
    guard let ratio = line.ratio, let interval = line.interval else { return nil }
    let base = report.lines[line.base].name
    let range =
      "\(NumberText.percent(interval[0] - 1, decimals: 1)) to"
      + " \(NumberText.percent(interval[1] - 1, decimals: 1))"
    switch line.verdict {
    case .faster, .slower:
      return "\(line.name): \(NumberText.percent(abs(ratio - 1), decimals: 1))"
        + " \(line.verdict == .faster ? "faster" : "slower") than \(base) (\(range)); this is real"
    case .alike:
      return "\(line.name): no difference to \(base) beyond \(range)"
    case .base, .undecided: return nil
    }
  }
}
