import Foundation
import Skein
import Support
import Testing

/// Each fault is made for real: limits by the shell, disks by the kernel.
@Suite("Faults", .serialized)
struct FaultTests {
  /// A run that was stopped by a signal somewhere in its epochs, with one or two checkpoints.
  private static func stoppedRun(_ settings: String) throws -> ScratchFolder {
    let folder = try ScratchFolder()
    try folder.writeWave("wave.csv", rows: 400)
    let process = try SkeinProcess(
      "train --data wave.csv \(settings) --epochs 100000 --output run --quiet", in: folder)
    try process.waitUntil(
      { process.catches(SIGTERM) && folder.has("run/checkpoint.safetensors") },
      "the program writes a checkpoint")
    process.send(SIGTERM)
    let outcome = try process.wait()
    try #require(outcome.end == .exited(143), "\(outcome.errors)")
    return folder
  }

  private static let small = "--window 8 --model lstm:32,dense:1"

  /// The one sentence of a failure.
  private static func sentence(_ outcome: SkeinProcess.Outcome) -> String {
    #expect(outcome.end == .exited(1), "\(outcome.errors)")
    return outcome.errors.split(separator: "\n").last.map(String.init) ?? ""
  }

  @Test(
    "a file-size limit is told, and the last checkpoint is intact and goes on without it",
    .limitsTheProcess)
  func sizeLimit() throws {
    let folder = try Self.stoppedRun("--window 8 --model lstm:64,dense:1")
    let before = try folder.bytes("run/checkpoint.safetensors")
    #expect(before.count > 32_768)
    let epochs = try CheckpointFile.read(folder.path("run/checkpoint.safetensors")).epoch + 3
    // 64 blocks of 512 bytes: the record fits, a checkpoint and the model do not.
    let limited = try SkeinProcess.run(
      "train --resume run --quiet --checkpoint-every 0 --epochs \(epochs)", in: folder,
      setup: "ulimit -f 64")
    #expect(Self.sentence(limited).contains("it would exceed the file-size limit; raise the limit"))
    #expect(limited.errors.contains("skein: warning: a checkpoint was not written"))
    #expect(try folder.bytes("run/checkpoint.safetensors") == before)
    #expect(!folder.has("run/model.safetensors"))
    #expect(try folder.names("run").filter { $0.hasPrefix(".") } == [".status"])
    let free = try SkeinProcess.run(
      "train --resume run --quiet --epochs \(epochs)", in: folder)
    #expect(free.succeeded, "\(free.errors)")
  }

  @Test("a full disk is told, and the last checkpoint is intact and goes on when there is room")
  func fullDisk() throws {
    let folder = try ScratchFolder()
    // A disk of its own, which ends with the shell; without the right to mount, the limit on file
    // sizes above is all that can be tested.
    let script = """
      set -e
      mkdir disk && mount -t tmpfs -o size=1m tmpfs disk
      set +e
      "$SKEIN" train --data sine --window 8 --model lstm:24,dense:1 --epochs 2 \
        --output disk/run --quiet || exit 11
      cp disk/run/checkpoint.safetensors before
      dd if=/dev/zero of=disk/filler bs=1k 2>/dev/null
      "$SKEIN" train --resume disk/run --epochs 4 --quiet 2>message
      test $? = 1 || exit 12
      cmp disk/run/checkpoint.safetensors before || exit 13
      rm disk/filler
      "$SKEIN" train --resume disk/run --epochs 4 --quiet || exit 14
      cp disk/run/model.safetensors full.safetensors
      "$SKEIN" train --data sine --window 8 --model lstm:24,dense:1 --epochs 4 \
        --output straight --quiet || exit 15
      cmp straight/model.safetensors full.safetensors || exit 16
      """
    try folder.write("script", script)
    let mounts = try Self.shell("unshare -m sh -c 'mount -t tmpfs tmpfs /mnt'", in: folder) == 0
    guard mounts else { return }
    #expect(try Self.shell("unshare -m sh script", in: folder) == 0)
    let message = String(decoding: try folder.bytes("message"), as: UTF8.self)
    #expect(message.contains("the disk is full; free some space"))
  }

  private static func shell(_ script: String, in folder: ScratchFolder) throws -> Int32 {
    try SkeinProcess(script: script, in: folder).wait().code
  }

  @Test("a folder that cannot be written, and data that cannot be read, are told at once")
  func places() throws {
    let folder = try ScratchFolder()
    try folder.writeWave("wave.csv", rows: 400)
    try FileManager.default.createDirectory(
      atPath: folder.path("empty"), withIntermediateDirectories: false)
    // Permissions do not bind root, but nobody creates files in /proc, or reads another's memory.
    let cases = [
      ("--output /proc/run", "/proc/run could not be created"),
      ("--output wave.csv", "wave.csv"),
      ("--output wave.csv/run", "wave.csv is not a folder"),
      ("--data empty", "empty is a folder without a table"),
      ("--data /proc/self/mem", "/proc/self/mem"),
      ("--data nothing.csv", "nothing.csv"),
    ]
    for (arguments, place) in cases {
      let outcome = try SkeinProcess.run("train \(arguments) --epochs 1 --quiet", in: folder)
      let sentence = Self.sentence(outcome)
      #expect(sentence.hasPrefix("skein: ") && sentence.contains(place), "\(arguments)")
      #expect(outcome.errors.split(separator: "\n").count == 1)
    }
    if geteuid() != 0 {
      chmod(folder.path("wave.csv"), 0)
      let unreadable = try SkeinProcess.run("train --data wave.csv", in: folder)
      #expect(Self.sentence(unreadable).contains("wave.csv"))
      chmod(folder.root, 0o500)
      let unwritable = try SkeinProcess.run("train --output run", in: folder)
      #expect(Self.sentence(unwritable).contains("permission is denied"))
      chmod(folder.root, 0o700)
    }
  }

