import Topology

/// The picture of a few steps: a lane a worker, who waits for whom, and the critical path.
package struct TraceDrawing {
  private let analysis: TraceAnalysis
  private let title: String
  private let places: [WorkerPlace]
  /// Nanoseconds that are shown.
  private let range: Range<UInt64>
  private let shownSteps: Int

  private static let width = 1100.0
  private static let margin = 20.0
  /// Where the lanes begin, behind the workers' names.
  private static let left = 130.0
  private static let legendSize = 12.0
  private static let stepsShown = 3
  /// Of a lane in a picture of some workers, and the least of one of many.
  private static let laneHeights = (largest: 30.0, least: 7.0)

  /// - Parameter title: what was traced.
  package init(_ analysis: TraceAnalysis, title: String, places: [WorkerPlace]) {
    self.analysis = analysis
    self.title = title
    self.places = places
    let chosen = Self.typicalSteps(analysis.steps)
    shownSteps = chosen.count
    range = (chosen.first?.start ?? 0)..<max(chosen.last?.end ?? 1, (chosen.first?.start ?? 0) + 1)
  }

  /// Some neighbours around the step whose length is the median; none where no step is whole.
  private static func typicalSteps(
    _ steps: [(step: Int, start: UInt64, end: UInt64)]
  ) -> ArraySlice<(step: Int, start: UInt64, end: UInt64)> {
    guard !steps.isEmpty else { return [] }
    // The first and the last ones may be cut, and the first of an epoch does more.
    let inner = steps.count > 4 ? steps.indices.dropFirst().dropLast(2) : steps.indices[...]
    let sorted = inner.sorted { steps[$0].end - steps[$0].start < steps[$1].end - steps[$1].start }
    let middle = sorted[sorted.count / 2]
    let first = max(min(middle - 1, steps.count - stepsShown), 0)
    var end = first
    // Between the last step before an interruption and the next one lies no time of ours.
    while end < min(first + stepsShown, steps.count),
      end == first
        || steps[end].start <= steps[end - 1].end + (steps[first].end - steps[first].start)
    {
      end += 1
    }
    return steps[first..<end]
  }

  private var laneHeight: Double {
    let count = Double(max(analysis.lanes.count, 1))
    return min(Self.laneHeights.largest, max(Self.laneHeights.least, (900 / count).rounded()))
  }

  private var gap: Double { laneHeight > 14 ? 12 : 3 }

  private func top(_ lane: Int, _ header: Double) -> Double {
    header + Double(lane) * (laneHeight + gap)
  }

  private func x(_ moment: UInt64) -> Double {
    let clamped = min(max(moment, range.lowerBound), range.upperBound)
    return Self.left + Double(clamped - range.lowerBound) * scale
  }

  private var scale: Double {
    (Self.width - Self.margin - Self.left) / Double(range.upperBound - range.lowerBound)
  }

  /// The text of an SVG file; the same bytes for the same trace.
  package func svg() -> String {
    let inside = Self.width - 2 * Self.margin
    let legend = TopologyLegend(entries, width: inside, size: Self.legendSize)
    let notes = TraceText(analysis).lines.flatMap {
      TextWidth.lines($0, size: 12.5, width: inside)
    }
    let header = 72.0
    let bottom = top(analysis.lanes.count, header) - gap + 6
    let height = bottom + 46 + legend.height + 10 + 18 * Double(notes.count) + 14
    let label = "A trace of \(title)"
    var document = SVGDocument(
      width: Self.width, height: height, title: label, styleSheet: SVGTheme.styleSheet)
    document.rect(x: 0, y: 0, width: Self.width, height: height, Self.fill(.paper))
    document.text(
      TextWidth.fitted(label, size: 18, width: inside), x: Self.margin, y: 32,
      TopologyDrawing.text(.ink, size: 17, weight: "600"))
    document.text(
      TextWidth.fitted(subtitle, size: 13, width: inside), x: Self.margin, y: 52,
      TopologyDrawing.text(.muted, size: 13))
    drawAxis(header: header, bottom: bottom, &document)
    for index in analysis.lanes.indices { drawLane(index, header: header, &document) }
    drawMeetings(header: header, &document)
    drawCriticalPath(header: header, &document)
    legend.draw(x: Self.margin, y: bottom + 44, &document)
    var y = bottom + 44 + legend.height + 18
    for line in notes {
      document.text(line, x: Self.margin, y: y, TopologyDrawing.text(.ink, size: 12.5))
      y += 18
    }
    return document.text
  }

  private var subtitle: String {
    let all = analysis.steps.count
    guard shownSteps > 0 else { return "no whole step was traced" }
    return
      "\(NumberText.count(shownSteps, "step")) of \(NumberText.grouped(all)), around the median;"
      + " \(NumberText.count(analysis.lanes.count, "worker"))"
  }

  private func drawAxis(header: Double, bottom: Double, _ document: inout SVGDocument) {
    let microseconds = Double(range.upperBound - range.lowerBound) / 1000
    guard microseconds > 0.01 else { return }
    let isLong = microseconds >= 5000
    let span = isLong ? microseconds / 1000 : microseconds
    for tick in LinearTicks.within(0...span, atMost: 10) {
      let place = Self.left + tick.value / span * (Self.width - Self.margin - Self.left)
      document.line(
        from: .init(place, header - 6), to: .init(place, bottom),
        Self.stroke(.grid, width: 1))
      document.text(
        NumberText.significant(tick.value, digits: 4), x: place, y: bottom + 15,
        TopologyDrawing.text(.muted, size: 11, anchor: "middle"))
    }
    document.text(
      isLong ? "milliseconds" : "microseconds",
      x: (Self.left + Self.width - Self.margin) / 2, y: bottom + 31,
      TopologyDrawing.text(.muted, size: 11, anchor: "middle"))
  }

  private func drawLane(_ index: Int, header: Double, _ document: inout SVGDocument) {
    let lane = analysis.lanes[index]
    let y = top(index, header)
    let place = places.indices.contains(lane.worker) ? places[lane.worker].processors : nil
    let size = min(12, laneHeight)
    document.text(
      "worker \(lane.worker)" + (place.map { " on \($0)" } ?? ""), x: Self.left - 10,
      y: y + laneHeight / 2 + size / 3,
      TopologyDrawing.text(.ink, size: size, anchor: "end"))
    let shown = lane.spans.filter { $0.end > range.lowerBound && $0.start < range.upperBound }
    document.group([:]) { document in
      for span in shown {
        let (from, to) = (x(span.start), x(span.end))
        guard to - from > 0.05 else { continue }
        document.rect(
          x: from, y: y, width: to - from, height: laneHeight, Self.attributes(span.phase))
      }
      for event in lane.nested where event.end > range.lowerBound && event.start < range.upperBound
      {
        let (from, to) = (x(event.start), x(event.end))
        guard to - from > 0.05 else { continue }
        document.rect(
          x: from, y: y + laneHeight * 0.62, width: to - from, height: laneHeight * 0.38,
          Self.attributes(event.phase))
      }
    }
  }

  /// The barriers: a line from the worker that came last to all others, and its name where they wait.
  private func drawMeetings(header: Double, _ document: inout SVGDocument) {
    guard analysis.lanes.count > 1 else { return }
    for meeting in analysis.meetings where range.contains(meeting.arrival) {
      let place = x(meeting.arrival)
      document.line(
        from: .init(place, header - 4),
        to: .init(place, top(analysis.lanes.count, header) - gap + 4),
        [
          "class": .text(SVGTheme.muted.strokeClass), "stroke": .text(SVGTheme.muted.light),
          "stroke-width": 1, "stroke-dasharray": "2 3",
        ])
      for index in analysis.lanes.indices where index != meeting.last {
        let from = x(meeting.arrivals[index])
        let text = "for \(analysis.lanes[meeting.last].worker)"
        guard laneHeight >= 12, place - from > TextWidth.estimate(text, size: 10) + 4 else {
          continue
        }
        document.text(
          text, x: (from + place) / 2, y: top(index, header) + laneHeight / 2 + 3.5,
          TopologyDrawing.text(.ink, size: 10, anchor: "middle"))
      }
    }
  }

  /// One line along the lanes whose time counts, and down or up where another one takes over.
  private func drawCriticalPath(header: Double, _ document: inout SVGDocument) {
    var runs: [[SVGDocument.Point]] = []
    for stretch in analysis.criticalPath
    where stretch.end > range.lowerBound && stretch.start < range.upperBound {
      let y = top(stretch.lane, header) + laneHeight + min(4, gap / 2)
      let end = SVGDocument.Point(x(stretch.end), y)
      if stretch.barrier > 0, let before = runs.last?.last {
        // The way through the barrier belongs to who comes last next.
        runs[runs.count - 1] += [.init(before.x, y), end]
      } else {
        runs.append([.init(x(stretch.start), y), end])
      }
    }
    document.path(
      runs,
      [
        "class": .text(SVGTheme.ink.strokeClass), "fill": "none",
        "stroke": .text(SVGTheme.ink.light), "stroke-width": 2.5, "stroke-linejoin": "round",
      ])
  }
}

