import Topology

/// A trace as Chrome's `about:tracing` and Perfetto read it: one thread a worker, a slice a phase, an
/// arrow from the worker that came last to each that waited for it.
///
/// Source: "Trace Event Format", Google, 2016: complete events, flow events, metadata.
package struct ChromeTrace {
  private let analysis: TraceAnalysis
  private let title: String
  private let places: [WorkerPlace]
  private let origin: UInt64

  /// Waits shorter than this get no arrow.
  private static let leastArrow: UInt64 = 1_000

  /// - Parameters:
  ///   - title: what was traced.
  ///   - places: where the workers ran.
  package init(_ analysis: TraceAnalysis, title: String, places: [WorkerPlace]) {
    self.analysis = analysis
    self.title = title
    self.places = places
    origin = analysis.lanes.compactMap { $0.spans.first?.start }.min() ?? 0
  }

  /// The text of the file; about 100 bytes an event.
  package var text: String {
    var text = "{\"displayTimeUnit\":\"ns\",\"otherData\":{\"title\":\(Self.quoted(title))"
    text += ",\"steps\":\(analysis.steps.count),\"workers\":["
    text += analysis.lanes.map(summary).joined(separator: ",")
    text += "]},\"traceEvents\":[\n"
    text += metadata(tid: nil, "process_name", "skein: \(title)")
    for lane in analysis.lanes {
      text += ",\n" + metadata(tid: lane.worker, "thread_name", name(lane.worker))
      text += ",\n{\"ph\":\"M\",\"pid\":1,\"tid\":\(lane.worker),\"name\":\"thread_sort_index\""
      text += ",\"args\":{\"sort_index\":\(lane.worker)}}"
    }
    for lane in analysis.lanes {
      for event in lane.spans { append(event, lane, &text) }
      for event in lane.nested { append(event, lane, &text) }
    }
    appendArrows(&text)
    return text + "\n]}\n"
  }

  /// Nanoseconds of each phase, which are `bench`'s.
  private func summary(_ lane: TraceLane) -> String {
    let phases = TracePhase.allCases.filter { $0 != .validation }.map {
      "\"\($0.name)\":\(lane.nanoseconds($0))"
    }
    return "{\"worker\":\(lane.worker),\"nanoseconds\":{\(phases.joined(separator: ","))}"
      + ",\"spans\":\(lane.spans.count),\"lost\":\(lane.lost),\"lostNested\":\(lane.lostNested)}"
  }

  private func name(_ worker: Int) -> String {
    guard places.indices.contains(worker) else { return "worker \(worker)" }
    return "worker \(worker) · processor \(places[worker].processors)"
  }

  private func metadata(tid: Int?, _ kind: String, _ name: String) -> String {
    "{\"ph\":\"M\",\"pid\":1,\(tid.map { "\"tid\":\($0)," } ?? "")\"name\":\"\(kind)\""
      + ",\"args\":{\"name\":\(Self.quoted(name))}}"
  }

  private func append(_ event: TraceEvent, _ lane: TraceLane, _ text: inout String) {
    text += ",\n{\"ph\":\"X\",\"pid\":1,\"tid\":\(lane.worker),\"name\":\"\(event.phase.name)\""
    text += ",\"ts\":\(time(event.start)),\"dur\":\(Self.microseconds(event.nanoseconds))"
    text += ",\"args\":{\"step\":\(event.step)}}"
  }

  private func appendArrows(_ text: inout String) {
    var number = 0
    for meeting in analysis.meetings {
      let last = analysis.lanes[meeting.last]
      for (index, lane) in analysis.lanes.enumerated() where index != meeting.last {
        guard meeting.arrival - meeting.arrivals[index] >= Self.leastArrow,
          meeting.leavings[index] > meeting.arrival
        else { continue }
        number += 1
        let head = "\"pid\":1,\"cat\":\"wait\",\"name\":\"waits for worker \(last.worker)\""
        text += ",\n{\"ph\":\"s\",\"id\":\(number),\"tid\":\(last.worker),\(head)"
        text += ",\"ts\":\(time(meeting.arrival))}"
        // A moment before the waiting ends, so that the arrow leads into it.
        text += ",\n{\"ph\":\"f\",\"bp\":\"e\",\"id\":\(number),\"tid\":\(lane.worker),\(head)"
        text += ",\"ts\":\(time(meeting.leavings[index] - 1))}"
      }
    }
  }

  /// Microseconds since the first event, to the nanosecond.
  private func time(_ moment: UInt64) -> String { Self.microseconds(moment - min(origin, moment)) }

  private static func microseconds(_ nanoseconds: UInt64) -> String {
    let rest = String(nanoseconds % 1000)
    return "\(nanoseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }

  /// A JSON string.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
