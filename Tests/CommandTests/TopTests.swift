import Foundation
import Support
import Testing

@Suite("skein top") struct TopTests {
  private static let small =
    "train --data sine --window 12 --model lstm:8,dense:1 --seed 1 --quiet --output run"

  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func top(_ options: String = "--json") throws -> [String: Any] {
    let outcome = try SkeinProgram.run("top run \(options)", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    return try outcome.json()
  }

  /// What is there to be seen, perhaps nothing yet.
  private func look() -> [String: Any]? {
    guard let outcome = try? SkeinProgram.run("top run --json", in: folder), outcome.code == 0
    else { return nil }
    return try? outcome.json()
  }

  private func isRunning() -> Bool { look()?["state"] as? String == "running" }

  @Test("a training is seen at work, then killed, then resumed and interrupted, then at its end")
  func life() throws {
    let training = try SkeinProcess(
      "\(Self.small) --epochs 1000000 --checkpoint-every 0.2 --workers 2", in: folder)
    try training.waitUntil(
      { isRunning() && folder.has("run/checkpoint.safetensors") },
      "the training shows itself")
    let report = try top()
    #expect(
      Set(report.keys) == [
        "run", "state", "process", "host", "epoch", "epochs", "step", "stepsPerEpoch", "loss",
        "lastLoss", "validationLoss", "bestEpoch", "bestLoss", "samples", "seconds",
        "samplesPerSecond", "silentSeconds", "workers",
      ])
    #expect(report["state"] as? String == "running")
    #expect(report["process"] as? Int == Int(training.identifier))
    #expect(report["epochs"] as? Int == 1_000_000)
    #expect(try #require(report["samplesPerSecond"] as? Double) > 0)
    #expect(try #require(report["loss"] as? Double).isFinite)
    let workers = try #require(report["workers"] as? [[String: Any]])
    #expect(workers.count == 2)
    for (number, worker) in workers.enumerated() {
      #expect(
        Set(worker.keys) == [
          "worker", "phase", "step", "waiting", "phases", "processor", "lastProcessor", "core",
          "numaNode", "team",
        ])
      #expect(worker["worker"] as? Int == number)
      let phases = try #require(worker["phases"] as? [String: Double])
      #expect(abs(phases.values.reduce(0, +) - 1) < 1e-9)
      #expect((0...1).contains(try #require(worker["waiting"] as? Double)))
      // Bound to one processor, it runs there.
      let processor = try #require(worker["processor"] as? Int)
      #expect(worker["lastProcessor"] as? Int == processor)
    }
    let text = try SkeinProgram.run("top run", in: folder)
    for words in ["run: training, process", "samples/s, 2 workers", "epoch ", "waiting"] {
      #expect(text.output.contains(words), "\(words) in \(text.output)")
    }
    #expect(!text.output.contains("\u{1B}"), "nothing is drawn where no terminal is")

    training.send(SIGKILL)
    _ = try training.wait()
    #expect(try top()["state"] as? String == "killed")
    let killed = try SkeinProgram.run("top run --once", in: folder)
    #expect(killed.output.contains("killed") && killed.output.contains("skein train --resume run"))

    let resumed = try SkeinProcess("train --resume run --quiet", in: folder)
    try resumed.waitUntil({ isRunning() || resumed.hasEnded }, "the training shows itself")
    resumed.send(SIGTERM)
    #expect(try resumed.wait().end == .exited(143))
    #expect(try top()["state"] as? String == "interrupted")

    let ended = try SkeinProgram.run(Self.small + " --epochs 2 --overwrite", in: folder)
    #expect(ended.code == 0, "\(ended.errors)")
    let end = try top()
    #expect(end["state"] as? String == "ended" && end["epoch"] as? Int == 2)
    #expect(try SkeinProgram.run("top run", in: folder).output.hasPrefix("run: ended\n"))
  }

  @Test("a status that somebody cuts costs the training nothing")
  func cut() throws {
    let line = Self.small + " --epochs 60"
    #expect(try SkeinProgram.run(line, in: folder).code == 0)
    let model = try folder.bytes("run/model.safetensors")
    let training = try SkeinProcess(line + " --overwrite", in: folder)
    // The one that trains now, not the one before.
    func isShown() -> Bool {
      guard let process = look()?["process"] as? Int else { return false }
      return process == Int(training.identifier)
    }
    try training.waitUntil({ isShown() || training.hasEnded }, "the training shows itself")
    let didCut = truncate(folder.path("run/.status"), 0) == 0
    #expect(didCut)
    let outcome = try training.wait()
    #expect(outcome.succeeded, "\(outcome.end): \(outcome.errors)")
    #expect(try folder.bytes("run/model.safetensors") == model)
    let shown = try SkeinProgram.run("top run --once", in: folder)
    #expect(shown.code == 1 && shown.errors.contains("it has 0 of 32768 bytes"), "\(shown.errors)")
  }

  @Test("on a terminal the panel is drawn over itself until the training ends")
  func terminal() throws {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/script") else { return }
    let training = try SkeinProcess(Self.small + " --epochs 100000", in: folder)
    try training.waitUntil({ isRunning() || training.hasEnded }, "the training shows itself")
    let watching = try SkeinProcess(
      script: """
        exec script -qefc 'stty cols 90 rows 12; TERM=xterm "$SKEIN" top run --every 0.1' typed
        """, in: folder)
    func typed() -> String { (try? folder.text("typed")) ?? "" }
    try watching.waitUntil(
      { typed().utf8.count { $0 == 0x1B } > 20 || watching.hasEnded }, "the panel is drawn twice")
    training.send(SIGTERM)
    #expect(try training.wait().end == .exited(143))
    let outcome = try watching.wait()
    #expect(outcome.succeeded, "\(outcome.errors)")
    let bytes = Array(typed().utf8)
    // Up over the former picture, each line to its end, and what was below.
    for sequence in ["A\r", "\u{1B}[K", "\u{1B}[J"] {
      let wanted = Array(sequence.utf8)
      #expect(bytes.indices.contains { bytes[$0...].starts(with: wanted) }, "\(sequence)")
    }
    #expect(typed().contains("interrupted"))
    for line in typed().split(whereSeparator: \.isNewline) where line.contains("\u{1B}[K") {
      #expect(line.count < 105, "\(line)")
    }
  }

  @Test(
    "what cannot be looked at is one sentence",
    arguments: [
      ("top nowhere", 1, "no run folder nowhere"), ("top .", 1, "has no status"),
      ("top run --every 0", 64, "every cannot be"), ("top", 64, "run"),
    ])
  func errors(line: String, code: Int, words: String) throws {
    let outcome = try SkeinProgram.run(line, in: folder)
    #expect(outcome.code == Int32(code) && outcome.output.isEmpty)
    #expect(outcome.errorLines.count == 1 && outcome.errors.contains(words), "\(outcome.errors)")
  }
}
