import Foundation
import Skein
import Testing

@Suite("Kills", .serialized)
struct KillTests {
  /// `SKEIN_KILLS` runs more than a test can take the time for.
  static let kills =
    ProcessInfo.processInfo.environment["SKEIN_KILLS"].flatMap { Int($0) } ?? 10

  /// Half of the runs write checkpoints all the time, so that many die within one; the other half
  /// writes them in the background, while steps go on.
  static let intervals = ["0", "0.01"]

  @Test("a run that is killed at any moment ends with the bytes of one that was not")
  func killed() throws {
    let references = try Self.intervals.map {
      try SmallRun.undisturbed("--workers 2 --placement none --checkpoint-every \($0)")
    }
    #expect(references[0].result == references[1].result)
    var moments = Moments()
    for number in 0..<Self.kills {
      try Self.survive(number, references[number % 2], &moments)
    }
    let summary =
      "\(Self.kills) runs, \(moments.kills) kills: \(moments.early) before the first checkpoint,"
      + " \(moments.late) after the end, \(moments.withTemporary) while a file was written"
    print(summary)
    #expect(moments.kills - moments.late >= Self.kills / 2, "\(summary)")
  }

  /// When the kills came.
  private struct Moments {
    var kills = 0
    var early = 0
    var late = 0
    var withTemporary = 0
  }

  /// Starts a run, kills it one to three times, lets it end, and compares.
  private static func survive(
    _ number: Int, _ reference: (result: SmallRun.Result, seconds: Double),
    _ moments: inout Moments
  ) throws {
    let random = RandomStream(seed: 20_26, purpose: .noise, stream: UInt64(number))
    let folder = try Scratch()
    let kills = 1 + Int(random.bits(at: 0) % 3)
    for kill in 0...kills {
      let draw = { (purpose: Int) in random.uniform(at: UInt64(8 + 8 * kill + purpose)) }
      let workers = 1 + Int(draw(0) * 5)
      let isResume = folder.has("run/run.json")
      let line =
        (isResume
          ? "train --resume run --quiet"
          : "train \(SmallRun.settings) --output run --overwrite --quiet")
        + " --workers \(workers) --placement none --checkpoint-every \(intervals[number % 2])"
      let process = try SkeinProcess(line, in: folder)
      if kill < kills {
        // Every fourth run is asked to stop, the others are not.
        let signal = number % 4 == 3 ? SIGTERM : SIGKILL
        usleep(UInt32(draw(1) * reference.seconds * 1e6))
        process.send(signal)
        let outcome = try process.wait()
        moments.kills += 1
        let ends: [SkeinProcess.End] = [
          .killed(by: signal), .exited(0), .exited(143),
        ]
        #expect(
          ends.contains(outcome.end), "run \(number), kill \(kill): \(outcome.errors)")
        if outcome.succeeded { moments.late += 1 }
        let names = folder.has("run") ? try folder.names("run") : []
        if !names.contains("checkpoint.safetensors") { moments.early += 1 }
        if names.contains(where: { $0.hasSuffix(".skein-tmp") }) { moments.withTemporary += 1 }
        if let file = names.first(where: { $0 == "checkpoint.safetensors" }) {
          // Whole at any moment, not only after the loader has passed over a damaged one.
          #expect(throws: Never.self, "run \(number), kill \(kill)") {
            try CheckpointFile.read(folder.path("run/\(file)"))
          }
        }
      } else {
        let outcome = try process.wait()
        #expect(outcome.succeeded, "run \(number): \(outcome.errors)")
        #expect(outcome.errors.isEmpty || outcome.errors.contains("no checkpoint yet"))
      }
    }
    let result = try SmallRun.Result(folder)
    #expect(result == reference.result, "run \(number)")
    let left = try folder.names("run").filter { $0.hasPrefix(".") }
    #expect(left.isEmpty, "run \(number) leaves \(left)")
  }
}
