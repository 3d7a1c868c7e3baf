import Foundation
import Skein

/// The panel: lines that fit the terminal.
struct TopText {
  let view: TopView
  let terminal: Terminal

  private var status: RunStatus { view.status }

  /// - Parameter rows: at most so many lines; the workers that wait least, for whom the others wait, are
  ///   kept.
  func lines(rows: Int) -> [String] {
    var lines = [heading, progress, losses, rate].compactMap(\.self)
    if status.state == .running || status.state == .starting {
      let room = max(rows - lines.count - 3, 1)
      lines.append("")
      lines += workers(most: room)
    }
    // A line that wraps could not be drawn over.
    guard terminal.isInteractive else { return lines }
    return lines.map { String($0.prefix(max(terminal.columns - 1, 20))) }
  }

  private var heading: String {
    let name = TerminalText.plain(view.path)
    let process = "process \(status.process) on \(TerminalText.plain(status.host, limit: 60))"
    switch status.state {
    case .starting: return "\(name): about to train, \(process)"
    case .running:
      let silent = status.silentSeconds.flatMap { $0 > 10 ? $0 : nil }.map {
        ", its last step ended \(NumberText.duration($0)) ago"
      }
      return "\(name): training, \(process)\(silent ?? "")"
    case .ended: return "\(name): ended"
    case .failed: return "\(name): failed; run.json says why"
    case .interrupted:
      return "\(name): interrupted; go on with skein train --resume \(ShellText.quoted(view.path))"
    case .killed:
      return "\(name): killed (\(process) is gone); go on with skein train --resume"
        + " \(ShellText.quoted(view.path))"
    case .elsewhere:
      return
        "\(name): trained by \(process), another machine or container, which cannot be looked at"
        + " from here"
    }
  }

  private var progress: String? {
    guard status.epochs > 0, status.stepsPerEpoch > 0 else { return nil }
    let all = status.epochs * status.stepsPerEpoch
    let done = min((status.epoch - 1) * status.stepsPerEpoch + status.step, all)
    let fraction = Double(done) / Double(all)
    var parts = [
      "epoch \(status.epoch)/\(status.epochs)", "step \(status.step)/\(status.stepsPerEpoch)",
      "\(terminal.bar(fraction, width: 24)) \(Int(fraction * 100)) %",
      NumberText.duration(status.seconds),
    ]
    if status.state == .running, view.samplesPerSecond > 0 {
      let left = Double(all - done) * Double(status.batchSize) / view.samplesPerSecond
      parts.append("\(NumberText.duration(left)) left")
    }
    return parts.joined(separator: "  ")
  }

  private var losses: String? {
    var parts: [String] = []
    if status.loss.isFinite {
      parts.append("loss \(NumberText.significant(status.loss, digits: 4))")
    }
    if status.lastLoss.isFinite {
      parts.append("last epoch \(NumberText.significant(status.lastLoss, digits: 4))")
    }
    if status.validationLoss.isFinite {
      parts.append("validation \(NumberText.significant(status.validationLoss, digits: 4))")
    }
    if status.bestEpoch > 0, status.bestLoss.isFinite {
      parts.append(
        "best \(NumberText.significant(status.bestLoss, digits: 4)) in epoch \(status.bestEpoch)")
    }
    return parts.isEmpty ? nil : parts.joined(separator: "  ")
  }

  private var rate: String? {
    guard status.samples > 0 else { return nil }
    return "\(NumberText.rounded(view.samplesPerSecond)) samples/s,"
      + " \(NumberText.count(status.workers.count, "worker"))"
  }

  /// A line a worker: where it is, what it was seen doing, and how much it waited.
  private func workers(most: Int) -> [String] {
    let columns: [(String, TrainingPhase)] = [
      ("gather", .gather), ("forward", .forward), ("backward", .backward), ("update", .update),
      ("other", .reporting), ("waiting", .waiting),
    ]
    var table = TextTable(header: ["worker", "on", "core", "step"] + columns.map(\.0))
    let kept = status.workers.sorted { view.waiting[$0.worker] < view.waiting[$1.worker] }
      .prefix(most).sorted { $0.worker < $1.worker }
    for worker in kept {
      let phases = view.phases[worker.worker]
      let known = Set(columns.map(\.1))
      let other = phases.filter { !known.contains($0.key) }.values.reduce(0, +)
      let processor = view.lastProcessors[worker.worker] ?? worker.processor
      let cells = columns.map { _, phase -> String in
        switch phase {
        case .waiting: NumberText.percent(view.waiting[worker.worker])
        case .reporting: NumberText.percent(other + (phases[phase] ?? 0))
        default: NumberText.percent(phases[phase] ?? 0)
        }
      }
      table.append(
        [
          "\(worker.worker)" + (worker.team.map { " (team \($0))" } ?? ""),
          processor.map { "\($0)" } ?? "–", worker.core.map { "\($0)" } ?? "–",
          NumberText.grouped(worker.step),
        ] + cells)
    }
    var lines = table.text.split(separator: "\n").map(String.init)
    if kept.count < status.workers.count {
      lines[0] += "  (\(kept.count) of \(status.workers.count), those that wait least)"
    }
    return lines
  }
}
