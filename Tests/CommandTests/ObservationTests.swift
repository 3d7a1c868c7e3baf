import Foundation
import Skein
import Support
import Testing

/// Traces and pairs of cores, from the outside.
@Suite("Traces and pairs") struct ObservationTests {
  private static let tiny =
    "bench --model lstm:5,dense:1 --sequence-length 6 --batch-size 6 --seconds 0.05"

  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func object(_ name: String) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(try folder.bytes(name)))
    return try #require(value as? [String: Any])
  }

  /// Nanoseconds of all slices by name.
  private func sums(_ trace: [String: Any]) throws -> [String: Int] {
    let events = try #require(trace["traceEvents"] as? [[String: Any]])
    var sums: [String: Int] = [:]
    for event in events where event["ph"] as? String == "X" {
      let name = try #require(event["name"] as? String)
      let microseconds = try #require(event["dur"] as? Double)
      sums[name, default: 0] += Int((1000 * microseconds).rounded())
    }
    return sums
  }

  @Test("the trace of a benchmark has the phases of its report", arguments: ["", " --inference"])
  func bench(options: String) throws {
    let outcome = try SkeinProgram.run(
      Self.tiny + " --workers 1,2 --trace t.json --json b.json" + options, in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("critical path, ") && outcome.errors.contains("trace.svg"))
    let trace = try object("t.json")
    let sums = try sums(trace)
    let report = try object("b.json")
    let results = try #require(report["results"] as? [[String: Any]])
    let phases = try #require(results.last?["phases"] as? [String: Double])
    let total = phases.keys.reduce(0) { $0 + (sums[$1 as String] ?? 0) }
    for (name, part) in phases {
      // Up to the last digit of a decimal number.
      #expect(abs(Double(sums[name] ?? 0) / Double(total) - part) < 1e-12, "\(name)")
    }
    let other = try #require(trace["otherData"] as? [String: Any])
    let workers = try #require(other["workers"] as? [[String: Any]])
    #expect(workers.count == 2 && workers.allSatisfy { $0["lost"] as? Int == 0 })
    #expect(try folder.text("trace.svg").contains("critical path"))
    let samples = try #require(report["samples"] as? [[String: Any]])
    let bindings = try #require(samples.last?["bindings"] as? [[String: Any]])
    for binding in bindings {
      let counters = try #require(binding["counters"] as? [String: Any])
      #expect(try #require(counters["processorSeconds"] as? Double) > 0)
    }
    #expect(outcome.output.contains("migrations"))
    #expect(
      (report["noHardwareCounters"] is NSNull) == !outcome.output.contains("no cycles, instr"))
  }

  @Test("a training's trace has the last steps, and its run the same bits")
  func train() throws {
    let line = "train --window 6 --model lstm:4,dense:1 --epochs 2 --workers 2 --quiet"
    #expect(try SkeinProgram.run(line + " --output plain", in: folder).code == 0)
    try FileManager.default.createDirectory(
      atPath: folder.path("traces"), withIntermediateDirectories: false)
    let outcome = try SkeinProgram.run(
      line + " --output traced --trace traces/t.json --trace-steps 7", in: folder)
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(folder.has("traces/trace.svg") && !folder.has("trace.svg"))
    let trace = try object("traces/t.json")
    let events = try #require(trace["traceEvents"] as? [[String: Any]])
    let steps = Set(events.compactMap { ($0["args"] as? [String: Any])?["step"] as? Int })
    let last = try #require(steps.max())
    #expect(steps == Set(last - 7...last), "seven steps, and what comes after the last")
    for name in ["model.safetensors", "predictions.csv"] {
      #expect(try folder.bytes("plain/\(name)") == folder.bytes("traced/\(name)"))
    }
  }

  @Test("a trace that cannot be written costs the training nothing")
  func unwritable() throws {
    let outcome = try SkeinProgram.run(
      "train --window 6 --model lstm:4,dense:1 --epochs 1 --quiet --trace no/such/t.json",
      in: folder)
    #expect(outcome.code == 0 && folder.has("runs/sine/model.safetensors"))
    #expect(outcome.errorLines.count == 1 && outcome.errors.contains("the trace is lost"))
  }

  @Test("counters that were asked for are there, or what is missing is told")
  func counters() throws {
    let outcome = try SkeinProgram.run(
      "train --window 6 --model lstm:4,dense:1 --epochs 1 --quiet --counters --json", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let workers = try #require(try outcome.json()["workers"] as? [[String: Any]])
    let counters = try #require(workers[0]["counters"] as? [String: Any])
    #expect((counters["instructions"] is NSNull) == outcome.errors.contains("are counted: "))
  }

  @Test("pairs of cores are measured, drawn, and used by a prediction")
  func pairs() throws {
    let outcome = try SkeinProgram.run("bench --pairs --seconds 0.2 --json p.json", in: folder)
    guard outcome.code == 0 else {
      #expect(outcome.errors.contains("a pair needs two cores"), "\(outcome.errors)")
      return
    }
    for words in ["barrier ns", "meeting ns", "GB/s"] {
      #expect(outcome.output.contains(words), "\(words)")
    }
    #expect(try folder.text("pairs.svg").contains("Pairs of "))
    let matrix = try PairMatrix.load(path: folder.path("p.json"))
    if matrix.cores.count == 2 {
      #expect(outcome.output.contains("Two cores are one pair"))
    }
    // The file of another machine: its ways are what the prediction takes.
    var other = matrix
    other.ways.barrier.otherPackage = 40
    other.ways.measured = ["same cache", "same package", "other package"]
    try folder.write("other.json", RunJSON.text(other))
    func barrier(_ options: String) throws -> (Double, [String: Any]) {
      let outcome = try SkeinProgram.run(
        Self.tiny.split(separator: " ").map(String.init)
          + ["--predict", "--workers", "2", "--topology", "pack:2 core:2 pu:1", "--json"]
          + options.split(separator: " ").map(String.init), in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let report = try outcome.json()
      let lines = try #require(report["lines"] as? [[String: Any]])
      let prediction = try #require(lines[0]["prediction"] as? [String: Any])
      let parts = try #require(prediction["parts"] as? [String: Double])
      let profile = try #require(report["profile"] as? [String: Any])
      let exchange = try #require(profile["exchange"] as? [String: Any])
      // In barriers of near cores, whatever those took in this run.
      let spinning = try #require(exchange["spinningSeconds"] as? Double)
      return (
        try #require(parts["barrier"]) / spinning, try #require(report["ways"] as? [String: Any])
      )
    }
    let (assumed, assumedWays) = try barrier("")
    let (measured, measuredWays) = try barrier("--distances other.json")
    #expect(abs(measured / assumed - 10) < 1e-9, "40 instead of 4")
    #expect((assumedWays["measured"] as? [String]) == [])
    #expect((measuredWays["measured"] as? [String])?.count == 3)
  }

  @Test(
    "an option that would be ignored is a usage error",
    arguments: [
      "bench --trace-steps 3", "bench --trace t.json --trace-steps 0", "bench --trace trace.svg",
      "bench --trace t.json --preset sweep", "bench --trace t.json --predict",
      "bench --pairs --trace t.json", "bench --pairs --stream --inference",
      "bench --distances p.json", "bench --predict --pairs --distances p.json",
      "train --trace-steps 5", "train --trace x/trace.svg",
    ])
  func usage(line: String) throws {
    let outcome = try SkeinProgram.run(line, in: folder)
    #expect(outcome.code == 64, "\(outcome.errors)")
    #expect(outcome.errorLines.count == 1 && outcome.errors.hasPrefix("skein: "))
    #expect(try folder.names().allSatisfy { $0.hasPrefix(".") })
  }
}