  @Test(
    "a limit on memory is told before the training begins, or there is enough", .limitsTheProcess)
  func memoryLimit() throws {
    let folder = try ScratchFolder()
    // 6 million parameters, which take half a gigabyte: from far too little to enough. How many arenas the C
    // library reserves, 64 MB each, depends on which threads it finds waiting for each other.
    let model = "lstm:4,dense:2500:sigmoid,dense:2500:sigmoid,dense:1"
    var ends: Set<String> = []
    for megabytes in stride(from: 400, through: 2000, by: 400) {
      let outcome = try SkeinProcess.run(
        "train --data sine --window 2 --model \(model) --epochs 1 --batch-size 800 --workers 1"
          + " --output run --overwrite --quiet",
        in: folder, setup: "export MALLOC_ARENA_MAX=1; ulimit -v \(megabytes * 1000)")
      if outcome.succeeded {
        ends.insert("enough")
        continue
      }
      ends.insert("refused")
      let sentence = Self.sentence(outcome)
      #expect(sentence.contains("of memory, but only"), "\(megabytes) MB: \(sentence)")
    }
    #expect(ends == ["enough", "refused"])
  }

  @Test("data that is replaced during training changes nothing, and is refused when it resumes")
  func replacedData() throws {
    let folder = try ScratchFolder()
    try folder.writeWave("wave.csv", rows: 400)
    let original = try folder.bytes("wave.csv")
    let process = try SkeinProcess(
      "train --data wave.csv \(Self.small) --epochs 100000 --output run --quiet", in: folder)
    try process.waitUntil({ process.catches(SIGTERM) }, "the program trains")
    try folder.write("wave.csv", "value\n" + String(repeating: "0.5\n", count: 400))
    usleep(50_000)
    process.send(SIGTERM)
    #expect(try process.wait().end == .exited(143))

    let refused = try SkeinProcess.run("train --resume run --quiet", in: folder)
    #expect(
      Self.sentence(refused)
        == "skein: wave.csv has changed since the run run was started: its values differ; bring the"
        + " old data back, or start a new run.")
    try folder.write("wave.csv", "value\n" + String(repeating: "0.5\n", count: 300))
    let shorter = try SkeinProcess.run("train --resume run --quiet", in: folder)
    #expect(Self.sentence(shorter).contains("it had 400 rows and has 300;"))

    try Data(original).write(to: URL(fileURLWithPath: folder.path("wave.csv")))
    let epochs = try CheckpointFolder(folder.path("run")).newest().checkpoint.epoch + 2
    let resumed = try SkeinProcess.run(
      "train --resume run --quiet --epochs \(epochs)", in: folder)
    #expect(resumed.succeeded, "\(resumed.errors)")
    let straight = try SkeinProcess.run(
      "train --data wave.csv \(Self.small) --epochs \(epochs) --output other --quiet", in: folder)
    #expect(straight.succeeded)
    #expect(
      try folder.bytes("run/model.safetensors") == folder.bytes("other/model.safetensors"))
  }

  @Test("options that would make it another run are refused, and --epochs may grow")
  func options() throws {
    let folder = try Self.stoppedRun(Self.small)
    for (option, message) in [
      ("--batch-size 64", "--batch-size is 64, but the run was started with 32"),
      ("--no-shuffle", "--no-shuffle is true, but the run was started with false"),
      ("--seed=9", "--seed is 9, but the run was started with 0"),
      ("--keep-best", "--keep-best is true, but the run was started with false"),
      ("--output other", "--output cannot go with --resume"),
    ] {
      let outcome = try SkeinProcess.run("train --resume run \(option)", in: folder)
      #expect(outcome.end == .exited(64))
      #expect(outcome.errors.contains(message), "\(option): \(outcome.errors)")
    }
    let early = try SkeinProcess.run("train --resume run --epochs 0 --quiet", in: folder)
    #expect(Self.sentence(early).contains("but the training is to have 0 epochs; ask for at least"))
    let missing = try SkeinProcess.run("train --resume nothing", in: folder)
    #expect(missing.end == .exited(1) && missing.errors.contains("nothing"))
    let unfinished = try SkeinProcess.run("predict run", in: folder)
    #expect(
      unfinished.succeeded
        && unfinished.errors.hasPrefix(
          "note: the training of run has not ended; this is from the checkpoint in epoch"),
      "\(unfinished.errors)")
  }

  @Test("a damaged newest checkpoint is passed over with a warning, to the same model")
  func damagedCheckpoint() throws {
    let reference = try SmallRun.undisturbed("--workers 1").result
    let folder = try ScratchFolder()
    let process = try SkeinProcess(
      "train \(SmallRun.settings) --output run --quiet --checkpoint-every 0", in: folder)
    try process.waitUntil(
      { folder.has("run/checkpoint.previous.safetensors") }, "there are two checkpoints")
    process.send(SIGKILL)
    _ = try process.wait()
    let path = folder.path("run/checkpoint.safetensors")
    if !folder.has("run/checkpoint.safetensors") {
      try Data([0]).write(to: URL(fileURLWithPath: path))
    }
    var bytes = try folder.bytes("run/checkpoint.safetensors")
    bytes[bytes.count / 2] ^= 4
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let outcome = try SkeinProcess.run("train --resume run --quiet --workers 1", in: folder)
    #expect(outcome.succeeded, "\(outcome.errors)")
    #expect(
      outcome.errors.hasPrefix("skein: warning: the checkpoint before the newest one is used: run/")
    )
    #expect(try SmallRun.Result(folder) == reference)
  }
}
