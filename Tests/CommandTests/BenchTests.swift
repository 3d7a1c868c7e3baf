import Foundation
import Support
import Testing

/// `skein bench` from the outside, on a shape so small that no figure means anything.
@Suite("Bench") struct BenchTests {
  private static let tiny =
    "bench --model lstm:5,dense:1 --sequence-length 6 --batch-size 6 --seconds 0.02"

  /// The keys of a JSON object, sorted.
  private func keys(_ value: Any?) -> [String] {
    (value as? [String: Any]).map { $0.keys.sorted() } ?? []
  }

  @Test("the JSON has one result for each worker count, with the keys that the manual names")
  func keysOfResults() throws {
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.run(Self.tiny + " --workers 2,1,2 --json", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let report = try outcome.json()
    let results = try #require(report["results"] as? [[String: Any]])
    #expect(results.compactMap { $0["workers"] as? Int } == [1, 2])
    let expected = [
      "efficiency", "fractionOfPeak", "gigaflopsPerSecond", "isa", "millisecondsPerStep",
      "peakGigaflopsPerSecond", "phases", "placement", "samplesPerSecond", "speedup", "teams",
      "timestepsPerSecond", "workers", "workspaceBytes",
    ]
    for result in results {
      #expect(keys(result) == expected)
      #expect(keys(result["phases"]) == ["backward", "forward", "gather", "update", "waiting"])
      for key in expected where !["isa", "phases", "placement", "teams"].contains(key) {
        #expect((result[key] as? Double).map { $0 > 0 } == true, "\(key)")
      }
    }
    let settings = try #require(report["settings"] as? [String: Any])
    #expect(settings["model"] as? String == "lstm:5,dense:1")
    #expect(settings["sequenceLength"] as? Int == 6 && settings["batchSize"] as? Int == 6)
    #expect((report["bits"] as? [String: Any])?["identical"] as? Bool == true)
    #expect(keys(report["machine"]).contains("topologyHash"))
    let samples = try #require(report["samples"] as? [[String: Any]])
    let bindings = samples.compactMap { ($0["bindings"] as? [Any])?.count }
    #expect(bindings == [1, 2], "a binding for each worker")
    #expect(outcome.errors.contains("same for all worker counts"), "people read the other stream")
  }

  @Test("the table goes to standard output, and the same JSON to a file")
  func fileAndTable() throws {
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.run(Self.tiny + " --json out.json --quiet", in: folder)
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    for word in [
      "ms/step", "quartiles", "samples/s", "GFLOP/s", "of peak", "speed-up", "waiting",
      "workspace on paper", "resident at most", "bits: weights after 3 steps",
    ] {
      #expect(outcome.output.contains(word), "\(word)")
    }
    #expect(try folder.text("out.json").contains("\"results\""))
    #expect(try folder.names().filter { !$0.hasPrefix(".") } == ["out.json"], "no temporary stays")
  }

  @Test("predictions are measured without a backward pass")
  func inference() throws {
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.run(Self.tiny + " --inference --json", in: folder)
    let results = try #require(try outcome.json()["results"] as? [[String: Any]])
    let phases = try #require(results.first?["phases"] as? [String: Double])
    #expect(phases["backward"] == 0 && phases["update"] == 0)
    #expect(phases["forward"].map { $0 > 0 } == true)
  }

  @Test("a scaling report draws the ideal line", arguments: ["strong", "weak"])
  func scaling(kind: String) throws {
    let folder = try ScratchFolder()
    let line = Self.tiny + " --workers 1,2,3 --scaling \(kind)"
    let outcome = try SkeinProgram.run(line, in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("serial fraction"))
    let chart = try folder.text("scaling.svg")
    #expect(chart.contains("\(kind) scaling") && chart.contains("ideal"))
  }

  @Test("a base that was impossibly fast makes a regression, and one that was slow makes none")
  func compare() throws {
    let folder = try ScratchFolder()
    let made = try SkeinProgram.run(Self.tiny + " --workers 1 --json base.json", in: folder)
    #expect(made.code == 0, "\(made.errors)")
    for (factor, code) in [(1e-6, Int32(1)), (1e6, 0)] {
      try folder.write("other.json", try scaled(folder.text("base.json"), by: factor))
      let outcome = try SkeinProgram.run(
        Self.tiny + " --workers 1 --compare other.json", in: folder)
      #expect(outcome.code == code, "\(outcome.errors)")
      #expect(outcome.output.contains(code == 1 ? "REGRESSION" : "faster"))
      if code == 1 {
        #expect(outcome.errors.contains("lstm:5,dense:1 i1 t6 b6"), "it says which")
      }
    }
  }

  /// The report with all step times multiplied.
  private func scaled(_ text: String, by factor: Double) throws -> String {
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    var report = try #require(value as? [String: Any])
    var samples = try #require(report["samples"] as? [[String: Any]])
    let times = try #require(samples[0]["millisecondsPerStep"] as? [String: Double])
    samples[0]["millisecondsPerStep"] = times.mapValues { $0 * factor }
    report["samples"] = samples
    return String(decoding: try JSONSerialization.data(withJSONObject: report), as: UTF8.self)
  }

  @Test("an interrupted benchmark ends by its signal and leaves no file", arguments: [2, 15])
  func interruption(signal: Int32) throws {
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.shell(
      """
      "$SKEIN" bench --model lstm:5,dense:1 --batch-size 4 --seconds 3600 --json out.json \
        --scaling strong > table 2> errors & skein=$!
      while ! grep -q bits table; do sleep 0.01; done
      kill -\(signal) $skein
      wait $skein
      """, in: folder)
    #expect(outcome.code == 128 + signal)
    #expect(try folder.text("errors").contains("interrupted"))
    #expect(!folder.has("out.json") && !folder.has("scaling.svg"))
    #expect(try folder.names().allSatisfy { !$0.contains("skein-tmp") })
  }

  @Test(
    "an option that makes no sense is a usage error in one sentence",
    arguments: [
      "--workers 0", "--workers 1,,2", "--workers many", "--isa sse", "--preset huge",
      "--seconds 0", "--seconds -1", "--seconds nan", "--seconds 1e9", "--model lstm:x",
      "--batch-size 0", "--batch-size 99999999", "--input-size 0", "--sequence-length 0",
      "--scaling sideways", "--placement nowhere", "--placement 60000",
      "--preset sweep --batch-size 3", "--preset sweep --scaling weak",
      "--model lstm:5:sequence --batch-size 2", "--topology core:2",
      "--predict --memory-bandwidth 10", "--predict --topology core:2 --memory-bandwidth 0",
      "--predict --topology core:0", "--predict --preset sweep",
    ])
  func usage(options: String) throws {
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.run("bench " + options, in: folder)
    #expect(outcome.code == 64, "\(outcome.errors)")
    #expect(outcome.errorLines.count == 1 && outcome.errors.hasPrefix("skein: "))
    #expect(outcome.output.isEmpty)
  }

  @Test(
    "a base that cannot be compared is refused before anything is measured",
    arguments: [("missing.json", nil), ("text.json", "hello"), ("empty.json", "{}")])
  func badBase(name: String, content: String?) throws {
    let folder = try ScratchFolder()
    if let content { try folder.write(name, content) }
    let outcome = try SkeinProgram.run("bench --seconds 3600 --compare \(name)", in: folder)
    #expect(outcome.code == 1 && outcome.output.isEmpty)
    #expect(outcome.errorLines.count == 1 && outcome.errors.contains(name), "\(outcome.errors)")
  }

  @Test("a file that cannot be written is told in one sentence")
  func unwritable() throws {
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.run(Self.tiny + " --quiet --json no/such/out.json", in: folder)
    #expect(outcome.code == 1)
    #expect(outcome.errorLines.count == 1 && outcome.errors.contains("no/such/out.json"))
  }

  @Test("a prediction for this machine stands beside the measured rate, with its error")
  func predictsHere() throws {
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.run(
      Self.tiny + " --workers 1,2 --predict --json --scaling strong", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let report = try outcome.json()
    let lines = try #require(report["lines"] as? [[String: Any]])
    #expect(lines.count == 2)
    for line in lines {
      let prediction = try #require(line["prediction"] as? [String: Any])
      let predicted = try #require(prediction["samplesPerSecond"] as? Double)
      let measured = try #require(line["measured"] as? Double)
      let error = try #require(line["error"] as? Double)
      #expect(abs(error - (predicted / measured - 1)) < 1e-9)
    }
    #expect((report["profile"] as? [String: Any])?["batchSize"] as? Int == 6)
    #expect(try folder.text("scaling.svg").contains("predicted"))
    #expect(outcome.errors.contains("prediction for this machine"))
  }

  @Test("a prediction for another machine places the workers there and says what limits them")
  func predictsElsewhere() throws {
    let folder = try ScratchFolder()
    let outcome = try SkeinProgram.run(
      Self.tiny.split(separator: " ").map(String.init)
        + [
          "--predict", "--json", "out.json", "--workers", "1,2,3,8", "--placement", "compact",
          "--topology", "pack:2 core:2 pu:2",
        ], in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    // Three shards keep three workers busy.
    #expect(outcome.output.contains("splits into 3 shards"))
    for words in ["pack:2 core:2 pu:2", "2 packages", "limit", "Nothing ran on that machine"] {
      #expect(outcome.output.contains(words), "\(words)")
    }
    let value = try JSONSerialization.jsonObject(with: Data(try folder.bytes("out.json")))
    let lines = try #require((value as? [String: Any])?["lines"] as? [[String: Any]])
    let last = try #require(lines.last?["prediction"] as? [String: Any])
    #expect(lines.count == 3 && last["workers"] as? Int == 3)
    #expect(last["processors"] as? [String] == ["0", "2", "4"])
    #expect(last["cores"] as? Int == 3 && last["packages"] as? Int == 2)
  }
}
