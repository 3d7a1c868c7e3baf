import Foundation
import Support
import Testing

/// What lies around a run: its folder's name and place, the kernel's files, the limits on threads.
@Suite("Surroundings", .serialized)
struct SurroundingsTests {
  private static let small = "--data sine --window 8 --model lstm:4,dense:1 --quiet"

  @Test("nothing is written into the successor of a run folder that was moved during training")
  func movedFolder() throws {
    let folder = try ScratchFolder()
    let line = "train \(Self.small) --checkpoint-every 0.05 --output run"
    let first = try SkeinProcess("\(line) --seed 1 --epochs 500", in: folder)
    try first.waitUntil(
      { folder.has("run/checkpoint.safetensors") || first.hasEnded }, "there is a checkpoint")
    try FileManager.default.moveItem(atPath: folder.path("run"), toPath: folder.path("old"))
    let second = try SkeinProcess("\(line) --seed 2 --epochs 10000000", in: folder)
    try second.waitUntil(
      { folder.has("run/checkpoint.safetensors") || second.hasEnded }, "there is a checkpoint")
    let end = try first.wait()
    let fault = TracedRun.fault(end)
    #expect(fault == nil)
    #expect(folder.has("run/.lock"))
    second.send(SIGKILL)
    #expect(try second.wait().end == .killed(by: SIGKILL))
    #expect(try folder.text("run/run.json").contains("\"seed\" : 2"))
    #expect(!folder.has("run/model.safetensors"))
    let resumed = try SkeinProcess("train --resume run --quiet", in: folder)
    try resumed.waitUntil({ resumed.catches(SIGTERM) || resumed.hasEnded }, "the program trains")
    resumed.send(SIGTERM)
    let outcome = try resumed.wait()
    #expect(outcome.end == .exited(143), "\(outcome.errors)")
  }

  @Test("a folder above whose name is not UTF-8 changes nothing")
  func latinName() throws {
    let folder = try ScratchFolder()
    let script = """
      folder=$(printf 'caf\\351') && mkdir "$folder" && cd "$folder" || exit 99
      line="\(Self.small) --epochs 3 --checkpoint-every 0"
      "$SKEIN" train $line --output run || exit 11
      "$SKEIN" train --resume run --epochs 4 --quiet || exit 12
      "$SKEIN" evaluate run && "$SKEIN" predict run --output table || exit 13
      "$SKEIN" forecast run --steps 5 || exit 14
      # Its path cannot be a text, and is refused rather than repaired to another one.
      "$SKEIN" train $line --output "$PWD/other" 2>refused; [ $? = 64 ] || exit 15
      [ "$(wc -l <refused)" = 1 ] && [ ! -e other ] || exit 16
      """
    let outcome = try SkeinProcess(script: script, in: folder).wait()
    #expect(outcome.succeeded, "\(outcome.end): \(outcome.errors)")
  }

  @Test("a limit on open files is told, or is enough; never a trap", .limitsTheProcess)
  func descriptors() throws {
    let folder = try ScratchFolder()
    for limit in 4...24 {
      let outcome = try SkeinProcess.run(
        "train \(Self.small) --epochs 1 --quiet --overwrite --output run", in: folder,
        setup: "ulimit -n \(limit)")
      #expect([0, 1].contains(outcome.code), "\(limit): \(outcome.end) \(outcome.errors)")
      if outcome.code == 1 { #expect(outcome.errors.contains("ulimit -n"), "\(outcome.errors)") }
    }
  }

  @Test("without /proc the program trains, or says why not")
  func noProc() throws {
    let folder = try ScratchFolder()
    let script = """
      umount -l /proc || exit 99
      exec "$SKEIN" train \(Self.small) --epochs 1 --output run
      """
    try folder.write("script", script)
    let outcome = try SkeinProcess(
      script: "exec unshare -m --propagation private sh script", in: folder
    ).wait()
    // Without the right to take it away there is nothing to see.
    guard outcome.errors.hasPrefix("skein: ") || folder.has("run") else { return }
    let fault = TracedRun.fault(outcome)
    #expect(fault == nil)
    #expect(!outcome.succeeded || folder.has("run/model.safetensors"))
  }

  @Test("with fewer threads than workers, a training says so, or goes on with fewer")
  func fewThreads() throws {
    let folder = try ScratchFolder()
    // The group of the kernel's first version, or of its second; a subfolder is a group.
    let script = """
      for root in /sys/fs/cgroup/pids /sys/fs/cgroup; do
        group=$root/skein-threads-$$
        mkdir $group 2>/dev/null && test -e $group/pids.max && break
      done
      echo $1 >$group/pids.max || exit 99
      timeout -s KILL 30 sh -c 'echo $$ >"$0/cgroup.procs" || exit 99; exec "$SKEIN" \
        train \(Self.small) --epochs 2 --workers 8 --placement none --output run --overwrite' $group
      code=$?
      # A process that was killed is in its group for a moment more.
      for wait in 1 2 3 4 5; do rmdir $group 2>/dev/null && break; sleep 0.1; done
      exit $code
      """
    for most in 2...(Torture.isLong ? 16 : 6) {
      let outcome = try SkeinProcess(script: script, arguments: ["\(most)"], in: folder).wait()
      if outcome.end == .exited(99) { return }
      let fault = TracedRun.fault(outcome)
      #expect(fault == nil, "\(most) threads")
    }
  }
}
