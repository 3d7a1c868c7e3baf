import Foundation
import Skein
import Support
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
      + " \(moments.withTemporary) while a file was written; \(moments.late) more came too late"
    print(summary)
    if Self.kills >= 100 { #expect(moments.early > 0 && moments.withTemporary > 0, "\(summary)") }
  }

  /// When the kills came.
  private struct Moments {
    /// Of processes that had not ended.
    var kills = 0
    var early = 0
    var late = 0
    var withTemporary = 0
    /// How long trainings last beside the reference, by interval and workers: it depends on what
    /// else the machine does, so it follows what is seen.
    var reach = [[Double]](repeating: [Double](repeating: 1, count: 6), count: 2)
  }

  /// Starts a run, kills it one to three times, lets it end, and compares.
  ///
  /// Where a process ends before it is killed, its result is compared, and the run begins anew.
  private static func survive(
    _ number: Int, _ reference: SmallRun.Undisturbed, _ moments: inout Moments
  ) throws {
    let random = RandomStream(seed: 20_26, purpose: .noise, stream: UInt64(number))
    let folder = try ScratchFolder()
    let kills = 1 + Int(random.bits(at: 0) % 3)
    var survived = 0
    for attempt in 0... {
      try #require(attempt < 100, "run \(number) always ends before it can be killed")
      let draw = { (purpose: Int) in random.uniform(at: UInt64(8 + 8 * attempt + purpose)) }
      let workers = 1 + Int(draw(0) * 5)
      let isResume = folder.has("run/run.json")
      let line =
        (isResume
          ? "train --resume run --quiet"
          : "train \(SmallRun.settings) --output run --overwrite --quiet")
        + " --workers \(workers) --placement none --checkpoint-every \(intervals[number % 2])"
      let process = try SkeinProcess(line, in: folder)
      if survived < kills {
        // Every fourth run is asked to stop, the others are not.
        let signal = number % 4 == 3 ? SIGTERM : SIGKILL
        let reach = moments.reach[number % 2][workers]
        try strike(process, signal, in: folder, within: reach * reference.seconds, draw)
        let outcome = try process.wait()
        let ends: [SkeinProcess.End] = [.killed(by: signal), .exited(0), .exited(143)]
        #expect(
          ends.contains(outcome.end), "run \(number), attempt \(attempt): \(outcome.errors)")
        try look(folder, "run \(number), attempt \(attempt)", outcome, &moments)
        moments.reach[number % 2][workers] = reach * (outcome.succeeded ? 0.7 : 1.1)
        if outcome.succeeded {
          try compare(folder, reference, "run \(number), attempt \(attempt)")
          try folder.remove("run")
          survived = 0
        } else {
          survived += 1
        }
      } else {
        let outcome = try process.wait()
        #expect(outcome.succeeded, "run \(number): \(outcome.errors)")
        #expect(outcome.errors.isEmpty || outcome.errors.contains("no checkpoint yet"))
        return try compare(folder, reference, "run \(number)")
      }
    }
  }

  /// Ends a process at a moment somewhere in what is left of its training, by its epochs, or, for one
  /// in five, in its first tenth of a second.
  private static func strike(
    _ process: SkeinProcess, _ signal: Int32, in folder: ScratchFolder,
    within trainingSeconds: Double,
    _ draw: (Int) -> Double
  ) throws {
    var seconds = 0.1
    if draw(1) >= 0.2 {
      let checkpoint = try? CheckpointFolder(folder.path("run")).newest().checkpoint
      let epochs = Double(checkpoint?.epoch ?? 0)
      seconds = trainingSeconds * (1 - epochs / Double(SmallRun.epochs))
      try process.waitUntil(
        { process.catches(SIGTERM) || process.hasEnded }, "the program trains or has ended")
    }
    usleep(UInt32(draw(2) * seconds * 1e6))
    process.send(signal)
  }

  /// Takes note of what a killed process left.
  private static func look(
    _ folder: ScratchFolder, _ place: Comment, _ outcome: SkeinProcess.Outcome,
    _ moments: inout Moments
  ) throws {
    if outcome.succeeded {
      moments.late += 1
      return
    }
    moments.kills += 1
    let names = folder.has("run") ? try folder.names("run") : []
    if !names.contains(where: { $0.hasPrefix("checkpoint.") }) { moments.early += 1 }
    if names.contains(where: { $0.hasSuffix(".skein-tmp") }) { moments.withTemporary += 1 }
    for name in ["checkpoint.safetensors", "checkpoint.previous.safetensors"]
    where names.contains(name) {
      // Whole at any moment, not only after the loader has passed over a damaged one.
      #expect(throws: Never.self, "\(place): \(name)") {
        try CheckpointFile.read(folder.path("run/\(name)"))
      }
    }
  }

  private static func compare(
    _ folder: ScratchFolder, _ reference: SmallRun.Undisturbed, _ place: Comment
  ) throws {
    let result = try SmallRun.Result(folder)
    #expect(result == reference.result, place)
    let left = try folder.names("run").filter { $0.hasPrefix(".") }
    #expect(left == [".status"], "\(place) leaves \(left)")
  }
}
