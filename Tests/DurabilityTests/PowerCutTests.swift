import Foundation
import Support
import Testing

/// A power cut leaves what has reached the disk: here a file that holds a file system, copied while
/// the program stands still between two of its calls, with all that is still in memory left out.
@Suite("Power cuts", .serialized, .tracesTheProcess, .mountsImages)
struct PowerCutTests {
  private static let epochs = 3

  /// How much a disk keeps of what is not synced.
  private struct Disk {
    /// With `writeback`, names can reach the disk before the bytes of their files.
    var data: String
    /// Whether another program's sync has just brought all names to the disk.
    var isCommitted: Bool

    static let all = ["ordered", "writeback"].flatMap { data in
      [false, true].map { Disk(data: data, isCommitted: $0) }
    }
  }

  /// Runs `$2` on a disk of its own and leaves what the disk had at the cut in the file `cut`.
  private static let run = """
    set -e
    mkdir disk; cp blank image; mount -o loop,data=$1 image disk
    set +e
    sh -c "$2"; code=$?
    test -e cut || cp image cut
    umount disk
    exit $code
    """

  /// Mounts the file `cut`, which replays its journal, and copies the run out of it.
  private static let restart = """
    set -e
    mkdir after; mount -o loop cut after
    test ! -e after/run || cp -r after/run run
    umount after; e2fsck -fn cut >check 2>&1
    """

  private static func mounting(
    _ script: String, _ arguments: [String], in folder: ScratchFolder
  ) throws -> SkeinProcess.Outcome {
    try folder.write("script", script)
    let words = arguments.indices.map { " \"$\($0 + 1)\"" }.joined()
    return try SkeinProcess(
      script: "exec unshare -m sh script\(words)", arguments: arguments, in: folder,
      environment: ["TOOL": TracedRun.tool]
    ).wait()
  }

  private static func blank(in folder: ScratchFolder) throws {
    let made = try SkeinProcess(
      script: "truncate -s 16M blank && mkfs.ext4 -q blank", in: folder
    ).wait()
    try #require(made.succeeded, "\(made.errors)")
  }

  /// Runs a training on a disk, cut off after a call; nil where it ended before.
  private static func cut(
    after point: Int?, on disk: Disk, in folder: ScratchFolder
  ) throws -> Int {
    try blank(in: folder)
    let copy =
      (disk.isCommitted ? "echo >disk/other; sync disk/other; " : "") + "cp image cut"
    let disturbance = point.map { Disturbance.killAfter($0, running: copy) } ?? .none
    let line = BriefRun.line(epochs: epochs, output: "disk/run")
    let traced = """
      exec "$TOOL" --report calls --below "$PWD/disk" \(disturbance.options) -- "$SKEIN" \(line)
      """
    let outcome = try mounting(run, [disk.data, traced], in: folder)
    let calls = try folder.lines("calls").count
    let isCut = point.map { $0 <= calls } ?? false
    #expect(outcome.code == (isCut ? 137 : 0), "\(outcome.errors)")
    return calls
  }

  @Test("a run that a power cut ends goes on from the disk to the bytes of one without")
  func powerCuts() throws {
    let reference = try BriefRun.undisturbed(epochs: Self.epochs)
    let count = try Self.cut(after: nil, on: Disk.all[0], in: ScratchFolder())
    let points = Torture.points(of: count, short: 4, long: 180)
    var (early, withTemporary) = (0, 0)
    for (index, point) in points.enumerated() {
      let folder = try ScratchFolder()
      let disk = Disk.all[index % Disk.all.count]
      _ = try Self.cut(after: point, on: disk, in: folder)
      let restarted = try Self.mounting(Self.restart, [], in: folder)
      let place: Comment = "cut after call \(point) of \(count) on \(disk)"
      #expect(restarted.succeeded, "\(place): \(restarted.errors)")
      let names = folder.has("run") ? try folder.names("run") : []
      if !names.contains("run.json") { early += 1 }
      if names.contains(where: { $0.hasSuffix(".skein-tmp") }) { withTemporary += 1 }
      try BriefRun.finish(epochs: Self.epochs, in: folder, as: reference, place)
    }
    print(
      "\(points.count) power cuts in \(count) calls: \(early) before there was a record,"
        + " \(withTemporary) beside a temporary")
  }

  @Test("what a training that has ended with success has written is on the disk")
  func afterTheEnd() throws {
    let reference = try BriefRun.undisturbed(epochs: Self.epochs)
    for disk in Disk.all where !disk.isCommitted {
      let folder = try ScratchFolder()
      _ = try Self.cut(after: nil, on: disk, in: folder)
      let restarted = try Self.mounting(Self.restart, [], in: folder)
      #expect(restarted.succeeded, "\(restarted.errors)")
      try BriefRun.check(folder, against: reference, "cut at the end on \(disk)")
      let evaluated = try SkeinProcess.run("evaluate run", in: folder)
      #expect(evaluated.succeeded, "\(evaluated.errors)")
    }
  }
}

extension Trait where Self == ConditionTrait {
  /// Needs the right to mount a file as a disk, in a name space of its own.
  static var mountsImages: Self {
    .enabled("no right to mount a file as a disk, or no mkfs.ext4") {
      let folder = try ScratchFolder()
      let script = """
        truncate -s 16M image && mkfs.ext4 -q image && mkdir disk \
          && unshare -m mount -o loop,data=ordered image disk
        """
      return try SkeinProcess(script: script, in: folder).wait().succeeded
    }
  }
}
