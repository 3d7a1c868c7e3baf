import Foundation
import Skein
import Testing
import Topology

@Suite("The files of a trace")
struct TraceDrawingTests {
  /// Some steps of some workers, of which each is the last in turn.
  private func lanes(workers: Int, steps: Int) -> [TraceLane] {
    (0..<workers).map { worker in
      var spans: [TraceEvent] = []
      var nested: [TraceEvent] = []
      for step in 0..<steps {
        let start = UInt64(step * 1_000_000) + 7_000_000_123
        let late = step % workers == worker ? UInt64(300_000) : 0
        let times: [(TracePhase, UInt64)] = [
          (.gather, 20_000), (.forward, 220_000), (.backward, 500_000 + late),
        ]
        var now = start
        for (phase, end) in times {
          spans.append(
            TraceEvent(phase, start: now, end: start + end, step: step, meeting: 2 * step))
          now = start + end
        }
        nested.append(
          TraceEvent(.team, start: start + 100_000, end: start + 120_000, step: step))
        spans.append(
          TraceEvent(
            .waiting, start: now, end: start + 801_000, step: step, meeting: 2 * step))
        spans.append(
          TraceEvent(
            .update, start: start + 801_000, end: start + 900_000, step: step,
            meeting: 2 * step + 1))
        spans.append(
          TraceEvent(
            .waiting, start: start + 900_000, end: start + 1_000_000, step: step,
            meeting: 2 * step + 1))
      }
      return TraceLane(worker: worker, spans: spans, nested: nested)
    }
  }

  private func places(_ count: Int) throws -> [WorkerPlace] {
    try Machine.synthetic("core:\(count) pu:1").place(workers: count).workers
  }

  @Test("Chrome's JSON has every span, to the nanosecond, and an arrow for each wait")
  func chrome() throws {
    let lanes = lanes(workers: 3, steps: 6)
    let analysis = TraceAnalysis(lanes)
    let text = ChromeTrace(analysis, title: "a \"title\"\n", places: try places(3)).text
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    let file = try #require(value as? [String: Any])
    let events = try #require(file["traceEvents"] as? [[String: Any]])
    let slices = events.filter { $0["ph"] as? String == "X" }
    #expect(slices.count == 3 * 6 * 7)
    let first = lanes[0].spans[0].start
    for lane in lanes {
      let own = slices.filter { $0["tid"] as? Int == lane.worker }
      for event in lane.spans + lane.nested {
        let start = Double(event.start - first) / 1000
        #expect(
          own.contains { slice in
            slice["name"] as? String == event.phase.name && slice["ts"] as? Double == start
              && slice["dur"] as? Double == Double(event.nanoseconds) / 1000
              && (slice["args"] as? [String: Int])?["step"] == Int(event.step)
          })
      }
    }
    let names = events.filter { $0["name"] as? String == "thread_name" }
      .compactMap { ($0["args"] as? [String: String])?["name"] }
    #expect(
      names == ["worker 0 · processor 0", "worker 1 · processor 1", "worker 2 · processor 2"])
    let starts = events.filter { $0["ph"] as? String == "s" }
    let ends = events.filter { $0["ph"] as? String == "f" }
    // Two others wait at the first barrier of each step; all come to the second one together.
    #expect(starts.count == 6 * 2 && ends.count == 6 * 2)
    for (start, end) in zip(starts, ends) {
      #expect(start["id"] as? Int == end["id"] as? Int)
      let (from, to) = (start["ts"] as? Double ?? .nan, end["ts"] as? Double ?? .nan)
      #expect(to >= from && start["tid"] as? Int != end["tid"] as? Int)
    }
    let other = try #require(file["otherData"] as? [String: Any])
    let workers = try #require(other["workers"] as? [[String: Any]])
    let sums = try #require(workers[1]["nanoseconds"] as? [String: Int])
    #expect(sums["gather"] == 6 * 20_000 && sums["forward"] == 6 * 200_000)
    #expect(sums["team"] == 6 * 20_000 && sums["update"] == 6 * 99_000)
  }

  @Test("the picture lies within its page, for few and many workers, with and without steps")
  func picture() throws {
    for workers in [1, 2, 5, 16, 64, 240] {
      for steps in [0, 1, 4, 12] {
        let lanes = lanes(workers: workers, steps: steps)
        let drawing = TraceDrawing(
          TraceAnalysis(lanes), title: "lstm", places: try places(workers))
        let shapes = try SVGShapes.read(drawing.svg())
        for rectangle in shapes.rectangles { #expect(shapes.page.holds(rectangle)) }
        for text in shapes.texts { #expect(shapes.page.holds(text.box), "\(text.text)") }
        // The page, and gather, forward, backward, update of three steps in each lane at least.
        #expect(shapes.rectangles.count >= 1 + workers * min(steps, 3) * 4)
      }
    }
    #expect(
      try SVGShapes.read(
        TraceDrawing(TraceAnalysis([]), title: "nothing", places: []).svg()
      ).rectangles.count >= 1)
  }

  @Test("the picture shows who is waited for")
  func names() throws {
    let svg = TraceDrawing(
      TraceAnalysis(lanes(workers: 2, steps: 6)), title: "lstm", places: try places(2)
    ).svg()
    let texts = try SVGShapes.read(svg).texts.map(\.text)
    #expect(texts.contains("for 0") && texts.contains("for 1"))
    #expect(texts.contains { $0.hasPrefix("critical path") })
    #expect(texts.contains { $0.hasPrefix("last at the barrier: worker ") })
  }

  @Test("the text adds up to the whole path")
  func text() throws {
    let lines = TraceText(TraceAnalysis(lanes(workers: 2, steps: 5))).lines
    #expect(lines.count == 2)
    // 800 µs to the first barrier, 1 through it, 99 of update, 100 to the next step's begin.
    #expect(lines[0].hasPrefix("critical path, ") && lines[0].contains("backward"))
    #expect(lines[1].contains("worker 0") && lines[1].contains("worker 1"))
    #expect(TraceText(TraceAnalysis([])).lines == ["no whole step was traced"])
  }

  @Test("the picture lies beside the trace")
  func paths() {
    #expect(TraceFiles.picturePath(of: "t.json") == "trace.svg")
    #expect(TraceFiles.picturePath(of: "a/b/t.json") == "a/b/trace.svg")
    #expect(TraceFiles.picturePath(of: "/t.json") == "/trace.svg")
  }
}
