import Foundation
import Skein
import Support
import Testing

@Suite("Signals", .serialized)
struct SignalTests {
  /// More epochs than any test waits for.
  static let endless =
    "--data sine --window 12 --model lstm:6,dense:1 --epochs 1000000 --workers 2 --placement none"

  /// Where the newest checkpoint stands; (0, 0) without one.
  private static func newest(in folder: ScratchFolder) -> (epoch: Int, step: Int) {
    let checkpoint = try? CheckpointFolder(folder.path("my run")).newest().checkpoint
    return checkpoint.map { ($0.epoch, $0.step) } ?? (0, 0)
  }

  @Test(
    "a signal ends a training after its step, with a checkpoint and the way to go on",
    arguments: [SIGINT, SIGTERM, SIGHUP])
  func signals(signal: Int32) throws {
    let folder = try ScratchFolder()
    let process = try SkeinProcess("train \(Self.endless) --output 'my run'", in: folder)
    try process.waitUntilItTrains()
    process.send(signal)
    let outcome = try process.wait()
    #expect(outcome.end == .exited(128 + signal))
    let last = try #require(outcome.errors.split(separator: "\n").last)
    #expect(last.hasPrefix("skein: interrupted in epoch "))
    #expect(last.hasSuffix("; go on with: skein train --resume 'my run'."))
    let start = Self.newest(in: folder)
    #expect(start > (0, 0))
    #expect(try folder.names("my run").filter { $0.hasPrefix(".") } == [".status"])

    // And again, from there.
    let again = try SkeinProcess("train --resume 'my run' --quiet", in: folder)
    // Only then: a signal at the end of an epoch, with no step left in it, would find it unchanged.
    try again.waitUntil({ Self.newest(in: folder) > start }, "the program goes on")
    again.send(signal)
    #expect(try again.wait().end == .exited(128 + signal))
    #expect(Self.newest(in: folder) > start)
  }

  @Test("a second Ctrl-C leaves at once, within a step")
  func second() throws {
    let folder = try ScratchFolder()
    // One step of this takes many seconds.
    let process = try SkeinProcess(
      "train --data sine --window 300 --model lstm:384,lstm:384,dense:1 --batch-size 512"
        + " --output run --quiet", in: folder)
    try process.waitUntilItTrains()
    process.send(SIGINT)
    // One that comes at once is an echo of the first, as `timeout` sends it, and is not minded.
    process.send(SIGTERM)
    usleep(50_000)
    let isEchoMinded = process.hasEnded
    #expect(!isEchoMinded)
    for _ in 0..<100 where !process.hasEnded {
      usleep(300_000)
      process.send(SIGTERM)
    }
    let outcome = try process.wait()
    #expect([.exited(143), .exited(130)].contains(outcome.end))
    #expect(!folder.has("run/checkpoint.safetensors"))
  }

  @Test("a signal that was ignored at the start, as under nohup, stays ignored")
  func ignored() throws {
    let folder = try ScratchFolder()
    let process = try SkeinProcess(
      "train \(Self.endless) --output run --quiet", in: folder, setup: "trap '' HUP")
    try process.waitUntil(
      { folder.has("run/checkpoint.safetensors") }, "the program trains")
    #expect(process.catches(SIGTERM))
    #expect(!process.catches(SIGHUP))
    process.send(SIGHUP)
    process.send(SIGTERM)
    #expect(try process.wait().end == .exited(143))
  }

  @Test("a second process in the folder of a run is refused, and a dead one leaves no lock")
  func lock() throws {
    let folder = try ScratchFolder()
    let process = try SkeinProcess("train \(Self.endless) --output run --quiet", in: folder)
    try process.waitUntil({ process.catches(SIGTERM) }, "the program trains")
    for line in ["train --resume run", "train --output run --overwrite"] {
      let refused = try SkeinProcess.run(line, in: folder)
      #expect(refused.end == .exited(1))
      #expect(
        refused.errors
          == "skein: the run folder run is in use by process \(process.identifier); wait until it"
          + " ends, stop it, or choose another name.\n")
    }
    process.send(SIGKILL)
    #expect(try process.wait().end == .killed(by: SIGKILL))
    #expect(folder.has("run/.lock"))
    let next = try SkeinProcess("train --resume run --quiet", in: folder)
    try next.waitUntil({ next.catches(SIGTERM) }, "the program trains")
    next.send(SIGTERM)
    #expect(try next.wait().end == .exited(143))
    #expect(!folder.has("run/.lock"))
  }
}
