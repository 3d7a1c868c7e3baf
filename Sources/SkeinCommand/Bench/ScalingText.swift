import Foundation
import Skein
import Topology

/// A prediction for people.
struct ScalingText {
  let report: ScalingReport

  private var hasMeasured: Bool { report.lines.contains { $0.measured != nil } }

  var text: String {
    var text = "\n" + basis + "\n" + table.text + "\n" + parts.text
    for note in report.notes { text += "note: \(note)\n" }
    return text
  }

  /// The machine, and the figures that the prediction rests on.
  private var basis: String {
    let (target, profile) = (report.target, report.profile)
    let size = MachineText.size(
      packages: target.packages, numaNodes: target.numaNodes, cores: target.cores,
      processors: target.processors)
    let exchange = profile.exchange
    func milliseconds(_ seconds: Double) -> String {
      "\(NumberText.significant(seconds * 1000, digits: 4)) ms"
    }
    let shares = profile.shares.map { share in
      let team = share.members > 1 ? " in a team of \(share.members)" : ""
      return "\(share.rows)\(team): \(milliseconds(share.seconds))"
    }
    let ways = report.ways
    let wayText =
      ways.measured.isEmpty
      ? "assumed (`bench --pairs` measures them)"
      : "measured for \(ways.measured.joined(separator: ", "))"
    let assumed = exchange.isMeasured ? "" : " (assumed)"
    return """
      prediction for \(target.source): \(size)
        one core here: \(milliseconds(profile.stepSeconds)) a step, of which update \
      \(milliseconds(profile.updateSeconds)); forward and backward by rows: \
      \(shares.joined(separator: ", "))
        between cores\(assumed): barrier \(microseconds(exchange.spinningSeconds)) a worker, \
      \(microseconds(exchange.meetingSeconds)) a meeting of two in a team, \
      \(microseconds(exchange.sleepingSeconds)) where they take turns; \
      \(gigabytes(exchange.bytesPerSecond)) of what another core wrote
        memory: \(gigabytes(target.nodeBandwidth)) for each NUMA node, \(Self.source(target))
        ways between cores: \(wayText)

      """
  }

  private static func source(_ target: ScalingReport.Target) -> String {
    switch target.bandwidthSource {
    case .measured: "as measured here"
    case .assumed: "as one has here, which is assumed (--memory-bandwidth gives another)"
    case .given: "as given"
    }
  }

  private func microseconds(_ seconds: Double) -> String {
    "\(NumberText.significant(seconds * 1e6, digits: 3)) µs"
  }

  private func gigabytes(_ rate: Double) -> String {
    "\(NumberText.significant(rate / 1e9, digits: 3)) GB/s"
  }

  private var table: TextTable {
    var header = ["workers", "placement", "on", "ms/step", "samples/s", "speed-up", "efficiency"]
    header.append("limit")
    if hasMeasured { header += ["measured samples/s", "error"] }
    var table = TextTable(header: header)
    for line in report.lines {
      let prediction = line.prediction
      var row = [
        "\(prediction.workers)", "\(prediction.placement)", Self.site(prediction),
        NumberText.significant(prediction.millisecondsPerStep, digits: 4),
        NumberText.rounded(prediction.samplesPerSecond),
        String(format: "%.2f", prediction.speedup),
        NumberText.percent(prediction.efficiency, decimals: 1),
        prediction.limit?.description ?? "–",
      ]
      if hasMeasured {
        row.append(line.measured.map(NumberText.rounded) ?? "–")
        row.append(line.error.map { String(format: "%+.1f %%", $0 * 100) } ?? "–")
      }
      table.append(row)
    }
    return table
  }

  /// The milliseconds of each step by what they are for.
  private var parts: TextTable {
    let columns: [(String, (ScalingParts) -> Double)] = [
      ("linear", \.linear), ("shards", \.shards), ("few rows", \.fewRows),
      ("unit split", \.units), ("slow cores", \.slowCores), ("sharing", \.sharing),
      ("meetings", \.meetings), ("memory", \.memory),
      ("exchange", \.exchange), ("update", \.update), ("barrier", \.barrier), ("quota", \.quota),
    ]
    let used = columns.filter { column in
      column.0 == "linear" || report.lines.contains { column.1($0.prediction.parts) != 0 }
    }
    var table = TextTable(header: ["workers, placement: ms of a step"] + used.map(\.0))
    for line in report.lines {
      let prediction = line.prediction
      table.append(
        ["\(prediction.workers), \(prediction.placement)"]
          + used.map { NumberText.significant($0.1(prediction.parts), digits: 3) })
    }
    return table
  }

  /// 16 cores, 2 nodes.
  static func site(_ prediction: ScalingPrediction) -> String {
    var parts = [NumberText.count(prediction.cores, "core")]
    if prediction.cacheGroups > 1 {
      parts.append(NumberText.count(prediction.cacheGroups, "cache"))
    }
    if prediction.numaNodes > 1 { parts.append(NumberText.count(prediction.numaNodes, "node")) }
    if prediction.team > 1 { parts.append("teams of \(prediction.team)") }
    return parts.joined(separator: ", ")
  }
}
