/// What a trace shows, in a few lines.
package struct TraceText {
  private let analysis: TraceAnalysis

  /// Workers that are named at most.
  private static let mostNamed = 4

  package init(_ analysis: TraceAnalysis) {
    self.analysis = analysis
  }

  package var lines: [String] {
    let steps = analysis.steps.count
    guard steps > 0 else { return ["no whole step was traced"] }
    return [criticalPath(steps), lateness].compactMap(\.self)
  }

  /// Of what the critical path is made.
  private func criticalPath(_ steps: Int) -> String? {
    let phases = analysis.criticalPhases
    let total = phases.values.reduce(0, +)
    guard total > 0 else { return nil }
    let parts = TracePhase.allCases.compactMap { phase -> String? in
      guard let time = phases[phase], time > 0 else { return nil }
      let name = phase == .waiting ? "barrier" : phase.name
      return "\(name) \(NumberText.percent(Double(time) / Double(total), decimals: 1))"
    }
    let length = Self.duration(Double(total) / Double(steps))
    return "critical path, \(length) a step: \(parts.joined(separator: ", "))"
  }

  private static func duration(_ nanoseconds: Double) -> String {
    nanoseconds < 99_500
      ? "\(NumberText.significant(nanoseconds / 1000, digits: 3)) µs"
      : NumberText.duration(nanoseconds / 1e9)
  }

  /// Who came last, and how long the others waited for it.
  private var lateness: String? {
    guard analysis.lanes.count > 1, !analysis.meetings.isEmpty else { return nil }
    let counts = analysis.lastCounts
    let waits = analysis.waitingFor.map { $0.reduce(0, +) }
    let order = analysis.lanes.indices.sorted { (waits[$1], $0) < (waits[$0], $1) }
    let meetings = Double(analysis.meetings.count)
    let parts = order.prefix(Self.mostNamed).filter { counts[$0] > 0 }.map { index in
      let share = NumberText.percent(Double(counts[index]) / meetings)
      let mean =
        Double(waits[index]) / Double(max(counts[index], 1))
        / Double(analysis.lanes.count - 1)
      return "worker \(analysis.lanes[index].worker) \(share) of the times (the others then waited"
        + " \(Self.duration(mean)) on average)"
    }
    return "last at the barrier: \(parts.joined(separator: ", "))"
  }
}