/// The colours of phases, and what the legend says.
extension TraceDrawing {
  private static func color(_ phase: TracePhase) -> ChartColor {
    switch phase {
    case .gather: .palette(4)
    case .forward: .palette(0)
    case .backward: .palette(1)
    case .update: .palette(2)
    case .validation: .palette(5)
    case .reporting: .palette(3)
    case .waiting, .team: .neutral
    }
  }

  private static func attributes(_ phase: TracePhase) -> SVGDocument.Attributes {
    let color = color(phase)
    return [
      "class": .text("f-\(color.className)"), "fill": .text(color.light),
      "fill-opacity": .number(phase == .waiting ? 0.25 : 1),
    ]
  }

  private var entries: [TopologyLegend.Entry] {
    var used: Set<TracePhase> = []
    for lane in analysis.lanes {
      for event in lane.spans + lane.nested
      where event.end > range.lowerBound && event.start < range.upperBound {
        used.insert(event.phase)
      }
    }
    let names: [(TracePhase, String)] = [
      (.gather, "gather"), (.forward, "forward and loss"), (.backward, "backward"),
      (.update, "sum, optimizer, packing"), (.validation, "validation"),
      (.waiting, "waiting at the barrier"), (.team, "waiting for the team"),
      (.reporting, "events and checkpoints"),
    ]
    var entries = names.filter { used.contains($0.0) }.map { phase, text in
      TopologyLegend.Entry(text: text, sample: .cell(Self.attributes(phase)))
    }
    entries.append(
      TopologyLegend.Entry(
        text: "critical path: whoever comes last", sample: .stripe(Self.fill(.ink), parts: 1)))
    return entries
  }

  private static func fill(_ color: SVGTheme) -> SVGDocument.Attributes {
    ["class": .text(color.fillClass), "fill": .text(color.light)]
  }

  private static func stroke(_ color: SVGTheme, width: Double) -> SVGDocument.Attributes {
    [
      "class": .text(color.strokeClass), "stroke": .text(color.light),
      "stroke-width": .number(width),
    ]
  }
}
