import Skein

/// What ranks took, for people.
struct RankScalingText {
  let report: RankScaling
  let library: String

  var text: String {
    let count = report.ranks.count
    let share = report.speedup / Double(count)
    let own = report.scaling == .weak ? ", each with a batch of its own" : ""
    return """
      \(NumberText.count(count, "rank")) of \(library): \(report.problem)\(own)
      a step of all takes \(Self.milliseconds(report.stepSeconds)) ms, of rank 0 alone \
      \(Self.milliseconds(report.aloneSeconds)) ms: \(NumberText.significant(report.speedup, digits: 3)) times the \
      windows a second, \(NumberText.percent(share)) of \(count) times

      \(ranks.text)
      \(RankLinksText(links: report.links).text)
      the exchange should take \(Self.milliseconds(report.exchangeByModel)) ms by these, and took \
      \(Self.milliseconds(report.ranks.map(\.exchange).min() ?? 0)) to \
      \(Self.milliseconds(report.ranks.map(\.exchange).max() ?? 0)) ms

      """
  }

  private var ranks: TextTable {
    var table = TextTable(header: [
      "rank", "host", "workers", "compute ms", "exchange ms", "waiting ms",
    ])
    for (number, rank) in report.ranks.enumerated() {
      table.append([
        "\(number)", rank.host, "\(rank.workers)", Self.milliseconds(rank.compute),
        Self.milliseconds(rank.exchange), Self.milliseconds(rank.waiting),
      ])
    }
    return table
  }

  private static func milliseconds(_ seconds: Double) -> String {
    RankLinksText.number(seconds * 1000)
  }
}

/// The links between ranks, for people.
struct RankLinksText {
  let links: RankLinks

  var text: String {
    var table = TextTable(header: ["ranks", "latency µs", "GB/s each way"])
    for link in links.links {
      table.append([
        "\(link.from) and \(link.to)", Self.number(link.latency * 1e6),
        Self.number(link.bandwidth / 1e9),
      ])
    }
    table.append(["all meet", Self.number(links.meeting * 1e6), ""])
    return table.text
  }

  /// Three digits, or all that are before the point.
  static func number(_ value: Double) -> String {
    value < 999.5 ? NumberText.significant(value, digits: 3) : NumberText.rounded(value)
  }
}
